/**
 * `npm run bench -- NAME [--json] [--quick]`: bundles the benches on the fly and runs one of them.
 * They import "zerohop" as its users do, from the built package.
 */
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { prepare } from "./prepare.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** Packages bundled as CommonJS may call require. */
const BANNER =
  'import { createRequire as $createRequire } from "node:module"; const require = $createRequire(import.meta.url);';

/** What users import is what is measured: dist/, by the package's own exports. */
const builtPackage = {
  name: "zerohop",
  setup(build) {
    build.onResolve({ filter: /^zerohop$/ }, () => {
      const path = createRequire(join(root, "package.json")).resolve("zerohop");
      return { path: pathToFileURL(path).href, external: true };
    });
  },
};

await prepare();
const folder = await mkdtemp(join(tmpdir(), "zerohop-bench-"));
try {
  await bundleBenches(folder);
  const { main } = await import(pathToFileURL(join(folder, "main.mjs")).href);
  await main(process.argv.slice(2), { root, folder });
} finally {
  await rm(folder, { recursive: true, force: true });
}

/** Every process of a bench is an entry of its own, so that none loads what only another needs. */
async function bundleBenches(outdir) {
  const esbuild = await import("esbuild");
  const peers = (await readdir(join(root, "bench/peers"))).filter((name) => name.endsWith(".ts"));
  await esbuild.build({
    absWorkingDir: root,
    entryPoints: ["bench/main.ts", "bench/load.ts", ...peers.map((name) => `bench/peers/${name}`)],
    outbase: "bench",
    outdir,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node20",
    logLevel: "warning",
    banner: { js: BANNER },
    plugins: [builtPackage],
  });
  await esbuild.stop();
}
