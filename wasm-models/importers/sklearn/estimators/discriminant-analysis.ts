/** sklearn.discriminant_analysis: linear (which also projects) and quadratic. @module */
import type { Value } from "../../../ir/ops.ts";
import type { Field } from "../../../readers/pickle/fields.ts";
import { log } from "../../../interpreter/math.ts";
import { checked } from "../estimator.ts";
import type { EstimatorImporter, Importing } from "../estimator.ts";
import { Frame } from "../frame.ts";
import { linearScores } from "../linear-scores.ts";
import { checkScores, discriminant } from "../posteriors.ts";
import { classesOf, fromScores } from "../scores.ts";

export const linearDiscriminantAnalysis: EstimatorImporter = {
  className: "LinearDiscriminantAnalysis",
  features: (model) => model.optional("n_features_in_")?.integer() ?? model.ndarray("coef_", { dims: 2 }).shape[1]!,
  predict: (model, input, importing) => {
    const { builder } = importing;
    const value = checked(importing, model, input, false);
    const scores = linearScores(importing, model, value);
    const classes = classesOf(model);
    checkScores(importing, model, classes, scores);
    return {
      kind: "classifier",
      classes: [classes],
      predict: () => fromScores(importing, scores),
      decision: () => scores,
      probabilities: () => {
        if (builder.width(scores) > 1) return builder.softmax(scores);
        const second = builder.unary("sigmoid", scores);
        return builder.concat([builder.binary("subtract", builder.constant([1]), second), second]);
      },
      ...(model.string("solver") === "lsqr" ? {} : { transform: () => projected(importing, model, value) }),
    };
  },
  transform: (model, input, importing) => {
    if (model.string("solver") === "lsqr") model.at("solver").refuse("svd or eigen, which can transform", "lsqr");
    return Frame.ofValue(importing.builder, projected(importing, model, checked(importing, model, input, false)));
  },
  detail: (model) => `${classesOf(model).length} classes`,
};

/** On the first of the directions between the classes. */
function projected({ builder }: Importing, model: Field, input: Value): Value {
  const width = builder.width(input);
  const { shape, data } = model.array("scalings_", { shape: [width, -1] });
  const given = shape[1]!;
  const count = Math.min(given, model.integer("_max_components"));
  if (count < 1) model.at("_max_components").refuse("at least 1", String(count));
  const weights = Float64Array.from(
    { length: width * count },
    (_, at) => data[Math.floor(at / count) * given + (at % count)]!,
  );
  const isCentred = model.string("solver") === "svd";
  const centre = isCentred ? model.array("xbar_", { shape: [width] }).data : undefined;
  const value = centre === undefined ? input : builder.binary("subtract", input, centre);
  return builder.linear(value, weights, new Float64Array(count));
}

/** Each class has its own ellipsoid: axes in `rotations_`, variances along them in `scalings_`. */
export const quadraticDiscriminantAnalysis: EstimatorImporter = {
  className: "QuadraticDiscriminantAnalysis",
  features: (model) => model.optional("n_features_in_")?.integer() ?? model.ndarray("means_", { dims: 2 }).shape[1]!,
  predict: (model, input, importing) => {
    const { builder } = importing;
    const classes = classesOf(model);
    const value = checked(importing, model, input, false);
    const width = builder.width(value);
    const means = model.array("means_", { shape: [classes.length, width] }).data;
    const priors = model.array("priors_", { shape: [classes.length] }).data;
    const rotations = model.list("rotations_");
    const scalings = model.list("scalings_");
    if (rotations.length !== classes.length || scalings.length !== classes.length) {
      model.refuse(`axes of ${classes.length} classes`, `${rotations.length} and ${scalings.length}`);
    }
    const sums = scalings.map((scaling, row) => {
      const variances = scaling.array(undefined, { dims: 1 }).data;
      const axes = rotations[row]!.array(undefined, { shape: [width, variances.length] }).data;
      const weights = axes.map((axis, at) => axis * (1 / Math.sqrt(variances[at % variances.length]!)));
      const centred = builder.binary("subtract", value, means.subarray(row * width, (row + 1) * width));
      const along = builder.linear(centred, weights, new Float64Array(variances.length));
      const norm = builder.reduce("sum", builder.unary("square", along));
      return builder.binary("add", norm, { scalar: variances.reduce((sum, variance) => sum + log(variance), 0) });
    });
    const halves = builder.binary("multiply", builder.concat(sums), { scalar: -0.5 });
    return discriminant(importing, [classes], builder.binary("add", halves, priors.map(log)));
  },
  detail: (model) => `${classesOf(model).length} classes`,
};
