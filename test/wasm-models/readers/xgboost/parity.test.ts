import { describe, expect, it } from "vitest";
import { readXgboost } from "../../../../wasm-models/readers/xgboost/read.ts";
import type { XgboostModel } from "../../../../wasm-models/readers/xgboost/model.ts";
import { answer, leaves, margins } from "./evaluate.ts";
import { fixtures } from "./truth.ts";
import type { Fixture } from "./truth.ts";

/** Leaves of several numbers are refused. */
const REFUSED = (path: string): boolean => path.includes("/vector-leaf.");

/**
 * Libraries before 1.0 drop trees at random when a dart model is asked without `ntree_limit`, as it was for
 * these: only the leaves are the model's.
 */
const DROPPED = (path: string): boolean => /xgboost\/0\.\d+\/dart/.test(path);

/** exp and division of float32 in the library, of float64 here: 1 ulp of float32, relative to at least 1. */
const LINK_TOLERANCE = 2e-7;

const all = fixtures("xgboost");
const read = all.filter(({ path }) => !REFUSED(path));

describe("readXgboost() against the library", () => {
  it("has files of every generation and format", () => {
    const kinds = new Set(all.map(({ version, format }) => `${version.split(".")[0]} ${format}`));
    for (const kind of ["0 xgboost-binary", "1 xgboost-binary", "1 xgboost-json", "1 xgboost-ubj", "3 xgboost-ubj"]) {
      expect(kinds).toContain(kind);
    }
  });

  it.each(read.map((fixture) => [fixture.path, fixture] as const))("%s ends in the same leaves", (_, fixture) => {
    const model = readXgboost(fixture.bytes());
    fixture.rows.forEach((row, index) => {
      const expected = fixture.expected("leaves", index);
      if (expected !== undefined) expect(leaves(model, row), `row ${index}`).toEqual([...toArray(expected)]);
    });
  });

  const answered = read.filter(({ path }) => !DROPPED(path));
  it.each(answered.map((fixture) => [fixture.path, fixture] as const))("%s sums to the same bits", (_, fixture) => {
    const model = readXgboost(fixture.bytes());
    fixture.rows.forEach((row, index) => compare(model, fixture, row, index));
  });

  it.each(all.filter(({ path }) => REFUSED(path)).map((fixture) => [fixture.path, fixture] as const))(
    "%s is refused with what to do",
    (_, fixture) => {
      expect(() => readXgboost(fixture.bytes())).toThrow(/tree 0, size_leaf_vector: .*one_output_per_tree/);
    },
  );
});

function compare(model: XgboostModel, fixture: Fixture, row: Float64Array, index: number): void {
  const sums = margins(model, row);
  // Zeros of either sign are equal: the library does not keep the sign of an empty sum.
  const bits = (numbers: ArrayLike<number>): number[] => Array.from(numbers, (number) => number + 0);
  expect(bits(sums), `margins of row ${index}`).toEqual(bits(fixture.expected("margin", index)!));
  const expected = toArray(fixture.expected("predict", index)!);
  const got = answer(model, sums);
  expect(got).toHaveLength(expected.length);
  got.forEach((value, column) => {
    const difference = value === expected[column]! ? 0 : Math.abs(value - expected[column]!);
    expect(difference, `answer ${column} of row ${index}`).toBeLessThanOrEqual(
      LINK_TOLERANCE * Math.max(1, Math.abs(expected[column]!)),
    );
  });
}

function toArray(numbers: ArrayLike<number>): number[] {
  return Array.from(numbers);
}
