/** Distances of the row to stored points, by the metric that a model was fitted with. @module */
import type { Distance, Value } from "../../ir/ops.ts";
import type { Field } from "../../readers/pickle/fields.ts";
import { transposed } from "./dense.ts";
import type { DenseMatrix } from "./dense.ts";
import { isBefore } from "./estimator.ts";
import type { Importing } from "./estimator.ts";

/** From 1.0 on, rows shorter than this have no direction. */
const TINY = 10 * Number.EPSILON;

const METRICS: ReadonlyMap<string, Distance["metric"]> = new Map([
  ["euclidean", "euclidean"],
  ["l2", "euclidean"],
  ["sqeuclidean", "squared-euclidean"],
  ["manhattan", "manhattan"],
  ["cityblock", "manhattan"],
  ["l1", "manhattan"],
  ["chebyshev", "chebyshev"],
  ["infinity", "chebyshev"],
  ["minkowski", "minkowski"],
  ["p", "minkowski"],
  ["cosine", "cosine"],
]);

/** `metric` as it was resolved by fit, with the power of minkowski. */
function metricOf(model: Field): Pick<Distance, "metric" | "power"> {
  const field = model.any("effective_metric_", "metric");
  const metric = typeof field.value === "string" ? METRICS.get(field.value) : undefined;
  const known = "euclidean, sqeuclidean, manhattan, chebyshev, minkowski or cosine";
  if (metric === undefined)
    return field.refuse(`${known}; train with one of these`, typeof field.value === "string" ? field.value : undefined);
  const parameters = model.optional("effective_metric_params_");
  if (parameters?.optional("w") !== undefined) parameters.at("w").refuse("a metric without weights");
  if (metric !== "minkowski") return { metric };
  const power = (parameters?.optional("p") ?? model.at("p")).number();
  if (!(power > 0)) return model.at("p").refuse("a power above 0", String(power));
  return { metric, power };
}

/** One column a point. @throws ModelFileError for a metric that cannot be compiled */
export function distancesTo(importing: Importing, model: Field, input: Value, points: DenseMatrix): Value {
  const chosen = metricOf(model);
  return chosen.metric === "cosine"
    ? cosineDistances(importing, input, points, isBefore(model, 1, 0) ? 0 : TINY)
    : importing.builder.add({ kind: "distance", input, points: points.data, ...chosen });
}

/** As the library does it, with rows of length 1: never below 0, which would turn a weight. */
function cosineDistances({ builder }: Importing, input: Value, points: DenseMatrix, tiny: number): Value {
  const { rows, columns, data } = points;
  const units = data.slice();
  for (let row = 0; row < rows; row++) {
    const own = units.subarray(row * columns, (row + 1) * columns);
    const size = Math.sqrt(own.reduce((sum, x) => sum + x * x, 0));
    if (size > 0 && size >= tiny) own.forEach((x, column) => (own[column] = x / size));
  }
  const unit = builder.add({ kind: "normalise", input, norm: "l2", tiny });
  const weights = transposed({ rows, columns, data: units });
  const products = builder.linear(unit, weights, new Float64Array(rows));
  return builder.binary("max", builder.binary("subtract", builder.constant([1]), products), { scalar: 0 });
}
