import { describe, expect, it } from "vitest";
import { interpret } from "../../../wasm-models/interpreter/interpreter.ts";
import { importXgboost } from "../../../wasm-models/importers/xgboost.ts";
import { xgboostForest } from "../../../wasm-models/importers/xgboost-forest.ts";
import type { ImportedModel } from "../../../wasm-models/ir/program.ts";
import { readXgboost } from "../../../wasm-models/readers/xgboost/read.ts";
import { CATEGORICAL_TREE, sampleDocument, STUMP, toJson, TREE } from "../readers/xgboost/samples.ts";
import { mixedFixture, toRow } from "./mixed.ts";
import type { SampleDocument } from "../readers/xgboost/samples.ts";
import { fixtures } from "../readers/xgboost/truth.ts";

/** exp and division of float32 in the library, of float64 here: 1 ulp of float32, relative to at least 1. */
const LINK_TOLERANCE = 2e-7;

// Leaves of several numbers are refused by the reader; 0.x drops trees of dart at random unless told not to.
const all = fixtures("xgboost").filter(({ path }) => !/vector-leaf|xgboost\/0\.\d+\/dart/.test(path));

const imported = (document: SampleDocument): ImportedModel => importXgboost(readXgboost(toJson(document)));

function ask({ program }: ImportedModel, output: string, row: ArrayLike<number>): number[] {
  return Array.from(interpret(program, program.outputs.find(({ name }) => name === output)!.value, row));
}

describe("importXgboost()", () => {
  it.each(all.map((fixture) => [fixture.path, fixture] as const))("%s answers as the library", (_, fixture) => {
    const model = importXgboost(readXgboost(fixture.bytes()));
    fixture.rows.forEach((row, index) => {
      const sums = ask(model, "margin", row).map((sum) => sum + 0);
      expect(sums, `row ${index}`).toEqual(Array.from(fixture.expected("margin", index)!, (sum) => sum + 0));
      const expected = Array.from(fixture.expected("predict", index)!);
      const got = ask(model, "predict", row);
      expect(got).toHaveLength(expected.length);
      got.forEach((value, column) => {
        const difference = Math.fround(value) === expected[column]! ? 0 : Math.abs(value - expected[column]!);
        expect(difference).toBeLessThanOrEqual(LINK_TOLERANCE * Math.max(1, Math.abs(expected[column]!)));
      });
    });
  });

  it("rounds to float32 before it looks for a category", () => {
    const document = sampleDocument([CATEGORICAL_TREE]);
    const model = imported(document);
    // 2.9999999999 is 3 as float32 and no member; 0.99999999999 is 1, which is one.
    expect(ask(model, "margin", [0.99999999999, 0])).toEqual([2]);
    expect(ask(model, "margin", [33.9, 0])).toEqual([2]);
    expect(ask(model, "margin", [-1, 0])).toEqual([1]);
    expect(ask(model, "margin", [Number.NaN, 0])).toEqual([1]);
  });

  it("leaves out what was pruned", () => {
    const pruned = { ...TREE, left: [-1, 3, -1, 9, 9], feature: [0, 2147483647, 0, 0, 0] };
    const { booster } = readXgboost(toJson(sampleDocument([pruned, TREE])));
    const forest = xgboostForest(booster as never, 2);
    expect(forest.left).toEqual(Int32Array.of(-1, 2, 4, -2, -3, -4));
    expect(forest.values).toEqual(Float64Array.of(0.5, 30, 10, 20));
  });

  it("takes categories as they were in training", () => {
    const document = sampleDocument([CATEGORICAL_TREE]);
    document.learner.gradient_booster.model["cats"] = {
      enc: [
        { offsets: [0, 1, 3], values: [97, 195, 164] },
        { type: 9, values: [10, 20] },
      ],
    };
    const { program } = imported(document);
    expect(program.features).toEqual([
      { name: "age", kind: "string" },
      { name: "größe", kind: "number" },
    ]);
    expect(program.ops[0]).toMatchObject({ kind: "category", categories: ["a", "ä"], unknown: "refuse" });
    const codes = program.ops.findIndex(({ kind }) => kind === "replace");
    expect([10, 20, Number.NaN].map((x) => interpret(program, codes, [x, 0])[0])).toEqual([0, 1, Number.NaN]);
    expect(() => interpret(program, codes, [15, 0])).toThrow("refuses column 0 at codes");
  });

  it.each([".json", ".ubj"])("answers as the library does for a DataFrame's categories, from %s", (ending) => {
    const { bytes, rows, expected } = mixedFixture("xgboost/3.4.1/categorical-text", ending);
    const model = importXgboost(readXgboost(bytes));
    const got = rows.flatMap((cells) => ask(model, "margin", toRow(model.program, cells)));
    expect(got).toEqual(Array.from(expected("margin")));
  });

  it("says what is inside, and that early stopping does not count", () => {
    const model = imported(sampleDocument([TREE, STUMP]));
    expect(model.facts).toMatchObject({ library: "xgboost", version: "3.1.2" });
    expect(model.facts.estimator.detail).toBe("gbtree, binary:logistic, 2 trees, 6 nodes");
    expect(model.facts.warnings).toEqual([expect.stringContaining("iteration 0 of 2 the best, and all are used")]);
    expect(imported(sampleDocument([TREE])).facts.warnings).toEqual([]);
  });

  it("answers a column for each class, one class, or one number", () => {
    const document = sampleDocument([STUMP]);
    const outputs = (objective: string, classes: string): unknown => {
      document.learner.objective.name = objective;
      document.learner.learner_model_param["num_class"] = classes;
      return imported(document).program.outputs.map(({ name, axes, datatype }) => [name, axes, datatype]);
    };
    const margin = ["margin", 2, "FP32"];
    expect(outputs("multi:softprob", "3")).toEqual([["predict", 2, "FP32"], margin]);
    expect(outputs("multi:softmax", "3")).toEqual([["predict", 1, "FP32"], margin]);
    expect(outputs("reg:gamma", "0")).toEqual([
      ["predict", 1, "FP32"],
      ["margin", 1, "FP32"],
    ]);
  });

  it("adds a wide linear booster in one step", () => {
    const document = sampleDocument();
    const width = 2001;
    document.learner.feature_names = [];
    document.learner.feature_types = [];
    document.learner.learner_model_param["num_feature"] = String(width);
    const weights = [...Array.from({ length: width }, (_, index) => index / 1000), 0.5];
    document.learner.gradient_booster = { name: "gblinear", model: { weights } };
    const model = imported(document);
    expect(model.program.ops.length).toBeLessThan(10);
    const row = new Float64Array(width).fill(Number.NaN);
    row[1000] = 3;
    expect(ask(model, "margin", row)).toEqual([3.5]);
  });
});
