/** sklearn.compose.TransformedTargetRegressor: a regressor of a transformed target, and back. @module */
import type { Value } from "../../../ir/ops.ts";
import type { Field } from "../../../readers/pickle/fields.ts";
import type { EstimatorImporter, Importing } from "../estimator.ts";
import { FUNCTIONS } from "./function-transformer.ts";

/** What each transformer divides by and adds when it goes back: attributes that may be None. */
const BACK: ReadonlyMap<string, readonly [scale: string, offset: string | undefined]> = new Map([
  ["StandardScaler", ["scale_", "mean_"]],
  ["RobustScaler", ["scale_", "center_"]],
  ["MaxAbsScaler", ["scale_", undefined]],
]);

function back(importing: Importing, transformer: Field, value: Value): Value {
  const { builder } = importing;
  const row = (name: string): Float64Array | undefined =>
    transformer.optional(name)?.array(undefined, { shape: [builder.width(value)] }).data;
  if (transformer.className === "FunctionTransformer") return inverse(importing, transformer, value);
  if (transformer.className === "MinMaxScaler") {
    const moved = builder.binary("subtract", value, row("min_") ?? transformer.refuse("min_"));
    return builder.binary("divide", moved, row("scale_") ?? transformer.refuse("scale_"));
  }
  const names = BACK.get(transformer.className);
  if (names === undefined) {
    return transformer.refuse(
      `FunctionTransformer, MinMaxScaler, ${[...BACK.keys()].join(", ")}`,
      transformer.className,
    );
  }
  const [scale, offset] = [row(names[0]), names[1] === undefined ? undefined : row(names[1])];
  const scaled = scale === undefined ? value : builder.binary("multiply", value, scale);
  return offset === undefined ? scaled : builder.binary("add", scaled, offset);
}

function inverse({ builder }: Importing, transformer: Field, value: Value): Value {
  const func = transformer.optional("inverse_func");
  if (func === undefined) return value;
  const name = func.globalName();
  const known = /^numpy(\.|$)/.test(name) ? FUNCTIONS.get(name.slice(name.lastIndexOf(".") + 1)) : undefined;
  return builder.unary(known ?? func.refuse(`a function of numpy (${[...FUNCTIONS.keys()].join(", ")})`, name), value);
}

export const transformedTarget: EstimatorImporter = {
  className: "TransformedTargetRegressor",
  features: (model, importing) =>
    model.optional("n_features_in_")?.integer() ?? importing.features(model.object("regressor_")),
  predict: (model, input, importing) => {
    const value = importing.predict(model.object("regressor_"), input).predict();
    return {
      kind: "regressor",
      isMatrix: model.integer("_training_dim") > 1,
      predict: () => back(importing, model.object("transformer_"), value),
    };
  },
  children: (model) => [{ role: "regressor_", model: model.object("regressor_") }],
  detail: (model) => `back by ${model.object("transformer_").className}`,
};
