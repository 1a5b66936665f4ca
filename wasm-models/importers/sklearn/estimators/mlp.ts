/** sklearn.neural_network: MLPClassifier and MLPRegressor, layer by layer. @module */
import type { UnaryFunction, Value } from "../../../ir/ops.ts";
import type { Field } from "../../../readers/pickle/fields.ts";
import { checked } from "../estimator.ts";
import type { EstimatorImporter, Importing } from "../estimator.ts";
import type { Frame } from "../frame.ts";
import { checkScores } from "../posteriors.ts";
import { classesOf } from "../scores.ts";

const MAX_LAYERS = 1000;

const ACTIVATIONS: ReadonlyMap<string, UnaryFunction | "identity"> = new Map([
  ["identity", "identity"],
  ["logistic", "sigmoid"],
  ["tanh", "tanh"],
  ["relu", "relu"],
]);

/** What the last layer gives, after its own activation. */
function forward(importing: Importing, model: Field, input: Frame): Value {
  const { builder } = importing;
  const weights = model.list("coefs_");
  const offsets = model.list("intercepts_");
  if (weights.length < 1 || weights.length > MAX_LAYERS || offsets.length !== weights.length) {
    model.at("coefs_").refuse(`1 to ${MAX_LAYERS} layers with intercepts`, `${weights.length} and ${offsets.length}`);
  }
  const hidden = model.string("activation");
  const last = model.string("out_activation_");
  return weights.reduce(
    (value, layer, at) => {
      const { shape, data } = layer.array(undefined, { shape: [builder.width(value), -1] });
      const bias = offsets[at]!.array(undefined, { shape: [shape[1]!] }).data;
      const sums = builder.linear(value, data, bias);
      const name = at === weights.length - 1 ? last : hidden;
      if (name === "softmax" && at === weights.length - 1) return builder.softmax(sums);
      const activation = ACTIVATIONS.get(name) ?? model.at("activation").refuse([...ACTIVATIONS.keys()].join(), name);
      return activation === "identity" ? sums : builder.unary(activation, sums);
    },
    checked(importing, model, input, false),
  );
}

/** Such as "layers of 64, 32, 10". */
function detail(model: Field): string {
  return `layers of ${model
    .list("intercepts_")
    .map((offsets) => offsets.ndarray(undefined, { dims: 1 }).shape[0])
    .join(", ")}`;
}

function features(model: Field): number {
  return model.list("coefs_")[0]?.ndarray(undefined, { dims: 2 }).shape[0] ?? model.refuse("layers", "none");
}

export const mlpRegressor: EstimatorImporter = {
  className: "MLPRegressor",
  features,
  predict: (model, input, importing) => {
    const answer = forward(importing, model, input);
    return { kind: "regressor", isMatrix: importing.builder.width(answer) > 1, predict: () => answer };
  },
  detail,
};

/** One sigmoid decides between two classes, several between labels one by one. */
export const mlpClassifier: EstimatorImporter = {
  className: "MLPClassifier",
  features,
  predict: (model, input, importing) => {
    const { builder } = importing;
    const answer = forward(importing, model, input);
    const width = builder.width(answer);
    const isOver = (): Value => builder.binary("lt", builder.constant([0.5]), answer);
    if (model.at("_label_binarizer").string("y_type_").startsWith("multilabel")) {
      const classes = Array.from({ length: width }, () => [0, 1]);
      return { kind: "classifier", isMatrix: true, classes, predict: isOver, probabilities: () => answer };
    }
    const classes = classesOf(model);
    checkScores(importing, model, classes, answer);
    return {
      kind: "classifier",
      classes: [classes],
      predict: () => (width === 1 ? isOver() : builder.reduce("argmax", answer)),
      probabilities: () =>
        width === 1 ? builder.concat([builder.binary("subtract", builder.constant([1]), answer), answer]) : answer,
    };
  },
  detail,
};
