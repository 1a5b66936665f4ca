import { afterEach, describe, expect, test } from "vitest";
import { decodeFeedback } from "../../runtime/codecs/seldon-json/decode.ts";
import { createMemoryState } from "../../runtime/deployment/memory-state.ts";
import type { StateStore } from "../../runtime/deployment/state-store.ts";
import { InferenceError } from "../../runtime/errors.ts";
import type { Message } from "../../runtime/message/message.ts";
import { createRuntimeOn } from "../../runtime/runtime.ts";
import type { Runtime, RuntimeOptions } from "../../runtime/runtime.ts";
import { createTestHost } from "../support/host.ts";
import type { TestHost } from "../support/host.ts";
import { deferred, deploymentOf, failureOf, sleep } from "../support/manifests.ts";

const opened: Runtime[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((runtime) => runtime.close()));
});

async function open(
  predictors: readonly object[],
  options: RuntimeOptions,
  host: TestHost = createTestHost(),
): Promise<Runtime> {
  const runtime = await createRuntimeOn(host, deploymentOf(predictors), options);
  opened.push(runtime);
  return runtime;
}

const predictor = (name: string, parts: object = {}): object => ({
  name,
  graph: { name: `${name}-model`, type: "MODEL" },
  ...parts,
});

describe("DataPlane.predict()", () => {
  test("shares requests by traffic", async () => {
    const counts: Record<string, number> = {};
    const counting = (name: string) => ({ predict: () => ((counts[name] = (counts[name] ?? 0) + 1), name) });
    const runtime = await open(
      [predictor("a", { traffic: 70 }), predictor("b", { traffic: 30 }), predictor("none", { traffic: 0 })],
      { units: { "a-model": counting("a"), "b-model": counting("b"), "none-model": counting("none") } },
    );
    for (let i = 0; i < 10_000; i++) await runtime.predict("x");
    // Five standard deviations of a binomial of 10,000 and 0.7.
    expect(Math.abs(counts["a"]! - 7000)).toBeLessThan(230);
    expect(counts["a"]! + counts["b"]!).toBe(10_000);
    expect(counts["none"]).toBeUndefined();
  });

  test("serves the predictor that is asked for alone", async () => {
    const units = { "a-model": { predict: () => "a" }, "b-model": { predict: () => "b" } };
    const runtime = await open([predictor("a", { traffic: 100 }), predictor("b", { shadow: true })], {
      units,
      predictor: "b",
    });
    expect((await runtime.predict("x")).data).toEqual({ kind: "text", text: "b" });
    const error = await failureOf(() => open([predictor("a")], { units, predictor: "z" }));
    expect(error.message).toContain('no predictor is named "z"; there are a');
  });

  test("finds bindings by predictor and name before name alone", async () => {
    const same = (name: string): object => ({ name, traffic: 50, graph: { name: "m" } });
    const runtime = await open([same("a"), same("b")], {
      units: { m: { predict: () => "any" }, "b/m": { predict: () => "b" } },
    });
    const texts = new Set<unknown>();
    for (let i = 0; i < 50; i++) texts.add((await runtime.predict("x")).data);
    expect([...texts]).toEqual(
      expect.arrayContaining([
        { kind: "text", text: "any" },
        { kind: "text", text: "b" },
      ]),
    );
  });

  test("refuses requests beyond the limit, and takes them again", async () => {
    const gate = deferred<string>();
    const runtime = await open([predictor("a")], {
      units: { "a-model": { predict: () => gate.promise } },
      maxConcurrent: 2,
    });
    const running = [runtime.predict("1"), runtime.predict("2")];
    const refused = await failureOf(() => runtime.predict("3"));
    expect(refused).toMatchObject({ code: "RESOURCE_EXHAUSTED", httpStatus: 503 });
    expect(refused.message).toBe("Too many requests in progress; the limit is 2");
    expect(await failureOf(() => runtime.feedback(decodeFeedback("{}")))).toMatchObject({ code: "RESOURCE_EXHAUSTED" });
    gate.resolve("done");
    await Promise.all(running);
    await runtime.predict("4");
  });

  test("forgets failed requests", async () => {
    const failing = {
      predict: (text: string) => {
        if (text === "sync") throw new Error("no");
        return Promise.reject(new Error("no"));
      },
    };
    const runtime = await open([predictor("a")], { units: { "a-model": failing }, maxConcurrent: 1 });
    for (let i = 0; i < 5; i++) {
      for (const text of ["sync", "async"])
        expect((await failureOf(() => runtime.predict(text))).message).toContain("no");
    }
    expect(runtime.plane.generation.running).toBe(0);
  });

  test("takes its identity from the caller, the message or a new one", async () => {
    const runtime = await open([predictor("a")], { units: { "a-model": { predict: (X: unknown) => X } } });
    expect((await runtime.predict("x", { puid: "mine" })).meta.puid).toBe("mine");
    const { textMessage } = await import("../../runtime/message/message.ts");
    const { EMPTY_META } = await import("../../runtime/message/meta.ts");
    expect((await runtime.predict(textMessage("x", { ...EMPTY_META, puid: "own" }))).meta.puid).toBe("own");
    expect((await runtime.predict("x")).meta.puid).toMatch(/^0{8}-/);
  });
});

