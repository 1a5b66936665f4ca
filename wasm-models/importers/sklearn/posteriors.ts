/** From log-likelihoods by class to classes and probabilities. @module */
import type { Value } from "../../ir/ops.ts";
import type { Label } from "../../ir/program.ts";
import type { Field } from "../../readers/pickle/fields.ts";
import type { Importing, Prediction } from "./estimator.ts";

/** @throws ModelFileError unless there is a score for each class, or one for two */
export function checkScores({ builder }: Importing, model: Field, classes: readonly Label[], scores: Value): void {
  const width = builder.width(scores);
  if (width !== (classes.length === 2 ? 1 : classes.length)) {
    model.refuse(`scores of ${classes.length} classes`, `${width} of them`);
  }
}

/** exp(score - log of the sum of exp), with the order of steps that keeps the library's last digits. */
export function posteriors({ builder }: Importing, scores: Value): Value {
  const whole = builder.add({ kind: "log-sum-exp", input: scores });
  return builder.unary("exp", builder.binary("subtract", scores, whole));
}

/** Classes by the largest score; a decision is one a class, or the difference of two. */
export function discriminant(
  importing: Importing,
  classes: readonly (readonly Label[])[],
  scores: Value,
): Prediction & { readonly probabilities: () => Value } {
  const { builder } = importing;
  return {
    kind: "classifier",
    classes,
    predict: () => builder.reduce("argmax", scores),
    probabilities: () => builder.softmax(scores),
    decision: () =>
      builder.width(scores) === 2
        ? builder.binary("subtract", builder.select(scores, [1]), builder.select(scores, [0]))
        : scores,
  };
}
