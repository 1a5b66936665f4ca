/** Whether a model of ours answers what its library does. */
import type { CompiledModel } from "../../../wasm-models/compile/compile.ts";
import type { LinkedKernels } from "../../../wasm-models/backends/wasm/linked.ts";
import { interpret } from "../../../wasm-models/interpreter/interpreter.ts";
import type { Label } from "../../../wasm-models/ir/program.ts";
import { LinkedModel } from "../../../wasm-models/module/linked-model.ts";
import { decodeLabel } from "../../../wasm-models/module/metadata.ts";
import { readModule } from "../../../wasm-models/module/read.ts";
import { RowFiller } from "../../../wasm-models/module/rows.ts";
import type { Cell } from "../../../wasm-models/module/rows.ts";
import { cellsOf, valuesOf } from "./truth.ts";
import type { Truth, TruthOutput } from "./truth.ts";

/** Relative differences that are allowed, by the tolerance that the truth was recorded with; see docs/models.md. */
export const TOLERANCES: Readonly<Record<string, number>> = {
  equal: 0,
  "tree-f32": 0,
  "tree-f64": 1e-12,
  "link-f32": 2e-7,
  "link-f64": 1e-12,
  "dense-f64": 1e-10,
  "dense-f32": 1e-5,
  "knn-distance": 1e-5,
};

/** Next to zero only the absolute size of a difference says anything: up to this it is rounding. */
const ROUNDING = 1e-15;

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
  /** Outputs of the library that were not. */
  readonly notCompared: readonly string[];
  readonly differences: readonly Difference[];
  /** Largest relative difference of all numbers. */
  readonly largest: number;
  /** Of the rows that the library refuses: what it said to those that we accept. */
  readonly accepted: readonly string[];
}

/** What one side answered to all rows: numbers and labels, row after row. */
type Answer = readonly (Label | null)[];

/**
 * Compares every output that both have, of the interpreter and of the compiled module on the kernels.
 * @param leftOut rows that are not looked at, from 0
 */
export function compareWithTruth(
  { model, module }: CompiledModel,
  truth: Truth,
  kernels: LinkedKernels,
  leftOut: readonly number[],
): Parity {
  const { program } = model;
  const opened = readModule(module);
  const { metadata } = opened;
  const filler = new RowFiller(metadata);
  const filled = (cells: readonly Cell[]): Float64Array => {
    const values = new Float64Array(metadata.columns);
    filler.fill((feature) => cells[feature] ?? null, values, 0);
    return values;
  };
  const rows = cellsOf(truth.input).map(filled);
  const linked = new LinkedModel(kernels, opened);
  const compared: string[] = [];
  const notCompared: string[] = [];
  const differences: Difference[] = [];
  let largest = 0;
  for (const [name, theirs] of Object.entries(truth.outputs)) {
    const index = linked.output(name);
    const output = program.outputs[index];
    if (output === undefined || theirs.dtype === "list") {
      notCompared.push(theirs.dtype === "list" ? `${name} (a list)` : name);
      continue;
    }
    compared.push(name);
    const interpreted = rows.flatMap((row) => Array.from(interpret(program, output.value, row)));
    const run = linked.run(index, rows.length, (row, into, at) => into.set(rows[row]!, at));
    const known = metadata.outputs[index]!.labels?.map((list) => list.map(decodeLabel));
    const answers = { interpreter: labelled(interpreted, output.labels), kernels: labelled(Array.from(run), known) };
    for (const backend of ["interpreter", "kernels"] as const) {
      const result = compareOutput({ output: name, backend }, answers[backend], theirs, leftOut);
      differences.push(...result.differences);
      largest = Math.max(largest, result.largest);
    }
  }
  linked.close();
  const accepted = (truth.refused === undefined ? [] : cellsOf(truth.refused.rows)).flatMap((cells, index) => {
    try {
      const row = filled(cells);
      for (const { value } of program.outputs) interpret(program, value, row);
      return [truth.refused!.messages[index] ?? ""];
    } catch {
      return [];
    }
  });
  return { compared, notCompared, differences, largest, accepted };
}

function labelled(values: readonly number[], labels: readonly (readonly Label[])[] | undefined): Answer {
  if (labels === undefined) return values;
  return values.map((value, index) => labels[index % labels.length]![value] ?? null);
}

function compareOutput(
  place: Pick<Difference, "output" | "backend">,
  ours: Answer,
  theirs: TruthOutput,
  leftOut: readonly number[],
): { readonly differences: readonly Difference[]; readonly largest: number } {
  const expected = valuesOf(theirs);
  const columns = theirs.shape.length === 1 ? 1 : theirs.shape.slice(1).reduce((product, size) => product * size, 1);
  const differences: Difference[] = [];
  let largest = 0;
  if (ours.length !== expected.length) {
    return { differences: [{ ...place, row: -1, column: ours.length, ours: null, theirs: expected.length }], largest };
  }
  const tolerance = TOLERANCES[theirs.tolerance]!;
  expected.forEach((value, index) => {
    const row = Math.floor(index / columns);
    if (leftOut.includes(row)) return;
    const difference = relative(ours[index]!, value);
    // A float32 softmax takes the difference of rounded sums: small probabilities are right within a bit of 1.
    const size = theirs.tolerance === "link-f32" ? Math.min(1, Math.abs(Number(value))) : 1;
    if (!(difference * size <= tolerance)) {
      differences.push({ ...place, row, column: index % columns, ours: ours[index]!, theirs: value });
    } else largest = Math.max(largest, difference);
  });
  return { differences, largest };
}

/** Relative to the larger of both; within rounding next to zero at most ROUNDING. */
function relative(ours: Cell, theirs: Cell): number {
  if (typeof ours === "bigint" || typeof theirs === "bigint") {
    return BigInt(Number(ours)) === BigInt(Number(theirs)) ? 0 : 1;
  }
  if (typeof ours !== "number" || typeof theirs === "string") return ours === theirs ? 0 : 1;
  const other = theirs === null ? Number.NaN : Number(theirs);
  if (Object.is(ours, other) || ours === other) return 0;
  const difference = Math.abs(ours - other);
  if (Number.isNaN(difference)) return Number.POSITIVE_INFINITY;
  const quotient = difference / Math.max(Math.abs(ours), Math.abs(other));
  return difference <= ROUNDING ? Math.min(quotient, ROUNDING) : quotient;
}