describe("a shadow predictor", () => {
  const both = (shadow: object): object[] => [predictor("live"), predictor("dark", { shadow: true, ...shadow })];
  const live = { predict: () => "live" };

  test("gets copies and never answers", async () => {
    const seen: unknown[] = [];
    const runtime = await open(both({}), {
      units: { "live-model": live, "dark-model": { predict: (X: unknown) => (seen.push(X), "dark") } },
    });
    for (const text of ["1", "2", "3"])
      expect((await runtime.predict(text)).data).toEqual({ kind: "text", text: "live" });
    await sleep(10);
    expect(seen).toEqual(["1", "2", "3"]);
  });

  test("gets its share of the traffic", async () => {
    let seen = 0;
    const runtime = await open(both({ traffic: 20 }), {
      units: { "live-model": live, "dark-model": { predict: () => ++seen && "dark" } },
    });
    for (let i = 0; i < 2000; i++) {
      await runtime.predict("x");
      if (i % 20 === 0) await sleep(0);
    }
    await sleep(10);
    // Five standard deviations of a binomial of 2,000 and 0.2.
    expect(Math.abs(seen + runtime.plane.shadowsDropped - 400)).toBeLessThan(90);
  });

  test("does not delay, fail or refuse what clients ask", async () => {
    const gate = deferred<string>();
    const units = { "live-model": live, "dark-model": { predict: () => gate.promise } };
    const host = createTestHost();
    const runtime = await open(both({}), { units, maxConcurrent: 2 }, host);
    const started = performance.now();
    for (let i = 0; i < 200; i++) expect((await runtime.predict("x")).data).toEqual({ kind: "text", text: "live" });
    await sleep(5);
    for (let i = 0; i < 10; i++) await runtime.predict("x");
    expect(performance.now() - started).toBeLessThan(2000);
    expect(runtime.plane.shadowsDropped).toBeGreaterThan(100);
    gate.reject(new Error("dark side"));
    await sleep(5);
    expect(host.lines.filter(({ message }) => message === "shadow predictor failed")).toHaveLength(64);
  });
});

