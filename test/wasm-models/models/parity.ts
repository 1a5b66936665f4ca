/** Whether a model of ours answers what its library does. */
import { compileBlob } from "../../../wasm-models/backends/wasm/blob.ts";
import type { LinkedKernels } from "../../../wasm-models/backends/wasm/linked.ts";
import { boundaryOf } from "../../../wasm-models/backends/boundary.ts";
import { RowFiller } from "../../../wasm-models/module/rows.ts";
import type { Cell } from "../../../wasm-models/module/rows.ts";
import { textColumn } from "../../../wasm-models/module/text-columns.ts";
import { RefusedRow, interpret } from "../../../wasm-models/interpreter/interpreter.ts";
import type { Label, Output, Program } from "../../../wasm-models/ir/program.ts";
import { cellsOf, valuesOf } from "./truth.ts";
import type { Truth, TruthOutput } from "./truth.ts";

/** Relative differences that are allowed; see docs/models.md. */
const TOLERANCES: Readonly<Record<string, number>> = {
  equal: 0,
  "tree-f32": 0,
  "tree-f64": 1e-12,
  "link-f32": 2e-7,
  "link-f64": 1e-12,
  "dense-f64": 1e-10,
  "dense-f32": 1e-5,
  "knn-distance": 1e-5,
};

export interface Difference {
  readonly output: string;
  readonly backend: "interpreter" | "kernels";
  readonly row: number;
  readonly column: number;
  readonly ours: Cell;
  readonly theirs: Cell;
}

export interface Parity {
  /** Outputs that were compared. */
  readonly compared: readonly string[];
  readonly differences: readonly Difference[];
  /** Largest relative difference of all numbers. */
  readonly largest: number;
}

/** Compares every output that both have. */
export function compareWithTruth(program: Program, truth: Truth, kernels: LinkedKernels): Parity {
  const rows = filled(program, cellsOf(truth.input));
  const compared: string[] = [];
  const differences: Difference[] = [];
  let largest = 0;
  for (const [name, theirs] of Object.entries(truth.outputs)) {
    const index = program.outputs.findIndex((output) => output.name === name);
    const output = program.outputs[index];
    if (output === undefined || theirs.dtype === "list") continue;
    compared.push(name);
    for (const backend of ["interpreter", "kernels"] as const) {
      const ours =
        backend === "kernels" ? byKernels(program, index, rows, kernels) : byInterpreter(program, output, rows);
      const result = compareOutput(name, backend, output, ours, theirs);
      differences.push(...result.differences);
      largest = Math.max(largest, result.largest);
    }
  }
  return { compared, differences, largest };
}

/** How many of the rows that the library refused are refused by us. */
export function refusedRows(
  program: Program,
  truth: Truth,
): { readonly rows: number; readonly accepted: readonly string[] } {
  if (truth.refused === undefined) return { rows: 0, accepted: [] };
  const cells = cellsOf(truth.refused.rows);
  const accepted = cells.flatMap((row, index) => {
    try {
      const [values] = filled(program, [row]);
      for (const { value } of program.outputs) interpret(program, value, values!);
      return [truth.refused!.messages[index] ?? ""];
    } catch {
      return [];
    }
  });
  return { rows: cells.length, accepted };
}

function filled(program: Program, cells: readonly (readonly Cell[])[]): readonly Float64Array[] {
  const boundary = boundaryOf(program);
  const { columns, numbers, texts } = boundary;
  const filler = new RowFiller({ columns, numbers, texts: texts.map(textColumn), features: program.features });
  return cells.map((row) => {
    const values = new Float64Array(boundary.columns);
    filler.fill((feature) => row[feature] ?? null, values, 0);
    return values;
  });
}

function byInterpreter(program: Program, output: Output, rows: readonly Float64Array[]): readonly number[] {
  return rows.flatMap((row) => {
    try {
      return Array.from(interpret(program, output.value, row));
    } catch (error) {
      if (!(error instanceof RefusedRow)) throw error;
      throw new Error(`row ${rows.indexOf(row)} was refused by ${error.op.kind}`, { cause: error });
    }
  });
}

function byKernels(
  program: Program,
  index: number,
  rows: readonly Float64Array[],
  kernels: LinkedKernels,
): readonly number[] {
  const blob = compileBlob(program);
  const { columns } = blob.outputs[index]!;
  const width = blob.boundary.columns;
  const at = kernels.take(blob.bytes.length);
  const x = kernels.take(rows.length * width * 8);
  const out = kernels.take(rows.length * columns * 8);
  const arena = kernels.take(blob.arenaBytes);
  new Uint8Array(kernels.memory.buffer).set(blob.bytes, at);
  const input = new Float64Array(kernels.memory.buffer, x, rows.length * width);
  rows.forEach((row, r) => input.set(row, r * width));
  const status = kernels.run(at, index, x, rows.length, out, arena);
  if (status !== 0) throw new Error(`the kernels answer status ${status}`);
  return Array.from(new Float64Array(kernels.memory.buffer, out, rows.length * columns));
}

function compareOutput(
  name: string,
  backend: Difference["backend"],
  output: Output,
  ours: readonly number[],
  theirs: TruthOutput,
): { readonly differences: readonly Difference[]; readonly largest: number } {
  const expected = valuesOf(theirs);
  const columns = theirs.shape.length === 1 ? 1 : theirs.shape.slice(1).reduce((product, size) => product * size, 1);
  const differences: Difference[] = [];
  let largest = 0;
  if (ours.length !== expected.length) {
    return {
      differences: [{ output: name, backend, row: -1, column: ours.length, ours: null, theirs: expected.length }],
      largest,
    };
  }
  const tolerance = TOLERANCES[theirs.tolerance] ?? 0;
  expected.forEach((value, index) => {
    const column = index % columns;
    const mine = labelled(output, ours[index]!, column);
    const difference = relative(mine, value);
    if (difference > tolerance) {
      differences.push({ output: name, backend, row: Math.floor(index / columns), column, ours: mine, theirs: value });
    } else largest = Math.max(largest, difference);
  });
  return { differences, largest };
}

function labelled({ labels }: Output, value: number, column: number): Label | null {
  if (labels === undefined) return value;
  return labels[column]?.[value] ?? null;
}

function relative(ours: Cell, theirs: Cell): number {
  if (typeof ours === "bigint" || typeof theirs === "bigint")
    return BigInt(Number(ours)) === BigInt(Number(theirs)) ? 0 : 1;
  if (typeof ours !== "number") return ours === theirs ? 0 : 1;
  const other = theirs === null ? NaN : Number(theirs);
  if (Object.is(ours, other) || ours === other) return 0;
  const size = Math.max(Math.abs(ours), Math.abs(other), 1e-300);
  const difference = Math.abs(ours - other);
  if (Number.isNaN(difference)) return Infinity;
  // Next to zero only the absolute size of a difference says anything.
  return difference <= 1e-15 ? 0 : difference / size;
}
