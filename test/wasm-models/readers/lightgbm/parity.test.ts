import { describe, expect, it } from "vitest";
import { isLightgbm, readLightgbm } from "../../../../wasm-models/readers/lightgbm/read.ts";
import { fixtures } from "../xgboost/truth.ts";
import { answer, leaves, rawScores } from "./evaluate.ts";

/** exp of the platform against exp of the library's C library: an ulp of float64 or two. */
const LINK_TOLERANCE = 1e-12;

const all = fixtures("lightgbm");
const cases = all.map((fixture) => [fixture.path, fixture] as const);

describe("readLightgbm() against the library", () => {
  it("has files of both generations", () => {
    expect(new Set(all.map(({ version }) => version.split(".")[0]))).toEqual(new Set(["3", "4"]));
  });

  it.each(cases)("%s ends in the same leaves", (_, fixture) => {
    const model = readLightgbm(fixture.bytes());
    fixture.rows.forEach((row, index) => {
      expect(leaves(model, row), `row ${index}`).toEqual(Array.from(fixture.expected("leaves", index)!));
    });
  });

  it.each(cases)("%s sums to the same bits", (_, fixture) => {
    const bytes = fixture.bytes();
    expect(isLightgbm(bytes)).toBe(true);
    const model = readLightgbm(bytes);
    fixture.rows.forEach((row, index) => {
      const sums = rawScores(model, row);
      expect(sums, `sums of row ${index}`).toEqual(Array.from(fixture.expected("raw_score", index)!));
      const expected = Array.from(fixture.expected("predict", index)!);
      const got = answer(model, sums);
      expect(got).toHaveLength(expected.length);
      got.forEach((value, column) => {
        const limit = LINK_TOLERANCE * Math.max(1, Math.abs(expected[column]!));
        expect(Math.abs(value - expected[column]!), `answer ${column} of row ${index}`).toBeLessThanOrEqual(limit);
      });
    });
  });
});
