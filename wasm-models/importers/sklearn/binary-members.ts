/** Members that tell one class from the others: classifiers of two classes, regressors, constants. @module */
import type { Value } from "../../ir/ops.ts";
import type { Field } from "../../readers/pickle/fields.ts";
import type { EstimatorImporter, Importing } from "./estimator.ts";
import type { Frame } from "./frame.ts";

export interface BinaryMember {
  /** 1 for the class, otherwise 0; a regressor's prediction. */
  predict(): Value;
  /** Its decision, or else its probability, or else its prediction. */
  readonly score: Value;
  /** Probability of the class. */
  readonly share: Value | undefined;
  readonly decision: Value | undefined;
  readonly isClassifier: boolean;
}

export function binaryMember(importing: Importing, member: Field, input: Frame): BinaryMember {
  const { builder } = importing;
  if (member.className === "_ConstantPredictor") {
    const value = builder.constant(member.array("y_", { shape: [1] }).data);
    return { predict: () => value, score: value, share: value, decision: value, isClassifier: false };
  }
  const prediction = importing.predict(member, input);
  if (prediction.kind === "regressor") {
    const value = prediction.predict();
    return { predict: () => value, score: value, share: undefined, decision: undefined, isClassifier: false };
  }
  const classes = prediction.classes?.[0] ?? member.refuse("a classifier or a regressor", member.className);
  if (classes.length !== 2) member.refuse("a classifier of 2 classes", `${classes.length}`);
  const shares = prediction.probabilities?.();
  const share = shares === undefined ? undefined : builder.select(shares, [1]);
  const decision = prediction.decision?.();
  return {
    predict: () => prediction.predict(),
    score: decision ?? share ?? member.refuse("a classifier with scores", member.className),
    share,
    decision,
    isClassifier: true,
  };
}

/** What a score must be above for its class. */
export function thresholdOf({ decision, isClassifier }: BinaryMember): number {
  return decision !== undefined && isClassifier ? 0 : 0.5;
}

/** Where no other class was seen in training. */
export const constantPredictor: EstimatorImporter = {
  className: "_ConstantPredictor",
  predict: (model, _input, { builder }) => ({
    kind: "regressor",
    predict: () => builder.constant(model.array("y_", { shape: [1] }).data),
  }),
};
