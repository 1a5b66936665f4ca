/** Whether a model's ONNX file answers what the model's library does. */
import { emitOnnx } from "../../../wasm-models/backends/onnx/emit.ts";
import type { OnnxOptions } from "../../../wasm-models/backends/onnx/emit.ts";
import { boundaryOf } from "../../../wasm-models/backends/boundary.ts";
import type { ImportedModel, Program } from "../../../wasm-models/ir/program.ts";
import { RowFiller } from "../../../wasm-models/module/rows.ts";
import type { Cell } from "../../../wasm-models/module/rows.ts";
import { textColumn } from "../../../wasm-models/module/text-columns.ts";
import { TOLERANCES } from "../models/parity.ts";
import { cellsOf, valuesOf } from "../models/truth.ts";
import type { Truth, TruthOutput } from "../models/truth.ts";
import { runOnnx } from "./onnx-run.ts";
import type { Answer } from "./onnx-run.ts";

/**
 * As the truth was recorded; a float32 link is one of onnxruntime's steps in float64 less than the
 * library's, and a float32 softmax of margins with rounding errors of their own.
 */
const EXACT: Readonly<Record<string, number>> = { ...TOLERANCES, "link-f32": 5e-7 };
/** Of models with float32 products and sums: relative, to no less than a number of 0.01. */
const SINGLE = 1e-5;
const SINGLE_FLOOR = 0.01;

export interface Difference {
  readonly output: string;
  readonly row: number;
  readonly ours: Cell;
  readonly theirs: Cell;
}

export interface OnnxParity {
  readonly compared: readonly string[];
  readonly differences: readonly Difference[];
  /** How many rows that the library refuses were answered. */
  readonly accepted: number;
}

/** @param leftOut rows that are not looked at, from 0 */
export async function compareOnnx(
  model: ImportedModel,
  truth: Truth,
  leftOut: readonly number[],
  precision?: OnnxOptions["precision"],
): Promise<OnnxParity> {
  const { program } = model;
  const bytes = emitOnnx(model, precision === undefined ? {} : { precision });
  const filled = fillerOf(program);
  const rows = cellsOf(truth.input).map(filled);
  const [answers] = await runOnnx(bytes, [rows]);
  const compared: string[] = [];
  const differences: Difference[] = [];
  for (const [name, theirs] of Object.entries(truth.outputs)) {
    const ours = answers![name];
    if (ours === undefined || theirs.dtype === "list") continue;
    compared.push(name);
    differences.push(...differencesOf(name, ours, theirs, leftOut, precision));
  }
  let accepted = 0;
  for (const cells of truth.refused === undefined ? [] : cellsOf(truth.refused.rows)) {
    if (await answersTo(bytes, () => filled(cells))) accepted++;
  }
  return { compared, differences, accepted };
}

/** A row of the file's input: all columns, or what texts become. */
function fillerOf(program: Program): (cells: readonly Cell[]) => Float64Array {
  const { columns, numbers, texts } = boundaryOf(program);
  const filler = new RowFiller({ columns, numbers, texts: texts.map(textColumn), features: program.features });
  return (cells) => {
    const row = new Float64Array(columns);
    filler.fill((feature) => cells[feature] ?? null, row, 0);
    if (texts.length > 0) return row;
    const all = new Float64Array(program.features.length).fill(Number.NaN);
    numbers.forEach((feature, column) => (all[feature] = row[column]!));
    return all;
  };
}

async function answersTo(bytes: Uint8Array, row: () => Float64Array): Promise<boolean> {
  try {
    await runOnnx(bytes, [[row()]]);
    return true;
  } catch {
    return false;
  }
}

function differencesOf(
  output: string,
  { values, shape }: Answer,
  theirs: TruthOutput,
  leftOut: readonly number[],
  precision: OnnxOptions["precision"],
): readonly Difference[] {
  const expected = valuesOf(theirs);
  if (shape[0] !== theirs.shape[0] || values.length !== expected.length) {
    return [{ output, row: -1, ours: shape.join(), theirs: theirs.shape.join() }];
  }
  const columns = expected.length / theirs.shape[0]!;
  return expected.flatMap((value, index) => {
    const row = Math.floor(index / columns);
    const ours = values[index]!;
    return leftOut.includes(row) || isNear(ours, value, theirs.tolerance, precision)
      ? []
      : [{ output, row, ours, theirs: value }];
  });
}

function isNear(
  ours: Answer["values"][number],
  theirs: Cell,
  tolerance: string,
  precision: OnnxOptions["precision"],
): boolean {
  if (typeof ours === "string" || typeof theirs === "string") return ours === String(theirs);
  if (typeof ours === "bigint" || typeof theirs === "bigint") return BigInt(ours) === BigInt(Number(theirs));
  const other = theirs === null ? Number.NaN : Number(theirs);
  if (Object.is(ours, other) || ours === other) return true;
  const difference = Math.abs(ours - other);
  const size = Math.max(Math.abs(ours), Math.abs(other));
  if (precision === "f32") return difference <= SINGLE * Math.max(size, SINGLE_FLOOR);
  // Next to zero only the absolute size of a difference says anything.
  return difference <= Math.max(EXACT[tolerance]! * size, 1e-15);
}
