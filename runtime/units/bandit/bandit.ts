/**
 * Routers that learn from feedback which child is best: epsilon-greedy and Thompson sampling.
 * @see contract section 12 "Shipped components"
 * @module
 */
import { InferenceError } from "../../errors.ts";
import { branchMessage } from "../../message/branch.ts";
import type { Feedback } from "../../message/feedback.ts";
import { EMPTY_TENSOR, tensorMessage } from "../../message/message.ts";
import { EMPTY_META } from "../../message/meta.ts";
import { rowsOf } from "../../message/rows.ts";
import type { UnitFactory, UnitSpec } from "../factory.ts";
import { userParameters } from "../parameters.ts";
import type { ParameterValue } from "../parameters.ts";
import type { Unit } from "../unit.ts";
import { Arms } from "./arms.ts";
import { sampleBeta, seededUniform } from "./random.ts";
import type { Uniform } from "./random.ts";

/** Chooses the child for the next request from what is known. */
type Policy = (arms: Arms, uniform: Uniform) => number;

/**
 * EPSILON_GREEDY: the best child, or with probability `epsilon` (0.1) one of the others. Further
 * parameters: `n_branches`, `best_branch` (the one preferred before anything is known), `seed`.
 */
export const createEpsilonGreedy: UnitFactory = (spec, host) => {
  const parameters = userParameters(spec.parameters);
  const epsilon = within(parameters, "epsilon", 0.1, 0, 1);
  const count = branchCount(parameters, spec);
  const favourite = parameters["best_branch"];
  let preferred = favourite === undefined ? undefined : within(parameters, "best_branch", 0, 0, count - 1);
  if (preferred !== undefined && !Number.isInteger(preferred)) {
    throw new TypeError(`Parameter "best_branch": expected a whole number, got ${preferred}`);
  }
  const policy: Policy = (arms, uniform) => {
    if (!arms.tries.some((tries) => tries > 0)) preferred ??= Math.floor(uniform() * count);
    else preferred = best(arms, uniform, preferred);
    if (count === 1 || uniform() > epsilon) return preferred;
    const other = Math.floor(uniform() * (count - 1));
    return other < preferred ? other : other + 1;
  };
  return createBandit(
    spec,
    new Arms(count),
    policy,
    uniformOf(parameters, () => host.random()),
  );
};

/** THOMPSON_SAMPLING: the child whose draw from its Beta(1,1) posterior is highest. */
export const createThompsonSampling: UnitFactory = (spec, host) => {
  const parameters = userParameters(spec.parameters);
  const policy: Policy = (arms, uniform) => {
    let chosen = 0;
    let highest = -1;
    for (let arm = 0; arm < arms.tries.length; arm++) {
      const failures = arms.tries[arm]! - arms.successes[arm]!;
      const draw = sampleBeta(1 + arms.successes[arm]!, 1 + failures, uniform);
      if (draw > highest) [chosen, highest] = [arm, draw];
    }
    return chosen;
  };
  return createBandit(
    spec,
    new Arms(branchCount(parameters, spec)),
    policy,
    uniformOf(parameters, () => host.random()),
  );
};

function createBandit(spec: UnitSpec, arms: Arms, policy: Policy, uniform: Uniform): Unit {
  const branches = Array.from(arms.tries, (_, arm) => branchMessage(arm));
  return {
    kind: "built-in",
    identity: spec.implementation,
    route: () => branches[policy(arms, uniform)]!,
    sendFeedback: (feedback) => {
      if (Number.isNaN(feedback.reward))
        throw new InferenceError("INVALID_ARGUMENT", "reward: expected a number, got NaN");
      arms.reward(rewardedArm(feedback, spec.name, arms.tries.length), feedback.reward, rowsIn(feedback));
      return tensorMessage([EMPTY_TENSOR], [], "ndarray", {
        ...EMPTY_META,
        puid: feedback.request?.meta.puid ?? "",
      });
    },
    exportState: () => arms.export(),
    mergeState: (state) => arms.merge(state),
    takeLearned: () => arms.takeLearned(),
  };
}

function rewardedArm(feedback: Feedback, name: string, count: number): number {
  const { routing } = feedback.response?.meta ?? EMPTY_META;
  const branch = Object.hasOwn(routing, name) ? routing[name] : undefined;
  if (branch !== undefined && branch >= 0 && branch < count) return branch;
  const path = `response.meta.routing.${name}`;
  const got = branch === undefined ? "nothing" : String(branch);
  throw new InferenceError(
    "INVALID_ARGUMENT",
    `${path}: expected the child that was taken (0 to ${count - 1}), got ${got}`,
  );
}

// What the feedback brings along counts before what is remembered; a reward is for one row at least.
function rowsIn({ request, rows = 1 }: Feedback): number {
  return Math.max(1, rowsOf(request) ?? rows);
}

// Ties go to the child preferred so far, so that nothing changes without a reason; else at random.
function best(arms: Arms, uniform: Uniform, preferred: number | undefined): number {
  const values = Array.from(arms.tries, (_, arm) => arms.value(arm));
  const highest = Math.max(...values);
  if (preferred !== undefined && values[preferred] === highest) return preferred;
  const winners = values.flatMap((value, arm) => (value === highest ? [arm] : []));
  return winners[Math.floor(uniform() * winners.length)]!;
}

function branchCount(parameters: Readonly<Record<string, ParameterValue>>, spec: UnitSpec): number {
  const count = within(parameters, "n_branches", spec.childCount, 1, 1000);
  if (count === spec.childCount) return count;
  throw new TypeError(`Parameter "n_branches": the router has ${spec.childCount} children, got ${count}`);
}

function uniformOf(parameters: Readonly<Record<string, ParameterValue>>, fallback: Uniform): Uniform {
  return parameters["seed"] === undefined
    ? fallback
    : seededUniform(within(parameters, "seed", 0, -(2 ** 53), 2 ** 53));
}

function within(
  parameters: Readonly<Record<string, ParameterValue>>,
  name: string,
  fallback: number,
  low: number,
  high: number,
): number {
  const value = parameters[name] ?? fallback;
  if (typeof value === "number" && value >= low && value <= high) return value;
  throw new TypeError(`Parameter "${name}": expected a number from ${low} to ${high}, got ${JSON.stringify(value)}`);
}
