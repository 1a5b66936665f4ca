/** A linear pipeline and an MLP, compiled, against onnxruntime and scikit-learn. README.md says how to read it. @module */
import type { Bench } from "./harness.ts";
import { compareModels } from "./models/compare.ts";

export const models: Bench = {
  name: "models",
  summary: "a linear pipeline and an MLP, compiled, against onnxruntime and scikit-learn",
  run: (options) => compareModels("models", options),
};
