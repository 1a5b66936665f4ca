/**
 * Builds the scanner and writes it into the runtime as text. The same sources give the same bytes.
 *
 *     node wasm-models/number-scanner/build.mjs            # writes runtime/codecs/json/scanner-module.ts
 *     node wasm-models/number-scanner/build.mjs --check    # fails when that file is not what would be built
 */
import { readFile, writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { main as compile } from "assemblyscript/asc";
import binaryen from "binaryen";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const SOURCE = "wasm-models/number-scanner/scanner.ts";
const TARGET = "runtime/codecs/json/scanner-module.ts";

/** A page for tables and a window of text, a megabyte for numbers; it never grows. */
const MEMORY = ["--initialMemory", "17", "--maximumMemory", "17", "--memoryBase", "8"];
const FLAGS = ["-O3", "--noAssert", "--runtime", "stub", "--use", "abort=", "--enable", "simd", "--disableWarning"];

/** What every host has that runs WebAssembly with vectors. */
const FEATURES = ["MutableGlobals", "SignExt", "NontrappingFPToInt", "BulkMemory", "BulkMemoryOpt", "SIMD128"];

async function compileScanner() {
  let binary;
  const { error } = await compile([SOURCE, ...FLAGS, ...MEMORY, "--outFile", "scanner.wasm"], {
    readFile: (path) => readFile(resolve(ROOT, path), "utf8").catch(() => null),
    writeFile: (_path, contents) => void (binary = contents),
    listFiles: () => [],
    stderr: process.stderr,
  });
  if (error !== null) throw new Error(`${SOURCE} does not build: ${error.message}`);
  return binary;
}

/** Puts what is called for each number into the loop that calls it, a tenth faster. */
function inlineAll(binary) {
  const module = binaryen.readBinary(binary);
  module.setFeatures(FEATURES.reduce((all, name) => all | binaryen.Features[name], 0));
  binaryen.setOptimizeLevel(3);
  binaryen.setShrinkLevel(0);
  binaryen.setAlwaysInlineMaxSize(300);
  binaryen.setOneCallerInlineMaxSize(10_000);
  module.optimize();
  if (!module.validate()) throw new Error(`${SOURCE} gives an invalid module`);
  const bytes = module.emitBinary();
  module.dispose();
  return bytes;
}

const bytes = inlineAll(await compileScanner());
const text = `/**
 * The number scanner, compiled. Written by wasm-models/number-scanner/build.mjs, which has its sources.
 * @module
 */

/** ${bytes.length} bytes of WebAssembly as base64. */
export const SCANNER_MODULE =
  "${Buffer.from(bytes).toString("base64")}";
`;
const target = resolve(ROOT, TARGET);
if (!process.argv.includes("--check")) {
  await writeFile(target, text);
  process.stdout.write(`${TARGET}: ${bytes.length} bytes of WebAssembly, ${text.length} of text\n`);
} else if ((await readFile(target, "utf8").catch(() => "")) !== text) {
  process.stderr.write(`${TARGET} is not what its sources give; run node wasm-models/number-scanner/build.mjs\n`);
  process.exitCode = 1;
}
