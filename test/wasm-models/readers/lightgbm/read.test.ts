import { describe, expect, it } from "vitest";
import { isLightgbm, readLightgbm } from "../../../../wasm-models/readers/lightgbm/read.ts";
import { linkOf } from "../../../../wasm-models/readers/lightgbm/objectives.ts";
import { ZERO_THRESHOLD } from "../../../../wasm-models/readers/lightgbm/model.ts";
import { answer, leaves, rawScores } from "./evaluate.ts";
import { LINEAR, sample, SAMPLE } from "./samples.ts";

const refused = (text: string, ...change: readonly (readonly [string, string])[]): (() => unknown) => {
  return () => readLightgbm(sample(text, ...change));
};

describe("readLightgbm()", () => {
  it("reads header, trees and what stands behind them", () => {
    const model = readLightgbm(sample(SAMPLE));
    expect(model).toMatchObject({ version: "v4", featureCount: 2, classCount: 1, groups: 1, averageOutput: false });
    expect(model.featureNames).toEqual(["age", "größe"]);
    expect(model.featureInfos).toEqual([
      { kind: "range", least: -1.5, most: Number.POSITIVE_INFINITY },
      { kind: "categories", categories: Int32Array.of(-1, 0, 3, 7) },
    ]);
    expect(model.objective).toEqual({ name: "binary", parameters: new Map([["sigmoid", "2"]]) });
    expect(model.trees[0]!.leafCount).toEqual(Float64Array.of(1, 2, 3, 4));
    expect(model.trees[0]!.internalCount).toEqual(Float64Array.of(10, 5, 5));
    expect(model.trees[1]!.leafCount).toHaveLength(0);
    expect(model.parameters.get("categorical_feature")).toBe("1");
    expect(model.pandasCategories).toEqual([["low", "high", "ö"]]);
  });

  it("reads lines that end as on Windows", () => {
    const model = readLightgbm(sample(SAMPLE.replaceAll("\n", "\r\n")));
    expect(rawScores(model, Float64Array.of(0, 3))).toEqual([10.25]);
    expect(model.pandasCategories).toHaveLength(1);
  });

  it("reads the layout without a version, with only what is needed", () => {
    const lines = SAMPLE.split("\n").filter(
      (line) => !/^(version|num_tree|label|feature_|tree_s|leaf_c|inter)/.test(line),
    );
    const model = readLightgbm(sample(lines.join("\n")));
    expect(model).toMatchObject({ version: undefined, groups: 1, featureNames: [], featureInfos: [] });
    expect(rawScores(model, Float64Array.of(0, 3))).toEqual([10.25]);
  });

  it("goes where the library goes", () => {
    const model = readLightgbm(sample(SAMPLE));
    const ends = (...rows: (readonly [number, number])[]): number[] =>
      rows.map((row) => leaves(model, Float64Array.from(row))[0]!);
    // NaN of a feature that knows it goes to the default side, here left.
    expect(ends([0.5, 3], [0.5, 0], [Number.NaN, 3])).toEqual([0, 3, 0]);
    // Bits 3 and 63 are set; fractions are cut, what is no category is no member.
    expect(ends([0, 3.9], [0, 63], [0, 64], [0, -3], [0, Number.NaN], [0, 1e300])).toEqual([0, 0, 3, 3, 3, 3]);
    // Everything is <= inf, and zero is missing there, with the right as default.
    expect(ends([0.6, 0], [1e300, 0], [Number.POSITIVE_INFINITY, 0])).toEqual([1, 1, 1]);
  });

  it("takes what is almost zero for missing where zero is", () => {
    const model = readLightgbm(sample(SAMPLE, ["threshold=0.5 0 inf", "threshold=-5 0 inf"]));
    const ends = [0, ZERO_THRESHOLD, -ZERO_THRESHOLD, ZERO_THRESHOLD * 1.000001, Number.NaN, 1].map(
      (x) => leaves(model, Float64Array.of(x, 3))[0],
    );
    expect(ends).toEqual([2, 2, 2, 1, 0, 1]);
  });

  it("reads linear leaves, which fall back to their value when something is missing", () => {
    const model = readLightgbm(sample(LINEAR));
    expect(rawScores(model, Float64Array.of(-1, 2))).toEqual([107]);
    expect(rawScores(model, Float64Array.of(-1, Number.NaN))).toEqual([1]);
    expect(rawScores(model, Float64Array.of(1, Number.NaN))).toEqual([200]);
  });

  it("divides the sums of a forest by its iterations", () => {
    const model = readLightgbm(sample(SAMPLE, ["objective=binary sigmoid:2", "objective=regression\naverage_output"]));
    expect(model.averageOutput).toBe(true);
    expect(answer(model, rawScores(model, Float64Array.of(0, 3)))).toEqual([5.125]);
  });

  it("takes sums for the answer without an objective", () => {
    const model = readLightgbm(sample(SAMPLE, ["objective=binary sigmoid:2\n", ""]));
    expect(model.objective).toBeUndefined();
    expect(answer(model, [3])).toEqual([3]);
  });

  it("knows no categories when there were none", () => {
    const none = sample(SAMPLE, ['[["low", "high", "ö"]]', "null"]);
    expect(readLightgbm(none).pandasCategories).toBeUndefined();
  });
});

