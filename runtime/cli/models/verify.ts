/** Compares what a compiled module answers with what its library answered. @module */
import type { Cell, TrainedModel } from "../../units/trained-model.ts";
import { ulpsBetween } from "../compare/difference.ts";
import { readerOf } from "./columns.ts";
import type { Table } from "./table.ts";

/** Next to zero only the absolute size of a difference says anything: up to this it is rounding. */
const ROUNDING = 1e-15;

/** One value that differs by more than is allowed. */
export interface WrongValue {
  /** From 0. */
  readonly row: number;
  readonly column: number;
  readonly ours: Cell;
  readonly expected: Cell;
}

export interface Verification {
  readonly output: string;
  readonly rows: number;
  readonly values: number;
  /** Values that are the same. */
  readonly equal: number;
  readonly largestRelative: number;
  /** In units in the last place of float64. */
  readonly largestUlp: number;
  readonly tolerance: number;
  /** Values beyond the tolerance. */
  readonly wrong: number;
  /** The first of them. */
  readonly first: WrongValue | undefined;
  readonly milliseconds: number;
}

export interface VerifyInput {
  /** Number of the output. */
  readonly output: number;
  readonly rows: Table;
  readonly expected: Table;
  readonly tolerance: number;
  /** What the files are called in errors. */
  readonly names: { readonly rows: string; readonly expected: string };
}

/**
 * @throws Error when the files do not fit the model or each other
 * @throws InferenceError INVALID_ARGUMENT for a row that the model refuses
 */
export function verifyModel(model: TrainedModel, input: VerifyInput): Verification {
  const { rows, expected, tolerance, names } = input;
  const output = model.outputs[input.output]!;
  if (rows.rows === 0) throw new Error(`${names.rows}: expected at least one row, got none`);
  if (expected.rows !== rows.rows || expected.columns !== output.columns) {
    const shape = `${rows.rows} rows of ${output.columns} (what ${output.name} answers)`;
    const others = model.outputs.filter(({ columns }) => columns === expected.columns && columns !== output.columns);
    const hint = others.length > 0 ? `; --method ${others[0]!.name} would answer so many columns` : "";
    throw new Error(`${names.expected}: expected ${shape}, got ${expected.rows} rows of ${expected.columns}${hint}`);
  }
  const cell = readerOf(rows, model.features, names.rows);
  const started = performance.now();
  const answers = model.run(input.output, { kind: "cells", rows: rows.rows, cell }, 0, rows.rows);
  const milliseconds = performance.now() - started;
  const tally = { equal: 0, largestRelative: 0, largestUlp: 0, wrong: 0 };
  let first: WrongValue | undefined;
  answers.forEach((value, index) => {
    const [row, column] = [Math.floor(index / output.columns), index % output.columns];
    const ours = output.labels === undefined ? value : (output.labels[column]![value] ?? null);
    const theirs = expected.cell(row, column);
    const { relative, ulps } = distance(ours, theirs, expected.text(row, column));
    if (relative === 0) tally.equal++;
    tally.largestRelative = Math.max(tally.largestRelative, relative);
    tally.largestUlp = Math.max(tally.largestUlp, ulps);
    // A float32 softmax takes the difference of rounded sums: small probabilities are right within a bit of 1.
    const size = output.datatype === "FP32" && Number.isFinite(relative) ? Math.min(1, Math.abs(Number(theirs))) : 1;
    if (relative * size <= tolerance) return;
    tally.wrong++;
    first ??= { row, column, ours, expected: theirs };
  });
  const { length } = answers;
  return { output: output.name, rows: rows.rows, values: length, ...tally, tolerance, first, milliseconds };
}

interface Distance {
  /** Of the larger one; Infinity for what is no number, or another label. */
  readonly relative: number;
  readonly ulps: number;
}

const SAME: Distance = { relative: 0, ulps: 0 };
const OTHER: Distance = { relative: Number.POSITIVE_INFINITY, ulps: Number.POSITIVE_INFINITY };

/** @param written the expected value as its file has it */
function distance(ours: Cell, theirs: Cell, written: string | null): Distance {
  if (typeof ours === "string") return ours === written ? SAME : OTHER;
  if (typeof ours === "boolean") return truthOf(theirs) === ours ? SAME : OTHER;
  if (typeof ours === "bigint" || typeof theirs === "bigint") return sameInteger(ours, theirs) ? SAME : OTHER;
  const [a, b] = [ours ?? Number.NaN, typeof theirs === "string" ? undefined : Number(theirs ?? Number.NaN)];
  if (b === undefined) return OTHER;
  const ulps = ulpsBetween(a, b, false);
  if (ulps === 0) return SAME;
  const difference = Math.abs(a - b);
  const relative = difference / Math.max(Math.abs(a), Math.abs(b));
  if (Number.isNaN(relative)) return OTHER;
  return { relative: difference <= ROUNDING ? Math.min(relative, ROUNDING) : relative, ulps };
}

/** As numpy, pandas and R write it. */
function truthOf(cell: Cell): boolean | undefined {
  if (typeof cell === "boolean") return cell;
  if (cell === 1 || cell === 0) return cell === 1;
  const word = String(cell).toLowerCase();
  return word === "true" || word === "false" ? word === "true" : undefined;
}

function sameInteger(ours: Cell, theirs: Cell): boolean {
  const integer = (cell: Cell): boolean => typeof cell === "bigint" || Number.isInteger(cell);
  return integer(ours) && integer(theirs) && BigInt(ours!) === BigInt(theirs!);
}
