/** Ensembles of trees, compiled, against onnxruntime, their own libraries and C. README.md says how to read it. @module */
import type { Bench } from "./harness.ts";
import { compareModels } from "./models/compare.ts";

export const trees: Bench = {
  name: "trees",
  summary: "ensembles of trees, compiled, against onnxruntime, their own libraries and C",
  run: (options) => compareModels("trees", options),
};
