import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { decodeFeedback, decodeMessage } from "../../runtime/codecs/seldon-json/decode.ts";
import type { Message } from "../../runtime/message/message.ts";
import type { Runtime } from "../../runtime/runtime.ts";
import type { UnitContext } from "../../runtime/units/unit.ts";
import { createTestHost } from "../support/host.ts";
import { deferred, failureOf, load } from "../support/manifests.ts";
import type { Node } from "../support/manifests.ts";

const DEADLINE = { name: "zerohop.deadline-ms", value: "20", type: "INT" } as const;
const TIMED: Node = { name: "m", parameters: [DEADLINE] };
const QUESTION = decodeMessage('{"strData":"x"}');

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A unit that answers what `predict` does, with the runtime's own contract. */
function unitOf(predict: (message: Message, context: UnitContext) => unknown, more: object = {}): object {
  return { kind: "built-in", identity: "test", predict, ...more };
}

/** Settles what was asked, and says how, without waiting for it. */
function outcomeOf(work: unknown): { error?: Error; done: boolean } {
  const outcome: { error?: Error; done: boolean } = { done: false };
  Promise.resolve(work).then(
    () => (outcome.done = true),
    (error: Error) => Object.assign(outcome, { error, done: true }),
  );
  return outcome;
}

async function closeSoon(runtime: Runtime): Promise<void> {
  const closed = runtime.close();
  await vi.advanceTimersByTimeAsync(5000);
  await closed;
}

describe("a unit with a deadline of its own", () => {
  test("sees its signal abort and its deadline, the sooner of two", async () => {
    let seen: UnitContext | undefined;
    const unit = unitOf((_, context) => {
      seen = context;
      void context.signal;
      return new Promise(() => {});
    });
    const options = { annotations: { "zerohop.io/deadline-ms": "1000" } };
    const { runtime, host } = await load(TIMED, { m: unit }, options);
    const began = host.now();
    const answer = outcomeOf(
      runtime.plane.predict(QUESTION, { puid: "p", headers: { get: () => "h", all: () => ({}) } }),
    );
    expect(seen!.deadlineMs - began).toBeCloseTo(20, 0);
    expect([seen!.puid, seen!.header("x"), seen!.headers()]).toEqual(["p", "h", {}]);
    await vi.advanceTimersByTimeAsync(19);
    expect([seen!.signal.aborted, answer.done]).toEqual([false, false]);
    await vi.advanceTimersByTimeAsync(2);
    expect(seen!.signal.aborted).toBe(true);
    expect(answer.error).toMatchObject({ code: "DEADLINE_EXCEEDED", message: 'Unit "m": no answer within 20 ms' });
    expect(seen!.signal.reason).toBe(answer.error);
    await closeSoon(runtime);
  });

  test("sees its signal abort when the client goes away, also when it asks late", async () => {
    const contexts: UnitContext[] = [];
    const unit = unitOf((_, context) => (contexts.push(context), new Promise(() => {})));
    const { runtime } = await load(TIMED, { m: unit });
    const client = new AbortController();
    const answer = outcomeOf(runtime.plane.predict(QUESTION, { signal: client.signal }));
    const other = outcomeOf(runtime.plane.predict(QUESTION, { signal: client.signal }));
    const early = contexts[0]!.signal;
    client.abort();
    await vi.advanceTimersByTimeAsync(0);
    expect([answer.error, other.error]).toMatchObject([{ code: "CANCELLED" }, { code: "CANCELLED" }]);
    expect([early.aborted, contexts[1]!.signal.aborted]).toEqual([true, true]);
    await closeSoon(runtime);
  });

  test("asks for its signal after its deadline and finds it aborted", async () => {
    let context!: UnitContext;
    const { runtime } = await load(TIMED, { m: unitOf((_, given) => ((context = given), new Promise(() => {}))) });
    const answer = outcomeOf(runtime.plane.predict(QUESTION));
    await vi.advanceTimersByTimeAsync(25);
    expect(answer.error).toMatchObject({ code: "DEADLINE_EXCEEDED" });
    expect(context.signal.aborted).toBe(true);
    await closeSoon(runtime);
  });

  test("bounds its feedback, too", async () => {
    const unit = unitOf(() => QUESTION, { sendFeedback: () => new Promise(() => {}) });
    const { runtime } = await load(TIMED, { m: unit });
    const answer = outcomeOf(runtime.feedback(decodeFeedback('{"reward":1}')));
    await vi.advanceTimersByTimeAsync(25);
    expect(answer.error).toMatchObject({ code: "DEADLINE_EXCEEDED", message: 'Unit "m": no answer within 20 ms' });
    await closeSoon(runtime);
  });
});

