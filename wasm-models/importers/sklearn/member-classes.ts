/** Answers of an ensemble's members in terms of the ensemble's classes. @module */
import type { Value } from "../../ir/ops.ts";
import type { Label } from "../../ir/program.ts";
import type { Field } from "../../readers/pickle/fields.ts";
import type { Importing, Prediction } from "./estimator.ts";
import { classesOf } from "./scores.ts";

/** Numbers of one table by class at most. */
const MAX_TABLE = 10_000_000;

/** By class of the member: the number of that class in the ensemble. */
export function classCodes(member: Field, classes: readonly Label[]): Int32Array {
  return codesOf(member, classesOf(member), classes);
}

/** The same of a prediction, which may be that of a pipeline. @throws ModelFileError when it has no classes */
export function codesOf(member: Field, given: readonly Label[] | undefined, classes: readonly Label[]): Int32Array {
  const labels = given ?? member.refuse("a classifier of one target", member.className);
  const codes = new Map(classes.map((label, code) => [comparable(label), code]));
  return Int32Array.from(labels, (label) => {
    return codes.get(comparable(label)) ?? member.refuse("classes of the ensemble", "another");
  });
}

/** Classes of members that were trained with numbers of classes: 0, 1, 2 and so on. */
export function numbered(classes: readonly Label[]): readonly number[] {
  return classes.map((_, code) => code);
}

/** As numpy compares: 1, 1.0 and True are the same. */
export function isSameLabel(a: Label, b: Label): boolean {
  return comparable(a) === comparable(b);
}

function comparable(label: Label): string | number | bigint {
  return typeof label === "boolean" ? Number(label) : label;
}

/** By class of the ensemble: the column of a member that has it, -1 when it has not. */
export function placesOf(codes: Int32Array, classes: number): Int32Array {
  const places = new Int32Array(classes).fill(-1);
  codes.forEach((code, at) => (places[code] = at));
  return places;
}

/** Probabilities with a column for each class of the ensemble. */
export function sharesOf(
  importing: Importing,
  member: Field,
  prediction: Prediction,
  classes: readonly Label[],
): Value {
  const { builder } = importing;
  const given = prediction.probabilities?.() ?? member.refuse("a classifier with probabilities", member.className);
  const codes = codesOf(member, prediction.classes?.[0], classes);
  if (codes.length === classes.length && codes.every((code, at) => code === at)) return given;
  // What it has not is the zero behind its columns.
  const places = placesOf(codes, classes.length).map((at) => (at < 0 ? codes.length : at));
  return builder.select(builder.concat([given, builder.constant([0])]), places);
}

/**
 * What the predicted class stands for.
 * @param row of `columns` numbers by class of the member
 */
export function byClass(
  { builder }: Importing,
  member: Field,
  prediction: Prediction,
  columns: number,
  row: (at: number) => ArrayLike<number>,
): Value {
  const count = prediction.classes?.[0]?.length ?? member.refuse("a classifier of one target", member.className);
  if (count * columns > MAX_TABLE) member.refuse("fewer classes", `${count}`);
  const table = new Float64Array(count * columns);
  for (let at = 0; at < count; at++) table.set(row(at), at * columns);
  return builder.add({ kind: "lookup", input: prediction.predict(), table, columns });
}

/** One vote, of some weight, for the predicted class of the ensemble. */
export function voteOf(
  importing: Importing,
  member: Field,
  prediction: Prediction,
  classes: readonly Label[],
  weight: number,
): Value {
  const codes = codesOf(member, prediction.classes?.[0], classes);
  return byClass(importing, member, prediction, classes.length, (at) => {
    const row = new Float64Array(classes.length);
    row[codes[at]!] = weight;
    return row;
  });
}

/** Added from the first to the last. */
export function sumOf({ builder }: Importing, values: readonly Value[]): Value {
  return values.reduce((sum, value) => builder.binary("add", sum, value));
}
