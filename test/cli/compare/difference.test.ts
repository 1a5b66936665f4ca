import { describe, expect, it } from "vitest";
import { compareJson, ulpsBetween, USUALLY_IGNORED } from "../../../runtime/cli/compare/difference.ts";
import type { CompareOptions } from "../../../runtime/cli/compare/difference.ts";

const OPTIONS: CompareOptions = { ulps: 0, float32: false, ignored: new Set(USUALLY_IGNORED), limit: 5 };

describe("ulpsBetween()", () => {
  it.each([
    [1, 1, false, 0],
    [0, -0, false, 0],
    [1, 1 + 2 ** -52, false, 1],
    [1, 1 - 2 ** -53, false, 1],
    [Number.MIN_VALUE, -Number.MIN_VALUE, false, 2],
    [1, 1 + 2 ** -23, true, 1],
    [0.1, Math.fround(0.1), true, 0],
    [NaN, NaN, false, 0],
    [NaN, 1, false, Infinity],
  ])("of %d and %d (float32: %s) is %d", (a, b, float32, expected) => {
    expect(ulpsBetween(a, b, float32)).toBe(expected);
  });
});

describe("compareJson()", () => {
  it("finds nothing between equal answers of other requests", () => {
    const here = { data: { names: [], ndarray: [[1, 2]] }, meta: { puid: "a", requestPath: { m: "x" } } };
    const there = { data: { ndarray: [[1, 2]] }, meta: { puid: "b" } };
    expect(compareJson(here, there, OPTIONS)).toMatchObject({ maxUlps: 0, differences: [] });
  });

  it("names the field, both values and the distance", () => {
    const { differences } = compareJson(
      { data: { ndarray: [[1, 2]] } },
      { data: { ndarray: [[1, 2 + 2 ** -51]] } },
      OPTIONS,
    );
    expect(differences).toEqual([{ path: "data.ndarray[0][1]", here: "2", there: "2.0000000000000004", ulps: 1 }]);
  });

  it("allows the distance that is asked for, and says what it was", () => {
    const verdict = compareJson([1], [1 + 2 ** -51], { ...OPTIONS, ulps: 2 });
    expect(verdict).toMatchObject({ maxUlps: 2, differences: [] });
  });

  it("measures FP32 tensors as float32", () => {
    const answer = (value: number) => ({ outputs: [{ name: "y", datatype: "FP32", shape: [1], data: [value] }] });
    expect(compareJson(answer(0.1), answer(Math.fround(0.1)), OPTIONS)).toMatchObject({ maxUlps: 0, differences: [] });
  });

  it.each([
    [{ a: [1] }, { a: [1, 2] }, "a"],
    [{ a: "x" }, { a: 1 }, "a"],
    [{ a: 1 }, {}, "a"],
    [[{ b: true }], [{ b: false }], "[0].b"],
    [9007199254740993n, 9007199254740992, "answer"],
  ])("tells %o from %o", (here, there, path) => {
    expect(compareJson(here, there, OPTIONS).differences[0]?.path).toBe(path);
  });

  it("keeps no more differences than asked for", () => {
    const { differences } = compareJson([1, 2, 3], [4, 5, 6], { ...OPTIONS, limit: 2 });
    expect(differences).toHaveLength(2);
  });
});