describe("a unit that works on although nobody waits", () => {
  test("keeps its place under the limit until it ends", async () => {
    const gates = [deferred<Message>(), deferred<Message>()];
    let calls = 0;
    const { runtime } = await load(
      TIMED,
      { m: unitOf(() => gates[calls++]?.promise ?? QUESTION) },
      { maxConcurrent: 2 },
    );
    const answers = [outcomeOf(runtime.plane.predict(QUESTION)), outcomeOf(runtime.plane.predict(QUESTION))];
    await vi.advanceTimersByTimeAsync(25);
    expect(answers.map(({ error }) => error)).toMatchObject([
      { code: "DEADLINE_EXCEEDED" },
      { code: "DEADLINE_EXCEEDED" },
    ]);
    expect(runtime.plane.running).toBe(2);
    expect(await failureOf(() => runtime.predict("x"))).toMatchObject({ code: "RESOURCE_EXHAUSTED" });
    expect(calls).toBe(2);
    gates[0]!.resolve(QUESTION);
    gates[1]!.reject(new Error("late"));
    await vi.advanceTimersByTimeAsync(0);
    expect([runtime.plane.running, runtime.plane.generation.running]).toEqual([0, 0]);
    await runtime.predict("x");
    await closeSoon(runtime);
  });

  test("keeps its generation open over a swap", async () => {
    const gate = deferred<Message>();
    let closed = 0;
    const implementations = {
      SLOW: () => unitOf(() => gate.promise, { close: () => void closed++ }) as never,
    };
    const graph: Node = { ...TIMED, implementation: "SLOW" };
    const { runtime } = await load(graph, {}, { implementations });
    const answer = outcomeOf(runtime.plane.predict(QUESTION));
    const swapped = outcomeOf(runtime.swap({ name: "main", graph }));
    await vi.advanceTimersByTimeAsync(1000);
    expect([answer.done, swapped.done, closed]).toEqual([true, false, 0]);
    gate.resolve(QUESTION);
    await vi.advanceTimersByTimeAsync(0);
    expect([swapped.done, closed]).toEqual([true, 1]);
    await closeSoon(runtime);
  });

  test("is written off with a warning after half a minute", async () => {
    const { runtime, host } = await load(TIMED, { m: unitOf(() => new Promise(() => {})) }, { maxConcurrent: 1 });
    outcomeOf(runtime.plane.predict(QUESTION, { puid: "lost" }));
    await vi.advanceTimersByTimeAsync(29_000);
    expect(runtime.plane.running).toBe(1);
    await vi.advanceTimersByTimeAsync(1500);
    expect(runtime.plane.running).toBe(0);
    expect(host.lines.find(({ level }) => level === "warn")?.fields).toEqual({ puid: "lost", units: ["m"] });
    await closeSoon(runtime);
  });

  test("counts also behind a sibling that failed at once, and behind a stand-in", async () => {
    const gate = deferred<Message>();
    const graph: Node = {
      name: "c",
      type: "COMBINER",
      children: [{ name: "a" }, { name: "b" }, { name: "d", parameters: [DEADLINE, ...SKIP] }],
    };
    const aggregate = (messages: readonly Message[]): Message => messages[0]!;
    let fails = true;
    const units = {
      c: { kind: "built-in", identity: "c", aggregate },
      a: unitOf(() => (fails ? gate.promise : QUESTION)),
      b: unitOf(() => {
        if (fails) throw new Error("boom");
        return QUESTION;
      }),
      d: unitOf(() => gate.promise),
    };
    const { runtime } = await load(graph, units);
    expect((await failureOf(() => runtime.plane.predict(QUESTION))).message).toBe('Unit "b": boom');
    expect(runtime.plane.running).toBe(1);
    fails = false;
    const answer = outcomeOf(runtime.plane.predict(QUESTION));
    await vi.advanceTimersByTimeAsync(25);
    expect([answer.done, answer.error, runtime.plane.running]).toEqual([true, undefined, 2]);
    gate.resolve(QUESTION);
    await vi.advanceTimersByTimeAsync(0);
    expect(runtime.plane.running).toBe(0);
    await closeSoon(runtime);
  });

  test("holds up close() for a second, not for ever", async () => {
    const { runtime } = await load(TIMED, { m: unitOf(() => new Promise(() => {})) });
    outcomeOf(runtime.plane.predict(QUESTION));
    await vi.advanceTimersByTimeAsync(25);
    const closed = outcomeOf(runtime.close());
    await vi.advanceTimersByTimeAsync(500);
    expect(closed.done).toBe(false);
    await vi.advanceTimersByTimeAsync(600);
    expect(closed).toEqual({ done: true });
  });
});

