import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeFeedback } from "../../../runtime/codecs/seldon-json/decode.ts";
import { isPromise } from "../../../runtime/eventually.ts";
import type { Feedback } from "../../../runtime/message/feedback.ts";
import { textMessage } from "../../../runtime/message/message.ts";
import type { Message } from "../../../runtime/message/message.ts";
import { readBranch } from "../../../runtime/message/branch.ts";
import { createEpsilonGreedy, createThompsonSampling } from "../../../runtime/units/bandit/bandit.ts";
import { naturalLog, sampleBeta, seededUniform } from "../../../runtime/units/bandit/random.ts";
import type { UnitFactory } from "../../../runtime/units/factory.ts";
import type { Unit, UnitContext } from "../../../runtime/units/unit.ts";
import { createTestHost } from "../../support/host.ts";
import { newRun, parameter } from "../../support/manifests.ts";

const CONTEXT: UnitContext = newRun();

function make(factory: UnitFactory, childCount: number, parameters: Readonly<Record<string, string>> = {}): Unit {
  const typed = Object.entries(parameters).map(([name, value]) =>
    parameter(name, value, value.includes(".") ? "FLOAT" : "INT"),
  );
  const spec = {
    name: "r",
    implementation: "BANDIT",
    modelUri: undefined,
    parameters: typed,
    childCount,
    image: undefined,
  };
  return factory(spec, createTestHost()) as Unit;
}

function route(unit: Unit, childCount: number): number {
  const answer = unit.route!(textMessage("x"), CONTEXT);
  if (isPromise(answer)) throw new Error("Expected an answer at once");
  return readBranch(answer, childCount);
}

function feedback(branch: unknown, reward: unknown, rows = 1): Feedback {
  const ndarray = Array.from({ length: rows }, () => [0]);
  return decodeFeedback(
    JSON.stringify({ request: { data: { ndarray } }, response: { meta: { routing: { r: branch } } }, reward }),
  );
}

function reward(unit: Unit, branch: unknown, amount: unknown, rows = 1): Message {
  return unit.sendFeedback!(feedback(branch, amount, rows), CONTEXT) as Message;
}

/** Plays `rounds` against arms that succeed with the given probabilities; the share each arm got of the last half. */
function play(unit: Unit, chances: readonly number[], rounds: number, seed: number): readonly number[] {
  const world = seededUniform(seed);
  const counts = chances.map(() => 0);
  for (let round = 0; round < rounds; round++) {
    const arm = route(unit, chances.length);
    if (round >= rounds / 2) counts[arm]!++;
    reward(unit, arm, world() < chances[arm]! ? 1 : 0);
  }
  return counts.map((count) => count / (rounds / 2));
}

const BOTH = [
  ["EPSILON_GREEDY", createEpsilonGreedy],
  ["THOMPSON_SAMPLING", createThompsonSampling],
] as const;

