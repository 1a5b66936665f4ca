import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { RouteMemory } from "../../runtime/deployment/route-memory.ts";
import { isSameRoute, joinRoutes, readRoute, writeRoute } from "../../runtime/deployment/taken-route.ts";
import type { RecalledRoute, TakenRoute } from "../../runtime/deployment/taken-route.ts";

const route: fc.Arbitrary<TakenRoute> = fc.record({
  predictor: fc.string(),
  routing: fc.dictionary(fc.string(), fc.integer({ min: -2, max: 5 }), { maxKeys: 3 }),
  rows: fc.integer({ min: 1, max: 3 }),
});

describe("RouteMemory", () => {
  test("knows the last answers, and all that went the same way", () => {
    const answers = fc.array(fc.tuple(fc.nat(12), fc.constantFrom(0, 1)), { maxLength: 60 });
    fc.assert(
      fc.property(answers, fc.integer({ min: 1, max: 8 }), (list, limit) => {
        const memory = new RouteMemory(limit);
        list.forEach(([puid, branch], at) => {
          memory.add(`p${puid}`, { predictor: "p", routing: { r: branch }, rows: 1 });
          const last = list.slice(Math.max(0, at + 1 - limit), at + 1);
          for (const [known] of last) {
            const ways = new Set(last.filter(([other]) => other === known).map(([, way]) => way));
            const found = memory.get(`p${known}`);
            expect(found).toBeDefined();
            if (ways.size > 1) expect(found).toBe("several");
          }
        });
        expect([...memory.entries()].length).toBeLessThanOrEqual(2 * limit);
      }),
    );
  });

  test("holds no more branches of large graphs, nor puids of any length", () => {
    const memory = new RouteMemory(100);
    const routing = Object.fromEntries(Array.from({ length: 200 }, (_, index) => [`r${index}`, 0]));
    for (let i = 0; i < 1000; i++) memory.add(`p${i}`, { predictor: "p", routing, rows: 1 });
    expect([...memory.entries()].length).toBeLessThanOrEqual(4);
    memory.add("x".repeat(257), { predictor: "p", routing: {}, rows: 1 });
    expect(memory.get("x".repeat(257))).toBeUndefined();
  });
});

describe("a route as text", () => {
  test("is the same for the same route, and is read back", () => {
    fc.assert(
      fc.property(route, route, (one, other) => {
        const back = readRoute(JSON.parse(writeRoute(one)));
        expect(back).toEqual(one);
        const reversed = { ...one, routing: Object.fromEntries(Object.entries(one.routing).toReversed()) };
        expect(writeRoute(reversed)).toBe(writeRoute(one));
        expect(isSameRoute(one, other)).toBe(writeRoute(one) === writeRoute(other));
        expect(isSameRoute(one, other)).toBe(isSameRoute(other, one));
      }),
    );
  });

  test.each([
    null,
    1,
    "x",
    {},
    [],
    ["p", 0, []],
    ["p", 1.5, []],
    ["p", 1],
    ["p", 1, [["r"]]],
    ["p", 1, [["r", "0"]]],
    [1, 1, []],
  ])("is not read from %j", (parsed) => expect(readRoute(parsed)).toBeUndefined());

  test("is joined with what else is known", () => {
    const one: TakenRoute = { predictor: "p", routing: {}, rows: 1 };
    const cases: readonly (readonly [RecalledRoute, RecalledRoute, RecalledRoute])[] = [
      [undefined, undefined, undefined],
      [one, undefined, one],
      [undefined, one, one],
      [one, { ...one }, one],
      [one, { ...one, rows: 2 }, "several"],
      ["several", one, "several"],
      ["several", undefined, "several"],
    ];
    for (const [known, other, expected] of cases) expect(joinRoutes(known, other)).toEqual(expected);
  });
});
