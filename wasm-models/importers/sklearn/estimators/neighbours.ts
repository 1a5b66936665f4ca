/**
 * sklearn.neighbors: KNeighborsClassifier and KNeighborsRegressor, which carry their training rows. How
 * the library searches (`algorithm`) only matters for its speed.
 *
 * Distances are summed from differences, which keeps more digits than |x|² - 2xy + |y|² as the library
 * has it for brute force; points that are equally far to the last digit may change places.
 * @module
 */
import type { Distance, Value } from "../../../ir/ops.ts";
import type { Label } from "../../../ir/program.ts";
import type { Field } from "../../../readers/pickle/fields.ts";
import { readMatrix, transposed } from "../dense.ts";
import type { DenseMatrix } from "../dense.ts";
import { checked, isBefore } from "../estimator.ts";
import type { EstimatorImporter, Importing } from "../estimator.ts";
import type { Frame } from "../frame.ts";
import { classesOf } from "../scores.ts";

/** Points times classes at most. */
const MAX_TARGETS = 50_000_000;

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
  if (metric === undefined) return field.refuse(known, typeof field.value === "string" ? field.value : undefined);
  const parameters = model.optional("effective_metric_params_");
  if (parameters?.optional("w") !== undefined) parameters.at("w").refuse("a metric without weights");
  if (metric !== "minkowski") return { metric };
  const power = (parameters?.optional("p") ?? model.at("p")).number();
  if (!(power > 0)) return model.at("p").refuse("a power above 0", String(power));
  return { metric, power };
}

function nearest(
  importing: Importing,
  model: Field,
  input: Frame,
  targets: Float64Array,
  points: number,
  columns: number,
): Value {
  const { builder } = importing;
  const rows = readMatrix(model.at("_fit_X"));
  if (rows.columns !== input.width || rows.rows !== points) {
    model.at("_fit_X").refuse(`${points} rows of ${input.width} columns`, `${rows.rows} of ${rows.columns}`);
  }
  const weights = model.optional("weights");
  const name = weights?.value ?? "uniform";
  if (name !== "uniform" && name !== "distance") return model.at("weights").refuse("uniform or distance");
  const value = checked(importing, model, input, false);
  const metric = metricOf(model);
  const distances =
    metric.metric === "cosine"
      ? cosineDistances(importing, value, rows, isBefore(model, 1, 0) ? 0 : TINY)
      : builder.add({ kind: "distance", input: value, points: rows.data, ...metric });
  return builder.add({
    kind: "nearest",
    distances,
    k: model.integer("n_neighbors"),
    weights: name,
    targets,
    columns,
  });
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

/** `_y` by point: class indices, or the targets themselves. */
function targetsOf(model: Field): { readonly points: number; readonly outputs: number; readonly data: Float64Array } {
  const { shape, data } = model.array("_y");
  if (shape.length > 2) model.at("_y").refuse("one or two dimensions", String(shape.length));
  return { points: shape[0]!, outputs: shape[1] ?? 1, data };
}

/** One list of classes for each output. */
function classLists(model: Field): readonly (readonly Label[])[] {
  if (model.optional("outputs_2d_")?.boolean() !== true) return [classesOf(model)];
  return model.list("classes_").map((field) => field.labels() as readonly Label[]);
}

export const kNeighborsClassifier: EstimatorImporter = {
  className: "KNeighborsClassifier",
  predict: (model, input, importing) => {
    const { builder } = importing;
    const classes = classLists(model);
    const { points, outputs, data } = targetsOf(model);
    if (outputs !== classes.length) model.at("_y").refuse(`${classes.length} outputs`, String(outputs));
    const columns = classes.reduce((sum, { length }) => sum + length, 0);
    if (points * columns > MAX_TARGETS) model.refuse(`at most ${MAX_TARGETS} points times classes`, "more");
    const hot = new Float64Array(points * columns);
    for (let output = 0, first = 0; output < outputs; first += classes[output++]!.length) {
      for (let point = 0; point < points; point++) {
        const index = data[point * outputs + output]!;
        const isIndex = Number.isInteger(index) && index >= 0 && index < classes[output]!.length;
        if (!isIndex) model.at("_y").refuse("indices of classes", "others");
        hot[point * columns + first + index] = 1;
      }
    }
    const shares = nearest(importing, model, input, hot, points, columns);
    let at = 0;
    const byOutput = classes.map(({ length }) => {
      const first = at;
      at += length;
      return classes.length === 1
        ? shares
        : builder.select(
            shares,
            Array.from({ length }, (_, column) => first + column),
          );
    });
    return {
      kind: "classifier",
      classes,
      predict: () => builder.concat(byOutput.map((each) => builder.reduce("argmax", each))),
      ...(classes.length === 1 ? { probabilities: () => shares } : {}),
    };
  },
  detail,
};

export const kNeighborsRegressor: EstimatorImporter = {
  className: "KNeighborsRegressor",
  predict: (model, input, importing) => {
    const { points, outputs, data } = targetsOf(model);
    return {
      kind: "regressor",
      isMatrix: model.ndarray("_y").shape.length === 2,
      predict: () => nearest(importing, model, input, data, points, outputs),
    };
  },
  detail,
};

function detail(model: Field): string {
  return `${model.integer("n_neighbors")} nearest of ${model.ndarray("_y").shape[0]} points`;
}