describe.each(BOTH)("%s", (name, factory) => {
  test.each([1, 2, 3, 4, 5])("finds the better of two children (seed %s)", (seed) => {
    const shares = play(make(factory, 2, { seed: String(seed) }), [0.3, 0.7], 4000, seed);
    expect(shares[1]).toBeGreaterThan(0.8);
  });

  test("finds the best of five children", () => {
    const shares = play(make(factory, 5, { seed: "9" }), [0.1, 0.2, 0.8, 0.3, 0.1], 6000, 9);
    expect(shares[2]).toBeGreaterThan(0.75);
  });

  test("draws the same with the same seed", () => {
    const draw = (seed: string): number[] => {
      const unit = make(factory, 3, { seed });
      return Array.from({ length: 100 }, () => route(unit, 3));
    };
    expect(draw("42")).toEqual(draw("42"));
    expect(draw("0")).toEqual(draw("0"));
  });

  test("always answers a child, whatever it was told", () => {
    const told = fc.array(
      fc.record({
        branch: fc.nat(2),
        amount: fc.double({ noNaN: true, noDefaultInfinity: true }),
        rows: fc.integer({ min: 1, max: 50 }),
      }),
    );
    fc.assert(
      fc.property(told, (list) => {
        const unit = make(factory, 3, { seed: "1" });
        for (const { branch, amount, rows } of list) reward(unit, branch, amount, rows);
        for (let i = 0; i < 10; i++) expect([0, 1, 2]).toContain(route(unit, 3));
      }),
      { numRuns: 200 },
    );
  });

  test("serves a single child", () => {
    const unit = make(factory, 1, { seed: "1" });
    for (let i = 0; i < 20; i++) expect(route(unit, 1)).toBe(0);
  });

  test("answers a feedback with an empty array and the request's puid", () => {
    expect(reward(make(factory, 2), 1, 1)).toMatchObject({ data: { tensors: [{ shape: [0] }] }, encoding: "ndarray" });
  });

  test.each([
    ["no route", {}, "response.meta.routing.r: expected the child that was taken (0 to 1), got nothing"],
    ["all children", { r: -1 }, "got -1"],
    ["a child too many", { r: 2 }, "got 2"],
    ["the route of another router", { other: 1 }, "got nothing"],
  ])("refuses a feedback with %s", (_, routing, expected) => {
    const given = decodeFeedback(JSON.stringify({ response: { meta: { routing } }, reward: 1 }));
    expect(() => make(factory, 2).sendFeedback!(given, CONTEXT)).toThrow(expected);
    expect(() => make(factory, 2).sendFeedback!({ ...given, response: undefined }, CONTEXT)).toThrow("got nothing");
  });

  test("is not poisoned by a reward of NaN or by infinite ones", () => {
    const unit = make(factory, 2, { seed: "3" });
    expect(() => unit.sendFeedback!({ ...feedback(0, 1), reward: NaN }, CONTEXT)).toThrow(
      "reward: expected a number, got NaN",
    );
    void unit.sendFeedback!({ ...feedback(0, 1), reward: Infinity }, CONTEXT);
    void unit.sendFeedback!({ ...feedback(1, 1), reward: -Infinity }, CONTEXT);
    expect(unit.exportState!()).toEqual({ tries: [1, 1], successes: [1, 0] });
    for (let i = 0; i < 50; i++) expect([0, 1]).toContain(route(unit, 2));
  });

  test.each([
    [0, 4, 0],
    [1, 4, 4],
    [0.5, 4, 2],
    [0.3, 4, 1],
    [-1, 4, 0],
    [7, 4, 4],
  ])("counts a reward of %s for %s rows as %s successes", (amount, rows, successes) => {
    const unit = make(factory, 2);
    reward(unit, 1, amount, rows);
    expect(unit.exportState!()).toEqual({ tries: [0, rows], successes: [0, successes] });
  });

  test("merges what copies learned by adding", () => {
    const [one, other] = [make(factory, 2), make(factory, 2)];
    reward(one, 0, 1, 3);
    reward(other, 0, 0, 2);
    reward(other, 1, 1, 1);
    one.mergeState!(other.exportState!());
    expect(one.exportState!()).toEqual({ tries: [5, 1], successes: [3, 1] });
  });

  test.each([
    ["nothing", null],
    ["text", "x"],
    ["another number of children", { tries: [1], successes: [1] }],
    ["negative counts", { tries: [1, -1], successes: [0, 0] }],
    ["NaN", { tries: [1, NaN], successes: [0, 0] }],
    ["infinite counts", { tries: [1, Infinity], successes: [0, Infinity] }],
    ["text for counts", { tries: ["1", "1"], successes: [0, 0] }],
    ["more successes than tries", { tries: [1, 1], successes: [2, 0] }],
  ])("refuses to merge %s", (_, state) => {
    const unit = make(factory, 2);
    expect(() => unit.mergeState!(state)).toThrow("Router state");
    expect(unit.exportState!()).toEqual({ tries: [0, 0], successes: [0, 0] });
  });

  test.each([
    [{ n_branches: "3" }, 'Parameter "n_branches": the router has 2 children, got 3'],
    [{ n_branches: "0" }, 'Parameter "n_branches": expected a number from 1 to 1000'],
    [{ seed: "1e300.0" }, "seed"],
    ...(name === "EPSILON_GREEDY"
      ? [
          [{ epsilon: "1.5" }, 'Parameter "epsilon": expected a number from 0 to 1'] as const,
          [{ epsilon: "-0.1" }, 'Parameter "epsilon"'] as const,
          [{ best_branch: "2" }, 'Parameter "best_branch": expected a number from 0 to 1'] as const,
          [{ best_branch: "0.5" }, 'Parameter "best_branch": expected a whole number, got 0.5'] as const,
        ]
      : []),
  ] as const)("refuses the parameters %j", (parameters, expected) => {
    expect(() => make(factory, 2, parameters)).toThrow(expected);
  });
});

