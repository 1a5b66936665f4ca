/** Answers of an ensemble's members in terms of the ensemble's classes. @module */
import type { Value } from "../../ir/ops.ts";
import type { Label } from "../../ir/program.ts";
import type { Field } from "../../readers/pickle/fields.ts";
import type { Importing, Prediction } from "./estimator.ts";
import { classesOf } from "./scores.ts";

/** By class of the member: the number of that class in the ensemble. */
export function classCodes(member: Field, classes: readonly Label[]): Int32Array {
  return codesOf(member, classesOf(member), classes);
}

/** The same of a prediction, which may be that of a pipeline. @throws ModelFileError when it has no classes */
export function codesOf(member: Field, given: readonly Label[] | undefined, classes: readonly Label[]): Int32Array {
  const labels = given ?? member.refuse("a classifier of one target", member.className);
  return Int32Array.from(labels, (label) => {
    const code = classes.findIndex((known) => isSameLabel(known, label));
    return code >= 0 ? code : member.refuse("classes of the ensemble", "another");
  });
}

/** Classes of members that were trained with numbers of classes: 0, 1, 2 and so on. */
export function numbered(classes: readonly Label[]): readonly number[] {
  return classes.map((_, code) => code);
}

/** As numpy compares: 1, 1.0 and True are the same. */
export function isSameLabel(a: Label, b: Label): boolean {
  if (typeof a === "string" || typeof b === "string") return a === b;
  return Number(a) === Number(b);
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
  const zero = builder.constant([0]);
  return builder.concat(
    classes.map((_, code) => {
      const at = codes.indexOf(code);
      return at < 0 ? zero : builder.select(given, [at]);
    }),
  );
}

/** What the predicted class stands for: a row of numbers by class of the member. */
export function byClass({ builder }: Importing, prediction: Prediction, rows: readonly ArrayLike<number>[]): Value {
  const columns = rows[0]?.length ?? 1;
  const table = new Float64Array(rows.length * columns);
  rows.forEach((row, at) => table.set(row, at * columns));
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
  const rows = Array.from(codes, (voted) => classes.map((_, at) => (at === voted ? weight : 0)));
  return byClass(importing, prediction, rows);
}

/** Added from the first to the last. */
export function sumOf({ builder }: Importing, values: readonly Value[]): Value {
  return values.reduce((sum, value) => builder.binary("add", sum, value));
}