describe("DataPlane.feedback()", () => {
  const told: string[] = [];
  afterEach(() => void told.splice(0));

  // A unit of each predictor under one name, as a canary has it.
  const learner = (name: string, identity: string): object => ({
    kind: "built-in",
    identity,
    predict: (message: unknown) => message,
    sendFeedback: () => void told.push(name),
  });
  const canary = (identities: readonly string[] = ["model", "model"], state?: StateStore): Promise<Runtime> => {
    const graph = { name: "m", type: "MODEL" };
    const units = { "main/m": learner("main", identities[0]!), "canary/m": learner("canary", identities[1]!) };
    const predictors = [
      { name: "main", traffic: 50, graph },
      { name: "canary", traffic: 50, graph },
    ];
    return open(predictors, { units, ...(state && { state }) });
  };
  const reward = (meta: object): ReturnType<typeof decodeFeedback> =>
    decodeFeedback(JSON.stringify({ response: { meta }, reward: 1 }));

  test("rewards the predictor that answered, by its units' names", async () => {
    const units = { "a-model": learner("a", "x"), "b-model": learner("b", "x") };
    const runtime = await open([predictor("a", { traffic: 50 }), predictor("b", { traffic: 50 })], { units });
    for (let i = 0; i < 20; i++) {
      await runtime.feedback(reward({ requestPath: { "b-model": "old" } }));
      await runtime.feedback(reward({ routing: { "a-model": -1 } }));
    }
    expect(told.filter((name) => name === "a")).toHaveLength(20);
    expect(told.filter((name) => name === "b")).toHaveLength(20);
  });

  test("tells a canary by what answered", async () => {
    const runtime = await canary(["model:1", "model:2"]);
    for (let i = 0; i < 10; i++) await runtime.feedback(reward({ requestPath: { m: "model:2" } }));
    await runtime.feedback(reward({ requestPath: { m: "model:1" } }));
    expect(told).toEqual([...Array.from({ length: 10 }, () => "canary"), "main"]);
  });

  test("tells a canary of the same model by the puid of its answer", async () => {
    const runtime = await canary();
    const seen: string[] = [];
    const { live } = runtime.plane.generation;
    for (const { name, plan } of live) {
      const { execute } = plan;
      Object.assign(plan, { execute: (...args: Parameters<typeof execute>) => (seen.push(name), execute(...args)) });
    }
    const answers: Message[] = [];
    for (let i = 0; i < 20; i++) answers.push(await runtime.predict("x"));
    for (const { meta } of answers) await runtime.feedback(reward({ ...meta }));
    expect(told).toEqual(seen);
    expect(new Set(seen).size).toBe(2);
  });

  test.each<[string, object, string]>([
    ["without an answer", {}, "to tell which predictor of main, canary gave it, got none"],
    ["of an unknown puid", { puid: "who" }, 'to tell which predictor of main, canary gave it, got "who"'],
    ["of no predictor's units", { requestPath: { z: "x" } }, "an answer of main, canary, got units z"],
  ])("refuses one %s rather than draw", async (_, meta, text) => {
    const runtime = await canary();
    const error = await failureOf(() => runtime.feedback(reward(meta)));
    expect(error).toMatchObject({ code: "INVALID_ARGUMENT", httpStatus: 400 });
    expect(error.message).toContain(text);
    expect(told).toEqual([]);
  });

  test("refuses a puid that both answered, and one of long ago", async () => {
    const runtime = await canary(undefined, createMemoryState(100));
    const { meta } = await runtime.predict("x");
    for (let i = 0; i < 20; i++) await runtime.predict("x", { puid: "same" });
    expect(await failureOf(() => runtime.feedback(reward({ puid: "same" })))).toMatchObject({
      code: "INVALID_ARGUMENT",
    });
    await runtime.feedback(reward({ puid: meta.puid }));
    for (let i = 0; i < 200; i++) await runtime.predict("x");
    const old = await failureOf(() => runtime.feedback(reward({ puid: meta.puid })));
    expect(old.message).toContain("one of the last 100 answers");
    expect(told).toHaveLength(1);
  });

  test("goes to the one predictor that clients see, whatever it says", async () => {
    const units = { "a-model": learner("a", "x"), "b-model": learner("b", "x") };
    const runtime = await open([predictor("a"), predictor("b", { shadow: true })], { units });
    await runtime.feedback(reward({ requestPath: { "b-model": "x" } }));
    await runtime.feedback(decodeFeedback('{"reward":1}'));
    expect(told).toEqual(["a", "a"]);
  });
});

describe("DataPlane.close()", () => {
  test("refuses whatever comes later", async () => {
    const runtime = await open([predictor("a")], { units: { "a-model": { predict: () => "a" } } });
    await runtime.close();
    const closed = { code: "UNAVAILABLE", message: "The runtime is closed" };
    expect(await failureOf(() => runtime.predict("x"))).toMatchObject(closed);
    expect(await failureOf(() => runtime.feedback(decodeFeedback("{}")))).toMatchObject(closed);
    expect(await failureOf(() => runtime.metadata())).toMatchObject(closed);
    expect(await failureOf(() => runtime.ready())).toMatchObject(closed);
    expect(await failureOf(() => runtime.plane.unitHealth("a-model"))).toMatchObject(closed);
    expect(await failureOf(() => runtime.plane.unitMetadata("a-model"))).toMatchObject(closed);
  });

  test("refuses at once while it waits for what is running, and ends once", async () => {
    const gate = deferred<string>();
    let ended = 0;
    const onClose = async (): Promise<void> => void ended++;
    const runtime = await open([predictor("a")], { units: { "a-model": { predict: () => gate.promise } }, onClose });
    const running = runtime.predict("x");
    const closing = [runtime.close(), runtime.close()];
    expect(await failureOf(() => runtime.predict("y"))).toMatchObject({ code: "UNAVAILABLE" });
    gate.resolve("done");
    expect((await running).data).toEqual({ kind: "text", text: "done" });
    await Promise.all(closing);
    expect(ended).toBe(1);
  });
});

describe("DataPlane.ready()", () => {
  test("names the unit that is not ready", async () => {
    const unit = {
      kind: "built-in",
      identity: "x",
      predict: (message: unknown) => message,
      ready: () => Promise.reject(new Error("warming up")),
    };
    const runtime = await open([predictor("a")], { units: { "a-model": unit } });
    const error = await failureOf(() => runtime.ready());
    expect(error.message).toBe('Unit "a-model" is not ready: warming up');
    expect((error as InferenceError).code).toBe("UNAVAILABLE");
  });
});
