import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { addCounts } from "../../../../runtime/deployment/counts.ts";
import type { JsonValue } from "../../../../runtime/message/json-value.ts";
import { addFlat, flatten, unflatten } from "../../../../runtime/platform/node/state/flat-counts.ts";

/** Counts of one structure: a tree, and two fillings of it. */
const pair: fc.Arbitrary<readonly [JsonValue, JsonValue]> = fc.letrec<{
  readonly node: readonly [JsonValue, JsonValue];
}>((tie) => ({
  node: fc.oneof(
    { maxDepth: 4 },
    fc.tuple(fc.integer(), fc.integer()),
    fc
      .array(tie("node"), { minLength: 1, maxLength: 4 })
      .map((items) => [items.map(([a]) => a), items.map(([, b]) => b)] as const),
    fc.dictionary(fc.string(), tie("node"), { minKeys: 1, maxKeys: 4 }).map((object) => {
      const part = (index: 0 | 1): JsonValue =>
        Object.fromEntries(Object.entries(object).map(([key, both]) => [key, both[index]]));
      return [part(0), part(1)] as const;
    }),
  ),
})).node;

describe("flatten() and unflatten()", () => {
  test("give the same counts back, alone and added up", () => {
    fc.assert(
      fc.property(fc.string(), pair, (unit, [one, other]) => {
        expect(unflatten(flatten(unit, one)).get(unit)).toEqual(one);
        const sum = addFlat(flatten(unit, one), flatten(unit, other));
        expect(unflatten(sum).get(unit)).toEqual(addCounts(one, other));
      }),
    );
  });

  test("make no list longer than it may be, of whatever stands in a store", () => {
    const deep = JSON.stringify(["u", ...Array.from({ length: 200 }, () => 0)]);
    const fields = ['["u",9999999]', '["u",-1]', '["u",0.5]', '["u",null]', "[7]", "{", '"u"', deep];
    expect(unflatten(new Map(fields.map((field) => [field, 1]))).size).toBe(0);
  });
});

describe("addCounts()", () => {
  test("keeps what only one of them has", () => {
    expect(addCounts({ a: 1, b: [1, 2] }, { b: [1], c: 3 })).toEqual({ a: 1, b: [2, 2], c: 3 });
    expect(addCounts([1], [1, 2])).toEqual([2, 2]);
    expect(addCounts(JSON.parse('{"__proto__":1}') as JsonValue, { toString: 2 })).toEqual(
      JSON.parse('{"__proto__":1,"toString":2}'),
    );
    expect(addCounts("old", "new")).toBe("new");
  });
});
