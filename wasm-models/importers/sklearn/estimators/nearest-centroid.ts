/** sklearn.neighbors.NearestCentroid: the class whose middle is nearest; by a score where classes weigh. @module */
import type { Value } from "../../../ir/ops.ts";
import type { Field } from "../../../readers/pickle/fields.ts";
import { log } from "../../../interpreter/math.ts";
import { readMatrix } from "../dense.ts";
import { checked } from "../estimator.ts";
import type { EstimatorImporter, Importing } from "../estimator.ts";
import { classesOf } from "../scores.ts";
import { discriminant } from "../posteriors.ts";

export const nearestCentroid: EstimatorImporter = {
  className: "NearestCentroid",
  features: (model) => model.ndarray("centroids_", { dims: 2 }).shape[1]!,
  predict: (model, input, importing) => {
    const { builder } = importing;
    const metric = model.string("metric");
    if (metric !== "euclidean" && metric !== "manhattan") {
      return model.at("metric").refuse("euclidean or manhattan", metric);
    }
    const classes = classesOf(model);
    const points = readMatrix(model.at("centroids_"));
    if (points.rows !== classes.length) model.at("centroids_").refuse(`${classes.length} rows`, String(points.rows));
    const value = checked(importing, model, input, false);
    const priors = model.optional("class_prior_")?.array(undefined, { shape: [classes.length] }).data;
    const nearest = (): Value =>
      builder.reduce("argmin", builder.add({ kind: "distance", input: value, points: points.data, metric }));
    // Versions before 1.6 know no priors, and nothing but the nearest.
    if (priors === undefined) return { kind: "classifier", classes: [classes], predict: nearest };
    const scores = scoresOf(importing, model, value, points.data, metric, priors);
    const scored = discriminant(importing, [classes], scores);
    const isUniform = priors.every((prior) => Math.abs(prior - 1 / classes.length) <= 1e-8 + 1e-5 / classes.length);
    const predict = isUniform ? nearest : scored.predict;
    return metric === "euclidean" ? { ...scored, predict } : { kind: "classifier", classes: [classes], predict };
  },
  detail: (model) => `${classesOf(model).length} classes`,
};

/** 2 log(prior) - distance², measured in standard deviations. */
function scoresOf(
  { builder }: Importing,
  model: Field,
  input: Value,
  centroids: Float64Array,
  metric: "euclidean" | "manhattan",
  priors: Float64Array,
): Value {
  const width = builder.width(input);
  const deviations = model
    .array("within_class_std_dev_", { shape: [width] })
    .data.map((deviation) => (deviation === 0 ? 1 : deviation));
  const points = centroids.map((value, at) => value / deviations[at % width]!);
  const scaled = builder.binary("divide", input, deviations);
  const distances = builder.add({ kind: "distance", input: scaled, points, metric });
  const squares = builder.unary("negate", builder.unary("square", distances));
  return builder.binary(
    "add",
    squares,
    priors.map((prior) => 2 * log(prior)),
  );
}
