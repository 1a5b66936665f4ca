/**
 * Builds dist/: the command, the library, the worker thread, and the core for other hosts. Fast
 * enough to run before every start; prints nothing when all is well.
 */
import { copyFile, mkdir, readFile, rm, utimes, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { borrowImport } from "./borrow-import.mjs";
import { recordCodeCache } from "./code-cache.mjs";
import { root, stamp } from "./places.mjs";

/** Loaded lazily or shipped with files of their own, so not part of the bundle. */
const EXTERNAL = ["onnxruntime-web", "@wasmer/wasi", "esbuild", "@redis/client"];

/** Packages bundled as CommonJS may call require. */
const BANNER =
  'import { createRequire as $createRequire } from "node:module"; const require = $createRequire(import.meta.url);';

/** The command-line parser can start subcommands as programs of their own; ours has none, and loading the module for it would cost every start. */
const noSubprograms = {
  name: "no-subprograms",
  setup(build) {
    build.onResolve({ filter: /^node:child_process$/ }, ({ importer }) =>
      importer.includes("/commander/") ? { path: "child_process", namespace: "unused" } : undefined,
    );
    build.onLoad({ filter: /.*/, namespace: "unused" }, () => ({ contents: "module.exports = {};" }));
  },
};

/** Builds all of dist/ anew. */
export async function bundle() {
  const started = new Date();
  const { build } = await import("esbuild");
  const shared = {
    absWorkingDir: root,
    outdir: "dist",
    bundle: true,
    format: "esm",
    splitting: true,
    minify: true,
    sourcemap: true,
    logLevel: "warning",
    external: EXTERNAL,
  };
  const onNode = { ...shared, platform: "node", target: "node20" };
  await rm(`${root}/dist`, { recursive: true, force: true });
  // One CommonJS file: Node starts it in half the time of the same code in modules. What is imported
  // dynamically is parsed with the rest but runs when it is needed.
  await build({
    ...onNode,
    entryPoints: {
      "cli/main": "runtime/cli/main.ts",
      "cli/cached-program": "runtime/cli/cached-program.ts",
      "cli/program": "runtime/cli/program.ts",
    },
    format: "cjs",
    splitting: false,
    banner: {
      js: 'const $url = require("node:url").pathToFileURL(require("node:path").join(__dirname, "../index.js")).href;',
    },
    define: { "import.meta.url": "$url" },
    plugins: [noSubprograms],
  });
  const program = `${root}/dist/cli/program.js`;
  await writeFile(program, await borrowImport(await readFile(program, "utf8")));
  await writeFile(`${root}/dist/cli/package.json`, '{ "type": "commonjs" }\n');
  await build({
    ...onNode,
    banner: { js: BANNER },
    entryPoints: {
      "platform/node/index": "runtime/platform/node/index.ts",
      "platform/node/pool/worker": "runtime/platform/node/pool/worker.ts",
    },
    chunkNames: "platform/node/chunks/[name]-[hash]",
  });
  await build({
    ...shared,
    entryPoints: { index: "runtime/index.ts" },
    chunkNames: "core/[name]-[hash]",
    platform: "browser",
    conditions: ["workerd", "worker", "browser"],
    target: "es2023",
  });
  await copyAssets();
  recordCodeCache();
  // Last of all: a build that was interrupted is none. What changed meanwhile is newer.
  await writeFile(stamp, "");
  await utimes(stamp, started, started);
}

/** The files of the documentation page. */
async function copyAssets() {
  await mkdir(`${root}/dist/assets`, { recursive: true });
  for (const name of ["swagger-ui.css", "swagger-ui-bundle.js"]) {
    await copyFile(`${root}/node_modules/swagger-ui-dist/${name}`, `${root}/dist/assets/${name}`);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await bundle();
