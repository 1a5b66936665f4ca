import { readLightgbm } from "../../../../wasm-models/readers/lightgbm/read.ts";
import { fuzz } from "../xgboost/spoil.ts";
import { leaves, rawScores } from "./evaluate.ts";
import { LINEAR, sample, SAMPLE } from "./samples.ts";

fuzz({
  name: "readLightgbm()",
  valid: [sample(SAMPLE), sample(LINEAR)],
  use: (bytes) => {
    const model = readLightgbm(bytes);
    const row = new Float64Array(model.featureCount);
    for (const value of [0.5, -3, 33, Number.NaN]) {
      row.fill(value);
      leaves(model, row);
      rawScores(model, row);
    }
    return model;
  },
});
