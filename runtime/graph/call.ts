/**
 * Calls one unit: notes the way taken, keeps the deadlines, names the unit in errors and applies
 * its failure policy.
 * @module
 */
import { InferenceError } from "../errors.ts";
import { isPromise } from "../eventually.ts";
import type { Message } from "../message/message.ts";
import { withMeta } from "../message/message.ts";
import { mergeMetas } from "../message/meta.ts";
import type { Answer, UnitContext } from "../units/unit.ts";
import type { BoundUnit } from "./bound-unit.ts";
import type { Run } from "./run.ts";

/** One call of a plan; sequences of them are walked in order. */
export type Step = (message: Message, run: Run) => Answer;

/** What a unit left out by its failure policy answers; the nearest combiner drops the branch. */
export const SKIPPED: Message = Object.freeze({
  data: { kind: "json" as const, value: null },
  names: [],
  encoding: "jsonData" as const,
  meta: { puid: "", tags: {}, metrics: [], requestPath: {}, routing: {} },
});

/** The monotonic clock and timers that deadlines need. */
export interface PlanClock {
  now(): number;
}

/**
 * Wraps a unit's verb for the plan.
 * @param invoke calls the verb
 * @param fallback what `skip` answers: the message itself for transformers, SKIPPED for models
 */
export function createCall<Input>(
  node: BoundUnit,
  invoke: (input: Input, context: UnitContext) => Answer,
  fallback: (input: Input) => Message,
  clock: PlanClock,
): (input: Input, run: Run) => Answer {
  const { name, timeoutMs } = node;
  const recover = createRecovery(node, fallback);
  const enter = (run: Run): void => {
    if (run.stopped !== undefined) throw run.stopped;
    if (run.deadlineMs !== Infinity && clock.now() > run.deadlineMs) throw lateBefore(name);
  };
  return (input, run) => {
    enter(run);
    try {
      const answer = invoke(input, run);
      if (!isPromise(answer)) return answer;
      const bounded = timeoutMs === Infinity ? answer : withTimeout(answer, timeoutMs, name);
      return bounded.catch((error: unknown) => recover(blame(error, name), input, run));
    } catch (error) {
      return recover(blame(error, name), input, run);
    }
  };
}

/** What a unit threw, with the unit's name in front of its message. */
export function blame(error: unknown, unit: string): InferenceError {
  return InferenceError.from(InferenceError.from(error), unit);
}

function createRecovery<Input>(node: BoundUnit, fallback: (input: Input) => Message) {
  const { onError } = node;
  return (error: InferenceError, input: Input, run: Run): Message => {
    if (onError.kind === "fail" || run.stopped !== undefined) throw error;
    if (onError.kind === "skip") return fallback(input);
    const asked = input as Message | readonly Message[];
    const meta = Array.isArray(asked)
      ? mergeMetas((asked as readonly Message[]).map((message) => message.meta))
      : (asked as Message).meta;
    return withMeta(onError.answer, meta);
  };
}

function withTimeout(answer: Promise<Message>, timeoutMs: number, name: string): Promise<Message> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      const text = `Unit "${name}": no answer within ${timeoutMs} ms`;
      reject(new InferenceError("DEADLINE_EXCEEDED", text, { unit: name }));
    }, timeoutMs);
    answer.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

function lateBefore(name: string): InferenceError {
  return new InferenceError("DEADLINE_EXCEEDED", `The deadline of the graph passed before unit "${name}" was called`);
}
