/** From the sums of boosting, or the probability of the second class, to probabilities of all. @module */
import type { Value } from "../../ir/ops.ts";
import type { Importing } from "./estimator.ts";

/** The columns 1 - p and p. */
export function twoClasses({ builder }: Importing, share: Value): Value {
  return builder.concat([builder.binary("subtract", builder.constant([1]), share), share]);
}

/** A sigmoid of the only sum, or a softmax of several. */
export function fromSums(importing: Importing, sums: Value): Value {
  const { builder } = importing;
  if (builder.width(sums) > 1) return builder.softmax(sums);
  return twoClasses(importing, builder.unary("sigmoid", sums));
}

/** 1 / (1 + exp(-x)) with every step rounded to float32, as libraries compute it in float32. */
export function sigmoid32({ builder }: Importing, input: Value): Value {
  const power = builder.unary("float32", builder.unary("exp", builder.unary("negate", input)));
  const denominator = builder.unary("float32", builder.binary("add", power, { scalar: 1 }));
  return builder.unary("float32", builder.unary("reciprocal", denominator));
}
