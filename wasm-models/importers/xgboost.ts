/**
 * From an XGBoost model to a program. It answers what `Booster.predict` answers: all trees, also after
 * early stopping, and the objective's transform.
 * @module
 */
import { Builder } from "../ir/builder.ts";
import type { Value } from "../ir/ops.ts";
import type { ImportedModel } from "../ir/program.ts";
import { addsBaseLast, marginsOf } from "../readers/xgboost/margins.ts";
import type { XgboostModel } from "../readers/xgboost/model.ts";
import { ruleOf } from "../readers/xgboost/objectives.ts";
import { refuse } from "../readers/xgboost/refuse.ts";
import { buildOf } from "./build.ts";
import { ofPlural } from "./plural.ts";
import { xgboostForest } from "./xgboost-forest.ts";

/** Features of a linear booster that are added step by step. */
const MAX_STEPS = 2000;

/** @throws ModelFileError when it cannot be compiled */
export function importXgboost(model: XgboostModel): ImportedModel {
  return buildOf("XGBoost model", () => imported(model));
}

function imported(model: XgboostModel): ImportedModel {
  const names = Array.from({ length: model.featureCount }, (_, feature) => model.featureNames[feature]);
  const builder = new Builder(names);
  const margin = xgboostMargins(builder, model, xgboostColumns(builder, model));
  const answer = xgboostAnswer(builder, model, margin);
  const axes = (value: Value): 1 | 2 => (builder.width(value) === 1 ? 1 : 2);
  return {
    program: builder.finish([
      { name: "predict", value: answer, axes: axes(answer), datatype: "FP32" },
      { name: "margin", value: margin, axes: axes(margin), datatype: "FP32" },
    ]),
    facts: {
      library: "xgboost",
      version: model.version[0] === 0 ? undefined : model.version.join("."),
      estimator: { role: "", name: "Booster", detail: xgboostDetail(model), children: [] },
      classes: undefined,
      warnings: warningsOf(model),
    },
  };
}

/** The request's columns as the trees take them: numbers, or codes of the categories they were trained with. */
export function xgboostColumns(builder: Builder, model: XgboostModel): Value {
  if (model.featureCount === 0) refuse("num_feature", "at least one feature", "0");
  const categories = model.booster.kind === "trees" ? model.booster.categories : [];
  const features = Array.from({ length: model.featureCount }, (_, feature) => feature);
  if (categories.every((known) => known === undefined)) return builder.numbers(features);
  return builder.concat(
    features.map((feature) => {
      const known = categories[feature];
      if (known === undefined) return builder.numbers([feature]);
      if (!(known instanceof Float64Array)) {
        return builder.category({ feature, categories: known, missing: Number.NaN, unknown: "refuse" });
      }
      const input = builder.numbers([feature]);
      // NaN is found by NaN, behind all others, and is put back afterwards.
      const codes = builder.add({
        kind: "codes",
        input,
        categories: [Float64Array.of(...known, Number.NaN)],
        unknown: "refuse",
      });
      return builder.add({ kind: "replace", input: codes, match: known.length, row: Float64Array.of(Number.NaN) });
    }),
  );
}

/**
 * The sums of a row in float32, a column for each group.
 * @param input the model's columns
 * @param iterations of boosting that count, for callers that stop early; all without it
 */
export function xgboostMargins(builder: Builder, model: XgboostModel, input: Value, iterations?: number): Value {
  const { booster, groups, featureCount } = model;
  const base = marginsOf(model);
  if (booster.kind === "linear") {
    // Biases are the last row of the weights, and the sum begins with base and bias together.
    const start = Array.from(base, (value, group) =>
      Math.fround(value + booster.weights[featureCount * groups + group]!),
    );
    return linearMargins(builder, builder.unary("float32", input), booster.weights, start);
  }
  const each = groups * booster.parallelTrees;
  const count = iterations === undefined ? booster.trees.length : Math.min(iterations * each, booster.trees.length);
  const forest = xgboostForest(booster, count);
  // The trees round numbers themselves, categories they do not.
  const rows = forest.setStart.length > 1 ? builder.unary("float32", input) : input;
  if (!addsBaseLast(model)) return builder.trees(rows, forest, base);
  return builder.unary("float32", builder.binary("add", builder.trees(rows, forest, new Float64Array(groups)), base));
}

/**
 * A missing feature adds nothing. Up to MAX_STEPS features are added one after the other and rounded, as
 * the library does; more in float64, which may differ in the last bits.
 */
function linearMargins(builder: Builder, input: Value, weights: Float32Array, start: readonly number[]): Value {
  const groups = start.length;
  const featureCount = builder.width(input);
  const present = builder.add({ kind: "replace", input, match: Number.NaN, row: new Float64Array(featureCount) });
  if (featureCount > MAX_STEPS) {
    const matrix = Float64Array.from(weights.subarray(0, featureCount * groups));
    return builder.unary("float32", builder.linear(present, matrix, start));
  }
  let sum = builder.constant(start);
  for (let feature = 0; feature < featureCount; feature++) {
    const row = Float64Array.from(weights.subarray(feature * groups, (feature + 1) * groups));
    const product = builder.unary("float32", builder.binary("multiply", builder.select(present, [feature]), row));
    sum = builder.unary("float32", builder.binary("add", sum, product));
  }
  return sum;
}

/** What the objective makes of the sums. */
export function xgboostAnswer(builder: Builder, model: XgboostModel, margin: Value): Value {
  const { link } = ruleOf(model.objective.name);
  if (link === "identity") return margin;
  if (link === "softmax") return builder.softmax(margin);
  if (link === "argmax") return builder.reduce("argmax", margin);
  if (link === "hinge") return builder.binary("lt", builder.constant([0]), margin);
  return builder.unary(link, margin);
}

/** Such as "gbtree, binary:logistic, 100 trees, 6,274 nodes". */
export function xgboostDetail({ booster, objective, featureCount }: XgboostModel): string {
  if (booster.kind === "linear") return `gblinear, ${objective.name}, ${ofPlural(featureCount, "feature")}`;
  const nodes = booster.trees.reduce((sum, { left }) => sum + left.length, 0);
  const name = booster.weightDrop === undefined ? "gbtree" : "dart";
  return `${name}, ${objective.name}, ${ofPlural(booster.trees.length, "tree")}, ${ofPlural(nodes, "node")}`;
}

function warningsOf({ booster, bestIteration, groups }: XgboostModel): string[] {
  if (booster.kind === "linear" || bestIteration === undefined) return [];
  const rounds = booster.trees.length / (groups * booster.parallelTrees);
  if (bestIteration + 1 >= rounds) return [];
  return [
    `Training found iteration ${bestIteration} of ${rounds} the best, and all are used, as Booster.predict does; ` +
      "save booster[:best_iteration + 1] for fewer",
  ];
}
