import { describe, expect, it } from "vitest";
import { compareWays } from "../../../runtime/cli/compare/ways.ts";

describe("compareWays()", () => {
  it("names the router and both of its branches", () => {
    const here = { meta: { routing: { ab: 0, a: -1 }, requestPath: { ab: "x", a: "y" } } };
    const there = { meta: { routing: { ab: 1 }, requestPath: { ab: "image:1", a: "image:2" } } };
    expect(compareWays(here, there)).toEqual([{ unit: "ab", here: "branch 0", there: "branch 1" }]);
  });

  it("names the units that one side alone has asked", () => {
    const here = { meta: { requestPath: { a: "x", b: "y" } } };
    const there = { meta: { requestPath: { a: "x", c: "y" } } };
    expect(compareWays(here, there)).toEqual([
      { unit: "b", here: "asked", there: "not asked" },
      { unit: "c", here: "not asked", there: "asked" },
    ]);
  });

  it.each<[string, unknown, unknown]>([
    ["images that are named otherwise", { requestPath: { a: "x" } }, { requestPath: { a: "y" } }],
    ["a side that says nothing", { routing: { ab: 1 }, requestPath: { ab: "x" } }, {}],
    ["an empty routing", { routing: { ab: 1 } }, { routing: {} }],
    ["a unit without a branch", { routing: { ab: 1, a: -1 } }, { routing: { ab: 1 } }],
  ])("finds no other way in %s", (_, here, there) => {
    expect(compareWays({ meta: here as never }, { meta: there as never })).toEqual([]);
  });

  it.each([null, [], "text", { meta: 7 }, { meta: { routing: [1] } }])("takes %j for silence", (answer) => {
    expect(compareWays(answer, { meta: { routing: { ab: 1 } } })).toEqual([]);
  });

  it("is no prototype's fool, and bounds what it finds", () => {
    const units = Object.fromEntries(Array.from({ length: 50 }, (_, at) => [`u${at}`, 0]));
    const odd = { meta: { routing: { constructor: 1, ...units } } };
    const found = compareWays(odd, { meta: { routing: { other: 0 } } });
    expect(found).toHaveLength(5);
    expect(found[0]).toEqual({ unit: "constructor", here: "branch 1", there: "no branch" });
  });
});
