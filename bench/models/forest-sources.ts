/** What C needs of a forest: where it lies in the compiled module, its trees as code, and right answers. @module */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { interpret } from "../../wasm-models/interpreter/interpreter.ts";
import type { Trees } from "../../wasm-models/ir/ops.ts";
import type { ImportedModel } from "../../wasm-models/ir/program.ts";
import { readModule } from "../../wasm-models/module/read.ts";
import { writeIfElse } from "./if-else.ts";
import { readRows } from "./rows.ts";

/** Rows with right answers. */
const KNOWN = 64;
const EXPECTED = "expected.json";
/** Where an instruction says its operation and its two constants. @see wasm-models/kernels/layout.ts */
const OPCODE_TREES = 13;
const INSTRUCTION_BYTES = 64;

/**
 * Writes blob.bin, forest.txt (address of the forest and of its base, columns in and out), if-else.c and
 * the sums that the trees give for the first rows.
 * @returns false when the model is no forest on columns of the request
 */
export function writeForestSources(folder: string, { program }: ImportedModel, module: Uint8Array): boolean {
  const value = program.ops.findIndex(({ kind }) => kind === "trees");
  if (value < 0 || program.ops.filter(({ kind }) => kind === "trees").length > 1) return false;
  const { forest, base } = program.ops[value] as Trees;
  const { blob, metadata } = readModule(module);
  const place = findForest(blob);
  if (place === undefined) return false;
  writeFileSync(join(folder, "blob.bin"), blob);
  writeFileSync(join(folder, "forest.txt"), `${place.join(" ")} ${metadata.columns} ${base.length}\n`);
  writeFileSync(join(folder, "if-else.c"), writeIfElse(forest, base));
  const rows = readRows(folder);
  const expected = Array.from({ length: KNOWN }, (_, row) =>
    Array.from(interpret(program, value, rows.subarray(row * metadata.columns, (row + 1) * metadata.columns))),
  );
  writeFileSync(join(folder, EXPECTED), JSON.stringify(expected));
  return true;
}

/** The sums of trees for the first rows. */
export function readExpected(folder: string, rows: number): readonly number[] {
  const path = join(folder, EXPECTED);
  const known = existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as number[][]) : [];
  return known.slice(0, rows).flat();
}

/** Address of the forest and of what its sums begin with, by the first output's instruction for trees. */
function findForest(blob: Uint8Array): readonly [forest: number, base: number] | undefined {
  const view = new DataView(blob.buffer, blob.byteOffset, blob.length);
  const outputs = view.getUint32(28, true);
  const first = view.getUint32(outputs, true);
  const count = view.getUint32(outputs + 4, true);
  for (let at = first; at < first + count * INSTRUCTION_BYTES; at += INSTRUCTION_BYTES) {
    if (view.getUint32(at, true) !== OPCODE_TREES) continue;
    return [view.getUint32(at + 28, true), view.getUint32(at + 32, true)];
  }
  return undefined;
}
