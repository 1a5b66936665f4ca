/** From scores to classes. @module */
import type { Value } from "../../ir/ops.ts";
import type { Label } from "../../ir/program.ts";
import type { Field } from "../../readers/pickle/fields.ts";
import type { Importing } from "./estimator.ts";

/** `classes_` of a single target. */
export function classesOf(model: Field): readonly Label[] {
  const classes = model.labels("classes_");
  if (classes.some((label) => label === null)) model.at("classes_").refuse("classes that are not None");
  if (classes.length < 1) model.at("classes_").refuse("classes", "none");
  return classes as readonly Label[];
}

/** The index of the largest score; a single score decides between two classes by its sign. */
export function fromScores({ builder }: Importing, scores: Value): Value {
  if (builder.width(scores) > 1) return builder.reduce("argmax", scores);
  return builder.binary("lt", builder.constant([0]), scores);
}
