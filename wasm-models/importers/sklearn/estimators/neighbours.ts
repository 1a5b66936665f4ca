/**
 * sklearn.neighbors: KNeighborsClassifier and KNeighborsRegressor, which carry their training rows. How
 * the library searches (`algorithm`) only matters for its speed.
 *
 * Distances are summed from differences, which keeps more digits than |x|² - 2xy + |y|² as the library
 * has it for brute force; points that are equally far to the last digit may change places.
 * @module
 */
import type { Value } from "../../../ir/ops.ts";
import type { Label } from "../../../ir/program.ts";
import type { Field } from "../../../readers/pickle/fields.ts";
import { readMatrix } from "../dense.ts";
import { distancesTo } from "../distances.ts";
import { checked } from "../estimator.ts";
import type { EstimatorImporter, Importing } from "../estimator.ts";
import type { Frame } from "../frame.ts";
import { classesOf } from "../scores.ts";

/** Points times classes at most. */
const MAX_TARGETS = 50_000_000;

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
  const distances = distancesTo(importing, model, value, rows);
  return builder.add({
    kind: "nearest",
    distances,
    k: model.integer("n_neighbors"),
    weights: name,
    targets,
    columns,
  });
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
  features,
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
  features,
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

function features(model: Field): number {
  return model.optional("n_features_in_")?.integer() ?? readMatrix(model.at("_fit_X")).columns;
}

function detail(model: Field): string {
  return `${model.integer("n_neighbors")} nearest of ${model.ndarray("_y").shape[0]} points`;
}