describe("readLightgbm() refuses", () => {
  const cases: readonly (readonly [name: string, before: string, after: string, message: string])[] = [
    ["another file", "tree\n", "forest\n", "line 1: expected tree, got another line"],
    ["no classes", "num_class=1\n", "", "num_class: expected a number, got nothing"],
    ["many classes", "num_class=1", "num_class=70000", "num_class[0]: expected 1 to 65536, got 70000"],
    ["a fraction", "max_feature_idx=1", "max_feature_idx=1.5", "max_feature_idx[0]: expected an integer"],
    ["other names", "age größe", "age", "feature_names: expected 2 of them, got 1"],
    ["an unknown objective", "binary sigmoid:2", "own", "objective: expected one of regression"],
    ["a bad parameter", "sigmoid:2", "sigmoid:-2", "objective, sigmoid: expected a number above 0"],
    [
      "trees of other classes",
      "objective=binary sigmoid:2",
      "objective=multiclass num_class:3",
      "expected 1 as num_class, got 3",
    ],
    ["part of an iteration", "num_tree_per_iteration=1", "num_tree_per_iteration=3", "trees: expected a multiple of 3"],
    ["no leaves", "num_leaves=4", "num_leaves=0", "tree 0, num_leaves[0]: expected 1 to 50000000, got 0"],
    ["other leaves", "num_leaves=4", "num_leaves=5", "tree 0, left_child: expected 4 numbers, got 3"],
    ["too many leaves", "num_leaves=4", "num_leaves=50000000", "left_child: expected 49999999 numbers, got 3"],
    ["a missing line", "split_feature=0 1 0\n", "", "tree 0, split_feature: expected a line, got none"],
    ["a child outside", "left_child=1 -1 -2", "left_child=1 -1 -5", "left_child[2]: expected -4 to 2, got -5"],
    ["a circle", "left_child=1 -1 -2", "left_child=1 1 -2", "split 1, left_child: expected what nothing else leads to"],
    ["the root below", "left_child=1 -1 -2", "left_child=1 -1 0", "split 2, left_child: expected a split or a leaf"],
    ["a leaf twice", "right_child=2 -4 -3", "right_child=2 -4 -2", "expected what nothing else leads to, got -2"],
    ["a feature outside", "split_feature=0 1 0", "split_feature=0 2 0", "split 1, split_feature: expected a feature"],
    ["NaN to compare", "threshold=0.5 0 inf", "threshold=0.5 0 nan", "split 2, threshold: expected a number, got NaN"],
    ["no number", "threshold=0.5 0 inf", "threshold=0.5 0 0x1", "tree 0, threshold[2]: expected a number"],
    [
      "a long number",
      "0.5 0 inf",
      `0.${"5".repeat(99)} 0 inf`,
      "threshold[0]: expected at most 64 characters, got 101",
    ],
    ["a set outside", "threshold=0.5 0 inf", "threshold=0.5 1 inf", "split 1, threshold: expected a set of 0 to 0"],
    ["half a set", "threshold=0.5 0 inf", "threshold=0.5 0.5 inf", "split 1, threshold: expected a set of 0 to 0"],
    ["missing as 3", "decision_type=10 1 4", "decision_type=14 1 4", "split 0, decision_type: expected at most 11"],
    ["sets that go back", "num_cat=1", "num_cat=2", "tree 0, cat_boundaries: expected 3 numbers, got 2"],
    ["sets from 1", "cat_boundaries=0 2", "cat_boundaries=1 2", "tree 0, cat_boundaries[0]: expected 0, got 1"],
    ["words of 33 bits", "2147483648", "4294967296", "cat_threshold[1]: expected 0 to 4294967295, got 4294967296"],
    ["more sets than splits", "num_cat=1", "num_cat=4", "tree 0, num_cat[0]: expected 0 to 3, got 4"],
    ["a huge set", "cat_boundaries=0 2", "cat_boundaries=0 16777216", "expected 16777216 numbers, got 2"],
    ["no end", "end of trees", "end of treees", "expected end of trees, got the end of the file"],
    ["categories that are no JSON", '["low"', "[low", "pandas_categorical: expected JSON, got another text"],
    ["categories in no list", '[["low", "high", "ö"]]', '{"a":1}', "pandas_categorical: expected a list, got a object"],
    ["categories that are lists", '"low"', "[[]]", "pandas_categorical[0]: expected strings and numbers"],
  ];

  it.each(cases)("%s", (_, before, after, message) => {
    expect(refused(SAMPLE, [before, after])).toThrow(message);
  });

  it("linear leaves that do not fit", () => {
    expect(refused(LINEAR, ["leaf_features=0 1", "leaf_features=0 2"])).toThrow(
      "tree 0, leaf_features[1]: expected a f",
    );
    expect(refused(LINEAR, ["num_features=2 0", "num_features=3 0"])).toThrow(
      "leaf_features: expected 3 numbers, got 2",
    );
    expect(refused(LINEAR, ["leaf_const=100 200", "leaf_const=100"])).toThrow("leaf_const: expected 2 numbers, got 1");
    expect(refused(LINEAR, ["num_features=2 0", "num_features=262144 262144"])).toThrow("expected 524288 numbers");
  });

  it("a file that was cut off anywhere before the end of trees", () => {
    const whole = sample(SAMPLE);
    const end = SAMPLE.indexOf("end of trees");
    for (let length = 0; length < end; length++) {
      expect(() => readLightgbm(whole.subarray(0, length)), `${length} bytes`).toThrow(/^LightGBM model, /);
    }
  });
});

