/**
 * Builds dist/: one bundle for each entry point with the chunks they share. Fast enough to run
 * before every start; prints nothing when all is well.
 */
import { rm } from "node:fs/promises";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../..", import.meta.url));

/** Loaded lazily or shipped with files of their own, so not part of the bundle. */
const EXTERNAL = ["onnxruntime-web", "@wasmer/wasi", "esbuild"];

/** Packages bundled as CommonJS may call require. */
const BANNER = 'import { createRequire as $createRequire } from "node:module"; const require = $createRequire(import.meta.url);';

export async function bundle() {
  const { build } = await import("esbuild");
  const shared = { absWorkingDir: root, bundle: true, format: "esm", splitting: true, sourcemap: true, logLevel: "warning" };
  await rm(`${root}/dist`, { recursive: true, force: true });
  await build({
    ...shared,
    entryPoints: {
      "cli/main": "runtime/cli/main.ts",
      "platform/node/index": "runtime/platform/node/index.ts",
      "platform/node/pool/worker": "runtime/platform/node/pool/worker.ts",
    },
    outdir: "dist",
    chunkNames: "chunks/[name]-[hash]",
    platform: "node",
    target: "node20",
    external: EXTERNAL,
    banner: { js: BANNER },
  });
  await build({
    ...shared,
    entryPoints: { index: "runtime/index.ts" },
    outdir: "dist",
    chunkNames: "core/[name]-[hash]",
    platform: "browser",
    conditions: ["workerd", "worker", "browser"],
    target: "es2023",
    external: EXTERNAL,
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await bundle();