const SKIP = [{ name: "zerohop.on-error", value: "skip", type: "STRING" }] as const;

describe("RequestOptions", () => {
  test("deadlineMs ends a request when it is sooner than the graph's", async () => {
    const options = { annotations: { "zerohop.io/deadline-ms": "100" } };
    const { runtime } = await load({ name: "m" }, { m: unitOf(() => new Promise(() => {})) }, options);
    const sooner = outcomeOf(runtime.predict("x", { deadlineMs: 10 }));
    const later = outcomeOf(runtime.predict("x", { deadlineMs: 3_000_000_000 }));
    await vi.advanceTimersByTimeAsync(15);
    expect(sooner.error).toMatchObject({ code: "DEADLINE_EXCEEDED" });
    expect(later.done).toBe(false);
    await vi.advanceTimersByTimeAsync(90);
    expect(later.error).toMatchObject({ code: "DEADLINE_EXCEEDED" });
    await closeSoon(runtime);
  });

  test("deadlineMs reaches the units, far away or passed", async () => {
    const deadlines: number[] = [];
    const unit = unitOf(async (message, { deadlineMs }) => (deadlines.push(deadlineMs), message));
    const host = createTestHost({ now: () => 1000 });
    const { runtime } = await load({ name: "m" }, { m: unit }, {}, host);
    await runtime.predict("x", { deadlineMs: 50 });
    await runtime.predict("x", { deadlineMs: 3_000_000_000 });
    await runtime.predict("x");
    expect(deadlines).toEqual([1050, 3_000_001_000, Infinity]);
    for (const deadlineMs of [0, -1, Number.NaN]) {
      expect(await failureOf(() => runtime.predict("x", { deadlineMs }))).toMatchObject({ code: "DEADLINE_EXCEEDED" });
    }
    expect(deadlines).toHaveLength(3);
    await closeSoon(runtime);
  });

  test("signal that has aborted already calls no unit", async () => {
    let calls = 0;
    const { runtime } = await load({ name: "m" }, { m: unitOf((message) => (calls++, message)) });
    const signal = AbortSignal.abort();
    expect(await failureOf(() => runtime.predict("x", { signal }))).toMatchObject({
      code: "CANCELLED",
      httpStatus: 499,
    });
    const feedback = decodeFeedback('{"reward":1}');
    expect(await failureOf(() => runtime.feedback(feedback, { signal }))).toMatchObject({ code: "CANCELLED" });
    expect(calls).toBe(0);
    await closeSoon(runtime);
  });

  test("signal as a function is asked only by a request that waits", async () => {
    let asked = 0;
    const client = new AbortController();
    const signal = (): AbortSignal => (asked++, client.signal);
    const gate = deferred<Message>();
    let waits = false;
    const { runtime } = await load({ name: "m" }, { m: unitOf((message) => (waits ? gate.promise : message)) });
    await runtime.predict("x", { signal });
    expect(asked).toBe(0);
    waits = true;
    const answer = outcomeOf(runtime.predict("x", { signal }));
    expect(asked).toBe(1);
    client.abort();
    await vi.advanceTimersByTimeAsync(0);
    expect(answer.error).toMatchObject({ code: "CANCELLED", message: "The client went away" });
    const gone = outcomeOf(runtime.predict("x", { signal }));
    await vi.advanceTimersByTimeAsync(0);
    expect(gone.error).toMatchObject({ code: "CANCELLED" });
    gate.resolve(QUESTION);
    await closeSoon(runtime);
  });

  test("signal is let go of when the answer is there", async () => {
    const client = new AbortController();
    const added = vi.spyOn(client.signal, "addEventListener");
    const removed = vi.spyOn(client.signal, "removeEventListener");
    const { runtime } = await load({ name: "m" }, { m: unitOf(async (message) => message) });
    for (let i = 0; i < 3; i++) await runtime.predict("x", { signal: client.signal });
    expect([added.mock.calls.length, removed.mock.calls.length]).toEqual([3, 3]);
    await closeSoon(runtime);
  });

  test("signal that cannot be had fails the request and is off the books", async () => {
    const { runtime } = await load({ name: "m" }, { m: unitOf(async (message) => message) });
    const signal = (): AbortSignal => {
      throw new Error("no signal");
    };
    expect((await failureOf(() => runtime.predict("x", { signal }))).message).toContain("no signal");
    await vi.advanceTimersByTimeAsync(0);
    expect(runtime.plane.running).toBe(0);
    await closeSoon(runtime);
  });

  test("signal ends a feedback and lets close() go on", async () => {
    let seen: AbortSignal | undefined;
    const learn = (_: unknown, context: UnitContext): Promise<never> =>
      new Promise((_resolve, reject) => {
        seen = context.signal;
        seen.addEventListener("abort", () => reject(context.signal.reason));
      });
    const { runtime } = await load({ name: "m" }, { m: unitOf(() => QUESTION, { sendFeedback: learn }) });
    const client = new AbortController();
    const answer = outcomeOf(runtime.feedback(decodeFeedback('{"reward":1}'), { signal: () => client.signal }));
    const closed = outcomeOf(runtime.close());
    await vi.advanceTimersByTimeAsync(50);
    expect(closed.done).toBe(false);
    client.abort();
    await vi.advanceTimersByTimeAsync(0);
    expect(answer.error).toMatchObject({ code: "CANCELLED" });
    expect([seen!.aborted, closed.done]).toEqual([true, true]);
  });
});

