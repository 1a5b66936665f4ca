/**
 * Builds the kernels and writes them as text. The same sources give the same bytes.
 *
 *     node wasm-models/kernels/build.mjs            # writes the modules of the table below
 *     node wasm-models/kernels/build.mjs --check    # fails when a file is not what would be built
 */
import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { main as compile } from "assemblyscript/asc";
import binaryen from "binaryen";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

const MODULES = [
  {
    entry: "kernels/linked.ts",
    target: "wasm-models/backends/wasm/linked-module.ts",
    name: "LINKED_MODULE",
    flags: ["--importMemory"],
  },
  {
    entry: "guests/compiled-model.ts",
    target: "wasm-models/backends/wasm/standalone-module.ts",
    name: "STANDALONE_MODULE",
    flags: ["--memoryBase", "80"],
  },
];

const FLAGS = ["-O3", "--noAssert", "--runtime", "stub", "--use", "abort=", "--enable", "simd", "--disableWarning"];

/** What every host has that runs WebAssembly with vectors. */
const FEATURES = ["MutableGlobals", "SignExt", "NontrappingFPToInt", "BulkMemory", "BulkMemoryOpt", "SIMD128"];

async function compileEntry(entry, flags) {
  const source = `wasm-models/${entry}`;
  let binary;
  const { error } = await compile([source, ...FLAGS, ...flags, "--outFile", "kernels.wasm"], {
    readFile: (path) => readFile(resolve(ROOT, path), "utf8").catch(() => null),
    writeFile: (_path, contents) => void (binary = contents),
    listFiles: () => [],
    stderr: process.stderr,
  });
  if (error !== null) throw new Error(`${source} does not build: ${error.message}`);
  return optimise(binary, source);
}

function optimise(binary, source) {
  const module = binaryen.readBinary(binary);
  module.setFeatures(FEATURES.reduce((all, name) => all | binaryen.Features[name], 0));
  binaryen.setOptimizeLevel(3);
  binaryen.setShrinkLevel(0);
  module.optimize();
  if (!module.validate()) throw new Error(`${source} gives an invalid module`);
  const bytes = module.emitBinary();
  module.dispose();
  return bytes;
}

function digestOf(bytes) {
  return createHash("sha256").update(bytes).digest("hex").slice(0, 16);
}

/** Where a module's own data ends, for what is put behind it. */
function heapBaseOf(bytes) {
  const module = new WebAssembly.Module(bytes);
  if (!WebAssembly.Module.exports(module).some(({ name }) => name === "HEAP_BASE")) return undefined;
  return new WebAssembly.Instance(module, {}).exports.HEAP_BASE.value;
}

for (const { entry, target, name, flags } of MODULES) {
  const bytes = await compileEntry(entry, flags);
  const heap = heapBaseOf(bytes);
  const text = `/**
 * The kernels, compiled. Written by wasm-models/kernels/build.mjs, which has their sources.
 * @module
 */

/** ${bytes.length} bytes of WebAssembly as base64. */
export const ${name} =
  "${Buffer.from(bytes).toString("base64")}";
${heap === undefined ? "" : `\n/** Where its own data ends. */\nexport const HEAP_BASE = ${heap};\n\n/** What these kernels are, for caches. */\nexport const KERNELS_DIGEST = "${digestOf(bytes)}";\n`}`;
  const path = resolve(ROOT, target);
  if (!process.argv.includes("--check")) {
    await writeFile(path, text);
    process.stdout.write(`${target}: ${bytes.length} bytes of WebAssembly, ${text.length} of text\n`);
  } else if ((await readFile(path, "utf8").catch(() => "")) !== text) {
    process.stderr.write(`${target} is not what its sources give; run node wasm-models/kernels/build.mjs\n`);
    process.exitCode = 1;
  }
}