describe("EPSILON_GREEDY", () => {
  test("prefers best_branch until it knows better, also 0", () => {
    for (const best of [0, 1, 2]) {
      const unit = make(createEpsilonGreedy, 3, { epsilon: "0.0", best_branch: String(best), seed: "1" });
      expect(route(unit, 3)).toBe(best);
    }
  });

  test("explores the other children with the probability epsilon", () => {
    const unit = make(createEpsilonGreedy, 3, { epsilon: "0.3", best_branch: "1", seed: "5" });
    const counts = [0, 0, 0];
    for (let i = 0; i < 10_000; i++) counts[route(unit, 3)]!++;
    // Five standard deviations of a binomial of 10,000 and 0.7, and of 0.15.
    expect(Math.abs(counts[1]! - 7000)).toBeLessThan(230);
    expect(Math.abs(counts[0]! - 1500)).toBeLessThan(180);
  });
});

describe("naturalLog()", () => {
  test("agrees with Math.log to 1e-15 relative", () => {
    fc.assert(
      fc.property(fc.double({ min: Number.MIN_VALUE, max: 1.7e308, noNaN: true }), (value) => {
        const expected = Math.log(value);
        // At 1 the logarithm is 0: there the absolute error counts.
        expect(Math.abs(naturalLog(value) - expected)).toBeLessThanOrEqual(
          1e-15 * Math.max(Math.abs(expected), 1e-300),
        );
      }),
      { numRuns: 5000 },
    );
    const near = fc.double({ min: 0.5, max: 2, noNaN: true });
    fc.assert(
      fc.property(near, (value) => {
        const expected = Math.log(value);
        expect(Math.abs(naturalLog(value) - expected)).toBeLessThanOrEqual(1e-15 * Math.abs(expected));
      }),
      { numRuns: 5000 },
    );
  });

  test("is 0 at 1", () => {
    expect(naturalLog(1)).toBe(0);
  });
});

describe("sampleBeta()", () => {
  test.each([
    [1, 1],
    [2, 5],
    [30, 10],
    [1, 500],
  ])("has the mean and variance of Beta(%s, %s)", (a, b) => {
    const uniform = seededUniform(11);
    const draws = Array.from({ length: 20_000 }, () => sampleBeta(a, b, uniform));
    const mean = draws.reduce((sum, draw) => sum + draw, 0) / draws.length;
    const variance = draws.reduce((sum, draw) => sum + (draw - mean) ** 2, 0) / draws.length;
    const expected = (a * b) / ((a + b) ** 2 * (a + b + 1));
    // Five standard errors of the mean; a tenth of the variance.
    expect(Math.abs(mean - a / (a + b))).toBeLessThan(5 * Math.sqrt(expected / draws.length));
    expect(Math.abs(variance - expected)).toBeLessThan(expected / 10);
    expect(draws.every((draw) => draw >= 0 && draw <= 1)).toBe(true);
  });
});

describe("seededUniform()", () => {
  test("fills [0, 1) evenly and repeats itself", () => {
    const uniform = seededUniform(123);
    const bins = Array.from({ length: 10 }, () => 0);
    for (let i = 0; i < 100_000; i++) bins[Math.floor(uniform() * 10)]!++;
    for (const count of bins) expect(Math.abs(count - 10_000)).toBeLessThan(500);
    expect(seededUniform(-1)()).toBe(seededUniform(2 ** 32 - 1)());
  });
});
