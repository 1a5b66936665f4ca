/**
 * From a LightGBM model to a program. It answers what `Booster.predict` of the file answers: all
 * iterations that are in it, and the objective's transform.
 * @module
 */
import { Builder } from "../ir/builder.ts";
import type { Value } from "../ir/ops.ts";
import type { ImportedModel } from "../ir/program.ts";
import { ZERO_THRESHOLD } from "../readers/lightgbm/model.ts";
import type { LightgbmModel } from "../readers/lightgbm/model.ts";
import { linkOf } from "../readers/lightgbm/objectives.ts";
import { lightgbmColumns } from "./lightgbm-columns.ts";
import { lightgbmForest } from "./lightgbm-forest.ts";
import { buildOf } from "./build.ts";
import { ofPlural } from "./plural.ts";

/** @throws ModelFileError when it cannot be compiled */
export function importLightgbm(model: LightgbmModel): ImportedModel {
  return buildOf("LightGBM model", () => imported(model));
}

function imported(model: LightgbmModel): ImportedModel {
  const names = Array.from({ length: model.featureCount }, (_, feature) => model.featureNames[feature]);
  const builder = new Builder(names);
  const { input, warnings } = lightgbmColumns(builder, model);
  const scores = lightgbmScores(builder, model, input);
  const answer = lightgbmAnswer(builder, model, scores);
  const axes = (value: Value): 1 | 2 => (builder.width(value) === 1 ? 1 : 2);
  return {
    program: builder.finish([
      { name: "predict", value: answer, axes: axes(answer), datatype: "FP64" },
      { name: "raw_score", value: scores, axes: axes(scores), datatype: "FP64" },
    ]),
    facts: {
      library: "lightgbm",
      version: model.version,
      estimator: { role: "", name: "Booster", detail: lightgbmDetail(model), children: [] },
      classes: undefined,
      warnings,
    },
  };
}

/**
 * The sums of a row, a column for each group; of a random forest the sums too.
 * @param iterations of boosting that count, for callers that stop early; all without it
 */
export function lightgbmScores(builder: Builder, model: LightgbmModel, input: Value, iterations?: number): Value {
  const forest = lightgbmForest(model.trees, treesOf(model, iterations), model.groups);
  const rows = forest.linear === undefined ? input : withoutTiny(builder, input);
  return builder.trees(rows, forest, new Float64Array(model.groups));
}

/** What the objective makes of the sums. */
export function lightgbmAnswer(builder: Builder, model: LightgbmModel, scores: Value, iterations?: number): Value {
  const count = treesOf(model, iterations) / model.groups;
  const averaged = model.averageOutput && count > 0;
  const x = averaged ? builder.binary("divide", scores, { scalar: count }) : scores;
  const link = linkOf(model.objective);
  switch (link.kind) {
    case "identity":
      return x;
    case "sigmoid":
      return builder.unary("sigmoid", link.scale === 1 ? x : builder.binary("multiply", x, { scalar: link.scale }));
    case "softmax":
      return builder.softmax(x);
    case "exp":
      return builder.unary("exp", x);
    case "softplus":
      return builder.unary("log1p", builder.unary("exp", x));
    default:
      return builder.binary("multiply", builder.unary("sign", x), builder.unary("square", x));
  }
}

/** Such as "binary, 100 trees, 3,100 leaves". */
export function lightgbmDetail({ objective, trees, averageOutput }: LightgbmModel): string {
  const leaves = trees.reduce((sum, { leafValue }) => sum + leafValue.length, 0);
  const name = `${averageOutput ? "rf, " : ""}${objective?.name ?? "custom objective"}`;
  return `${name}, ${ofPlural(trees.length, "tree")}, ${ofPlural(leaves, "leaf").replace(/leafs$/, "leaves")}`;
}

function treesOf({ trees, groups }: LightgbmModel, iterations: number | undefined): number {
  return iterations === undefined ? trees.length : Math.min(trees.length, iterations * groups);
}

/** The library makes 0 of |x| <= ZERO_THRESHOLD, which linear leaves multiply; NaN stays NaN. */
function withoutTiny(builder: Builder, input: Value): Value {
  const kept = builder.binary("lt", builder.constant([ZERO_THRESHOLD]), builder.unary("absolute", input));
  return builder.binary("multiply", input, kept);
}
