import { describe, expect, it } from "vitest";
import { interpret } from "../../../wasm-models/interpreter/interpreter.ts";
import { importLightgbm, lightgbmAnswer, lightgbmScores } from "../../../wasm-models/importers/lightgbm.ts";
import { Builder } from "../../../wasm-models/ir/builder.ts";
import type { ImportedModel } from "../../../wasm-models/ir/program.ts";
import { ZERO_THRESHOLD } from "../../../wasm-models/readers/lightgbm/model.ts";
import { readLightgbm } from "../../../wasm-models/readers/lightgbm/read.ts";
import { rawScores } from "../readers/lightgbm/evaluate.ts";
import { mixedFixture, toRow } from "./mixed.ts";
import { LINEAR, sample, SAMPLE } from "../readers/lightgbm/samples.ts";
import { fixtures } from "../readers/xgboost/truth.ts";

/** Our exp against exp of the library's C library: an ulp of float64 or two. */
const LINK_TOLERANCE = 1e-12;

/** Without the categories of a DataFrame. */
const PLAIN: readonly (readonly [string, string])[] = [['[["low", "high", "ö"]]', "null"]];

function ask({ program }: ImportedModel, output: string, row: ArrayLike<number>): number[] {
  return Array.from(interpret(program, program.outputs.find(({ name }) => name === output)!.value, row));
}

describe("importLightgbm()", () => {
  const cases = fixtures("lightgbm").map((fixture) => [fixture.path, fixture] as const);
  it.each(cases)("%s answers as the library", (_, fixture) => {
    const model = importLightgbm(readLightgbm(fixture.bytes()));
    fixture.rows.forEach((row, index) => {
      expect(ask(model, "raw_score", row), `row ${index}`).toEqual(Array.from(fixture.expected("raw_score", index)!));
      const expected = Array.from(fixture.expected("predict", index)!);
      const got = ask(model, "predict", row);
      expect(got).toHaveLength(expected.length);
      got.forEach((value, column) => {
        const limit = LINK_TOLERANCE * Math.max(1, Math.abs(expected[column]!));
        expect(Math.abs(value - expected[column]!)).toBeLessThanOrEqual(limit);
      });
    });
  });

  it.each(["0", "-0.0", "1e-36", "-1e-36", "1.0000000180025095e-35", "-1.0000000180025095e-35", "-2e-35", "2e-35"])(
    "compares what is almost zero with %s as if it were zero",
    (threshold) => {
      const file = readLightgbm(
        sample(LINEAR.replace("is_linear=1", "is_linear=0"), ["threshold=0", `threshold=${threshold}`]),
      );
      const model = importLightgbm(file);
      const above = ZERO_THRESHOLD * (1 + 2 * Number.EPSILON);
      for (const x of [0, 5e-324, 1e-36, ZERO_THRESHOLD, above, 1.5e-35, 3e-35, 1]) {
        for (const row of [Float64Array.of(x, 0), Float64Array.of(-x, 0)]) {
          expect(ask(model, "raw_score", row), `x = ${row[0]}`).toEqual(rawScores(file, row));
        }
      }
    },
  );

  it("adds linear leaves, without what is almost zero", () => {
    const model = importLightgbm(readLightgbm(sample(LINEAR, ["leaf_const=100 200", "leaf_const=0 200"])));
    expect(ask(model, "raw_score", [-1, 2])).toEqual([7]);
    expect(ask(model, "raw_score", [-1, 1e-36])).toEqual([-3]);
    expect(ask(model, "raw_score", [0, -1e-36])).toEqual([0]);
    expect(ask(model, "raw_score", [-1, Number.NaN])).toEqual([1]);
    expect(ask(model, "raw_score", [1, Number.POSITIVE_INFINITY])).toEqual([200]);
  });

  it("sends what is no category right, whatever it is", () => {
    const file = readLightgbm(sample(SAMPLE, ...PLAIN));
    const model = importLightgbm(file);
    for (const x of [3, 3.9, 63, 64, -3, -0.5, Number.NaN, 1e300, -1e300, Number.POSITIVE_INFINITY]) {
      const row = Float64Array.of(0, x);
      expect(ask(model, "raw_score", row), `category ${x}`).toEqual(rawScores(file, row));
    }
  });

  it("takes categories as a DataFrame has them", () => {
    const { program, facts } = importLightgbm(readLightgbm(sample(SAMPLE)));
    expect(program.features.map(({ kind }) => kind)).toEqual(["number", "string"]);
    expect(program.ops).toContainEqual({
      kind: "category",
      feature: 1,
      categories: ["low", "high", "ö"],
      missing: Number.NaN,
      unknown: Number.NaN,
    });
    expect(facts.warnings).toEqual(["größe: categories are expected as they were in training, not their codes"]);
  });

  it.each(["3.3.5", "4.7.0"])("answers as %s does for a DataFrame", (version) => {
    const { bytes, rows, expected } = mixedFixture(`lightgbm/${version}/pandas-categorical`, ".txt");
    const model = importLightgbm(readLightgbm(bytes));
    const got = rows.flatMap((cells) => ask(model, "raw_score", toRow(model.program, cells)));
    expect(got).toEqual(Array.from(expected("raw_score")));
  });

  it("finds the columns of categories by what training saw when no parameter says it", () => {
    const file = sample(SAMPLE, ["[categorical_feature: 1]", "[other: 1]"], ['["low", "high", "ö"]', "[30, 10, 20]"]);
    const model = importLightgbm(readLightgbm(file));
    expect(model.program.features.map(({ kind }) => kind)).toEqual(["number", "number"]);
    const codes = model.program.ops.findIndex(({ kind }) => kind === "codes");
    expect([30, 20, 15, Number.NaN].map((x) => interpret(model.program, codes, [0, x])[0])).toEqual([
      0,
      2,
      Number.NaN,
      Number.NaN,
    ]);
  });

  it("refuses categories of columns that it cannot find, and of two kinds", () => {
    const refused = (...change: (readonly [string, string])[]): (() => unknown) => {
      return () => importLightgbm(readLightgbm(sample(SAMPLE, ...change)));
    };
    expect(refused(['"ö"]]', '"ö"], ["x"]]'])).toThrow("pandas_categorical: expected categories of 1 columns, got 2");
    expect(refused(['"low"', "1"])).toThrow(
      "pandas_categorical, größe: expected only strings, or only numbers, got both",
    );
  });

  it("averages the iterations that count", () => {
    const model = readLightgbm(
      sample(SAMPLE, ["objective=binary sigmoid:2", "objective=regression\naverage_output"], ...PLAIN),
    );
    const builder = new Builder(model.featureNames);
    const scores = lightgbmScores(builder, model, builder.numbers([0, 1]), 1);
    const value = lightgbmAnswer(builder, model, scores, 1);
    const program = builder.finish([]);
    expect(interpret(program, value, [0, 3])).toEqual(Float64Array.of(10));
    expect(ask(importLightgbm(model), "predict", [0, 3])).toEqual([5.125]);
  });

  it("says what is inside", () => {
    const { facts } = importLightgbm(readLightgbm(sample(SAMPLE, ...PLAIN)));
    expect(facts).toMatchObject({ library: "lightgbm", version: "v4", warnings: [] });
    expect(facts.estimator.detail).toBe("binary, 2 trees, 5 leaves");
  });
});
