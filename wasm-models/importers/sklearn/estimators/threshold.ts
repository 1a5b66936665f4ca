/** sklearn.model_selection.FixedThresholdClassifier and TunedThresholdClassifierCV. @module */
import type { Label } from "../../../ir/program.ts";
import type { Field } from "../../../readers/pickle/fields.ts";
import type { EstimatorImporter } from "../estimator.ts";
import { isSameLabel } from "../member-classes.ts";
import { isLabel } from "../../../readers/numpy/convert.ts";

function estimatorOf(model: Field): Field {
  return model.any("estimator_", "estimator").object();
}

/** The class that the score speaks for: the second unless it was told. */
function positiveOf(told: Field | undefined, classes: readonly Label[]): number {
  if (told === undefined) return 1;
  const { value } = told;
  const at = isLabel(value) && value !== null ? classes.findIndex((label) => isSameLabel(label, value)) : -1;
  return at >= 0 ? at : told.refuse("one of the classes", "another");
}

function thresholdClassifier(
  className: string,
  threshold: (model: Field) => Field,
  positive: (model: Field) => Field | undefined,
): EstimatorImporter {
  return {
    className,
    features: (model, importing) => importing.features(estimatorOf(model)),
    predict: (model, input, importing) => {
      const { builder } = importing;
      const prediction = importing.predict(estimatorOf(model), input);
      const classes = prediction.classes?.[0] ?? [];
      if (classes.length !== 2) model.refuse("a classifier of 2 classes", `${classes.length}`);
      const at = positiveOf(positive(model), classes);
      const method = model.string("response_method");
      const shares = method === "decision_function" ? undefined : prediction.probabilities?.();
      const decision = method === "predict_proba" ? undefined : prediction.decision?.();
      const given = shares ?? decision ?? model.refuse("a classifier with scores", method);
      const score =
        shares !== undefined ? builder.select(shares, [at]) : at === 1 ? given : builder.unary("negate", given);
      const limit = threshold(model);
      const least = limit.value === "auto" ? (shares === undefined ? 0 : 0.5) : limit.number();
      return {
        ...prediction,
        predict: () => {
          const isPositive = builder.binary("le", builder.constant([least]), score);
          return at === 1 ? isPositive : builder.binary("subtract", builder.constant([1]), isPositive);
        },
      };
    },
    children: (model) => [{ role: "estimator_", model: estimatorOf(model) }],
    detail: (model) => {
      const limit = threshold(model);
      return limit.value === "auto" ? "threshold auto" : `threshold ${limit.number()}`;
    },
  };
}

export const fixedThreshold: EstimatorImporter = thresholdClassifier(
  "FixedThresholdClassifier",
  (model) => model.at("threshold"),
  (model) => model.optional("pos_label"),
);

export const tunedThreshold: EstimatorImporter = thresholdClassifier(
  "TunedThresholdClassifierCV",
  (model) => model.at("best_threshold_"),
  (model) => model.at("_curve_scorer").at("_kwargs").optional("pos_label"),
);