describe("isLightgbm()", () => {
  it("goes by how a file begins", () => {
    expect(isLightgbm(sample(SAMPLE))).toBe(true);
    expect(isLightgbm(sample("tree\nversion=v2\n"))).toBe(true);
    for (const text of ["", "tree", "tree\nage=3\n", "trees\nversion=v3\n"])
      expect(isLightgbm(sample(text))).toBe(false);
  });
});

describe("linkOf()", () => {
  const of = (name: string, ...parameters: [string, string][]): unknown =>
    linkOf({ name, parameters: new Map(parameters) });

  it("knows every objective of the library", () => {
    expect(of("regression")).toEqual({ kind: "identity" });
    expect(of("regression", ["sqrt", ""])).toEqual({ kind: "signed-square" });
    expect(of("multiclassova", ["num_class", "3"], ["sigmoid", "0.5"])).toEqual({ kind: "sigmoid", scale: 0.5 });
    expect(of("multiclass")).toEqual({ kind: "softmax" });
    expect(of("cross_entropy_lambda")).toEqual({ kind: "softplus" });
    for (const name of ["poisson", "gamma", "tweedie"]) expect(of(name)).toEqual({ kind: "exp" });
    for (const name of ["huber", "fair", "quantile", "mape", "regression_l1", "lambdarank", "rank_xendcg"]) {
      expect(of(name)).toEqual({ kind: "identity" });
    }
  });
});