describe("what a unit answers", () => {
  test.each<[string, unknown, string]>([
    ["nothing", undefined, "undefined"],
    ["null", null, "null"],
    ["a number", 5, "a number"],
    ["an array", [[1]], "an array"],
    ["an object", { data: [[1]] }, "an object without them"],
  ])("%s is the unit's fault, and counted once", async (_, value, got) => {
    for (const answer of [value, Promise.resolve(value)]) {
      const { runtime } = await load({ name: "m" }, { m: unitOf(() => answer) }, { maxConcurrent: 1 });
      for (let i = 0; i < 3; i++) {
        const error = await failureOf(() => runtime.plane.predict(QUESTION));
        expect(error).toMatchObject({ code: "INTERNAL", unit: "m" });
        expect(error.message).toBe(`Unit "m": Expected a Message of data, names, encoding and meta, got ${got}`);
        expect([runtime.plane.running, runtime.plane.generation.running]).toEqual([0, 0]);
      }
      await closeSoon(runtime);
    }
  });

  test("may stand behind a `then` that is no promise", async () => {
    const thenable = {
      // oxlint-disable-next-line unicorn/no-thenable
      then: (resolve: (message: Message) => void) => void setTimeout(() => resolve(QUESTION), 5),
    };
    const graph: Node = { name: "t", type: "TRANSFORMER", children: [{ name: "m", parameters: [DEADLINE] }] };
    const units = { t: { kind: "built-in", identity: "t", transformInput: () => thenable }, m: unitOf(() => thenable) };
    const { runtime } = await load(graph, units);
    const answer = outcomeOf(runtime.plane.predict(QUESTION));
    await vi.advanceTimersByTimeAsync(20);
    expect(answer).toEqual({ done: true });
    await closeSoon(runtime);
  });
});
