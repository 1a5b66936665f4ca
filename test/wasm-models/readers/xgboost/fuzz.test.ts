import { readXgboost } from "../../../../wasm-models/readers/xgboost/read.ts";
import { leaves, margins } from "./evaluate.ts";
import { ascii, CATEGORICAL_TREE, join, sampleDocument, STUMP, toJson, toLegacy, toUbjson, TREE } from "./samples.ts";
import { fuzz } from "./spoil.ts";

const document = sampleDocument([TREE, CATEGORICAL_TREE, STUMP]);
const linear = sampleDocument();
linear.learner.gradient_booster = { name: "gblinear", model: { weights: [2, 3, 0.5] } };
document.learner.gradient_booster.model["cats"] = {
  enc: [
    { offsets: [0, 1], values: [107] },
    { type: 9, values: [1] },
  ],
};
const legacy = toLegacy({ booster: "dart", weights: [1, 0.5], attributes: [["best_iteration", "1"]] });

const FORMATS: readonly (readonly [name: string, valid: readonly Uint8Array[]])[] = [
  ["JSON", [toJson(document), toJson(linear), toJson({ Config: {}, Model: document })]],
  ["UBJSON", [toUbjson(document), toUbjson(linear)]],
  ["binary", [join([ascii("binf"), legacy]), legacy, toLegacy({ booster: "gblinear", weights: [1, 2, 3] })]],
];

/** Reads the file, and walks it: what was accepted must be walkable. */
function use(bytes: Uint8Array): unknown {
  const model = readXgboost(bytes);
  const row = new Float64Array(model.featureCount).fill(0.5);
  for (const value of [0.5, -3, 33, Number.NaN]) {
    row.fill(value);
    leaves(model, row);
    margins(model, row);
  }
  return model;
}

for (const [name, valid] of FORMATS) fuzz({ name: `readXgboost() of ${name}`, valid, use });
