/**
 * Writes the generated files of the Helm chart: the CustomResourceDefinition and the permissions.
 *
 *     node operator/install/generate.mjs            # writes them
 *     node operator/install/generate.mjs --check    # fails when one is not what would be written
 */
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
/** Packages that are CommonJS may call require. */
const BANNER = 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);';

/** Loads the TypeScript that knows what the files are. */
async function load() {
  const { outputFiles } = await build({
    absWorkingDir: ROOT,
    entryPoints: ["operator/install/generated-files.ts"],
    bundle: true,
    write: false,
    format: "esm",
    platform: "node",
    banner: { js: BANNER },
  });
  // A module from text would have no file to require from.
  const file = join(ROOT, ".cache/operator-generated-files.mjs");
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, outputFiles[0].contents);
  return import(file);
}

const { generatedFiles } = await load();
for (const [path, text] of generatedFiles()) {
  const file = join(ROOT, path);
  if (process.argv.includes("--check")) {
    if ((await readFile(file, "utf8").catch(() => "")) === text) continue;
    process.stderr.write(`${path} is not what operator/install/generate.mjs writes\n`);
    process.exitCode = 1;
  } else {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  }
}
