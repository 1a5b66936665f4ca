/**
 * Calls one unit: notes the way taken, keeps the deadlines, names the unit in errors and applies
 * its failure policy.
 * @module
 */
import { InferenceError } from "../errors.ts";
import { isPromise, toPromise } from "../eventually.ts";
import type { Message } from "../message/message.ts";
import { withMeta } from "../message/message.ts";
import { mergeMetas } from "../message/meta.ts";
import type { Answer, UnitContext } from "../units/unit.ts";
import type { BoundUnit } from "./bound-unit.ts";
import { UnitRun } from "./run.ts";
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
  const { name } = node;
  const isTimed = node.timeoutMs !== Infinity;
  const recover = createRecovery(node, fallback);
  const enter = (run: Run): void => {
    if (run.stopped !== undefined) throw run.stopped;
    if (run.deadlineMs !== Infinity && clock.now() >= run.deadlineMs) throw lateBefore(name);
  };
  // Beside the call, whose synchronous way must not pay for closures.
  const wait = (answer: Promise<Message>, input: Input, run: Run, context: Run | UnitRun): Promise<Message> =>
    waitFor(answer, node, run, context).then(
      (message) => (isMessage(message) ? message : recover(blame(notMessage(message), name), input, run)),
      (error: unknown) => recover(blame(error, name), input, run),
    );
  return (input, run) => {
    enter(run);
    try {
      const context = isTimed ? contextFor(node, run, clock) : run;
      const answer = invoke(input, context);
      if (isPromise(answer)) return wait(answer, input, run, context);
      if (isMessage(answer)) return answer;
      throw notMessage(answer);
    } catch (error) {
      return recover(blame(error, name), input, run);
    }
  };
}

/** The request as the unit sees it: the run itself unless the unit has a deadline of its own. */
export function contextFor(node: BoundUnit, run: Run, clock: PlanClock): Run | UnitRun {
  return node.timeoutMs === Infinity ? run : new UnitRun(run, clock.now() + node.timeoutMs);
}

/**
 * Waits for what a unit will answer, until its own deadline if it has one. The unit counts as at
 * work until it settles by itself.
 */
export function waitFor<T>(answer: PromiseLike<T>, node: BoundUnit, run: Run, context: Run | UnitRun): Promise<T> {
  const work = run.track(node.name, toPromise(answer));
  return context instanceof UnitRun ? withTimeout(work, node, context) : work;
}

/**
 * The answer if it is a message.
 * @throws InferenceError INTERNAL saying what came instead.
 */
export function checkAnswer(answer: Message): Message {
  if (isMessage(answer)) return answer;
  throw notMessage(answer);
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

function withTimeout<T>(work: Promise<T>, { name, timeoutMs }: BoundUnit, context: UnitRun): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      const late = new InferenceError("DEADLINE_EXCEEDED", `no answer within ${timeoutMs} ms`).at(name);
      reject(late);
      context.stop(late);
    }, timeoutMs);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

// Of what people write; the kinds of data and the names of tensors are not looked into.
function isMessage(answer: Message): boolean {
  return answer?.data?.kind !== undefined && Array.isArray(answer.names) && typeof answer.meta === "object";
}

function notMessage(answer: unknown): InferenceError {
  const got = nameType(answer);
  return new InferenceError("INTERNAL", `Expected a Message of data, names, encoding and meta, got ${got}`);
}

function nameType(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (Array.isArray(value)) return "an array";
  return typeof value === "object" ? "an object without them" : `a ${typeof value}`;
}

function lateBefore(name: string): InferenceError {
  return new InferenceError("DEADLINE_EXCEEDED", "The deadline of the graph passed before it was called").at(name);
}
