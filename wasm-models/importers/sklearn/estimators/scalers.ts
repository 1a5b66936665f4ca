/** sklearn.preprocessing: scalers whose columns do not know of each other. @module */
import type { Value } from "../../../ir/ops.ts";
import type { Field } from "../../../readers/pickle/fields.ts";
import type { EstimatorImporter, Importing } from "../estimator.ts";
import { checked, isBefore } from "../estimator.ts";
import { Frame } from "../frame.ts";

type Scale = (importing: Importing, model: Field, value: Value) => Value;

function scaler(className: string, allowsNaN: boolean, scale: Scale): EstimatorImporter {
  return {
    className,
    transform: (model, input, importing) =>
      Frame.ofValue(importing.builder, scale(importing, model, checked(importing, model, input, allowsNaN))),
  };
}

/** `value` with a fitted row, unless the model has none or was told not to use it. */
function apply(
  { builder }: Importing,
  model: Field,
  value: Value,
  operation: "add" | "subtract" | "multiply" | "divide",
  attribute: string,
): Value {
  const row = model.optional(attribute);
  return row === undefined
    ? value
    : builder.binary(operation, value, row.array(undefined, { shape: [builder.width(value)] }).data);
}

/** (x - mean) / scale. */
export const standardScaler: EstimatorImporter = scaler("StandardScaler", true, (importing, model, value) => {
  const centred = model.boolean("with_mean") ? apply(importing, model, value, "subtract", "mean_") : value;
  return model.boolean("with_std") ? apply(importing, model, centred, "divide", "scale_") : centred;
});

/** x scale + min, clipped to the range when it was told to. */
export const minMaxScaler: EstimatorImporter = scaler("MinMaxScaler", true, (importing, model, value) => {
  const { builder } = importing;
  const scaled = apply(importing, model, value, "multiply", "scale_");
  const moved = apply(importing, model, scaled, "add", "min_");
  if (model.optional("clip")?.boolean() !== true) return moved;
  const [low, high] = model.tuple(2, "feature_range");
  return builder.binary("min", builder.binary("max", moved, { scalar: low!.number() }), { scalar: high!.number() });
});

export const maxAbsScaler: EstimatorImporter = scaler("MaxAbsScaler", true, (importing, model, value) =>
  apply(importing, model, value, "divide", "scale_"),
);

export const robustScaler: EstimatorImporter = scaler("RobustScaler", true, (importing, model, value) => {
  const centred = model.boolean("with_centering") ? apply(importing, model, value, "subtract", "center_") : value;
  return model.boolean("with_scaling") ? apply(importing, model, centred, "divide", "scale_") : centred;
});

export const normalizer: EstimatorImporter = scaler("Normalizer", false, ({ builder }, model, input) => {
  const norm = model.string("norm");
  if (norm !== "l1" && norm !== "l2" && norm !== "max") return model.at("norm").refuse("l1, l2 or max", norm);
  // From 1.0 on what is next to 0 counts as 0.
  return builder.add({ kind: "normalise", input, norm, tiny: isBefore(model, 1, 0) ? 0 : 10 * Number.EPSILON });
});

export const binarizer: EstimatorImporter = scaler("Binarizer", false, ({ builder }, model, value) =>
  builder.binary("lt", builder.constant([model.number("threshold")]), value),
);
