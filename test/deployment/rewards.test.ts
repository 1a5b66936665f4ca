import { afterEach, describe, expect, test } from "vitest";
import { decodeFeedback } from "../../runtime/codecs/seldon-json/decode.ts";
import { createMemoryState } from "../../runtime/deployment/memory-state.ts";
import type { StateStore } from "../../runtime/deployment/state-store.ts";
import type { RecalledRoute, TakenRoute } from "../../runtime/deployment/taken-route.ts";
import { InferenceError } from "../../runtime/errors.ts";
import type { Feedback } from "../../runtime/message/feedback.ts";
import { createRuntimeOn } from "../../runtime/runtime.ts";
import type { Runtime } from "../../runtime/runtime.ts";
import { createTestHost } from "../support/host.ts";
import type { TestHost } from "../support/host.ts";
import { deferred, deployment, deploymentOf, failureOf, parameter, sleep } from "../support/manifests.ts";
import type { Node } from "../support/manifests.ts";

const opened: Runtime[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((runtime) => runtime.close()));
});

/** A store that shows what it is asked. */
interface Watched extends StateStore {
  readonly remembered: [string, TakenRoute][];
  readonly asked: string[];
}

function watched(recall?: (puid: string) => RecalledRoute | Promise<RecalledRoute>): Watched {
  const inner = createMemoryState();
  const remembered: [string, TakenRoute][] = [];
  const asked: string[] = [];
  return {
    ...inner,
    remembered,
    asked,
    remember: (puid, route) => (remembered.push([puid, route]), inner.remember(puid, route)),
    recall: (puid) => (asked.push(puid), recall === undefined ? inner.recall(puid) : recall(puid)),
  };
}

const told: string[] = [];
afterEach(() => void told.splice(0));
const model = (name: string): object => ({
  predict: (X: unknown) => X,
  sendFeedback: () => (told.push(name), []),
});
const units = { a: model("a"), b: model("b"), c: model("c") };

/** Takes its children in turn: what is rewarded is known. */
const bandit = (name: string, children: readonly Node[], implementation = "THOMPSON_SAMPLING"): Node => ({
  name,
  implementation,
  children,
  parameters: [parameter("seed", "1", "INT")],
});
const GRAPH = bandit("r", [{ name: "a" }, { name: "b" }]);

async function open(
  graph: Node | object,
  state: StateStore = createMemoryState(),
  host: TestHost = createTestHost({ env: { SELDON_ENABLE_ROUTING_INJECTION: "false" } }),
): Promise<Runtime> {
  const manifest = "apiVersion" in graph ? graph : deployment(graph);
  const runtime = await createRuntimeOn(host, manifest, { units, state });
  opened.push(runtime);
  return runtime;
}

const feedback = (body: object): Feedback => decodeFeedback(JSON.stringify(body));
const ofPuid = (puid: string, reward = 1): Feedback => feedback({ response: { meta: { puid } }, reward });
const known = (runtime: Runtime, name = "main/r"): unknown => runtime.exportLearned()[name];
const POST = { method: "POST", headers: { "content-type": "application/json" } };

/** What a router with one try more of this child knows. */
function tried(branch: number, rows = 1, successes = rows): unknown {
  const counts = (count: number): number[] => [0, 1].map((child) => (child === branch ? count : 0));
  return { tries: counts(rows), successes: counts(successes) };
}

describe("a reward without a route", () => {
  test("reaches the child that was taken, by the puid of the answer", async () => {
    const state = watched();
    const runtime = await open(GRAPH, state);
    const { meta } = await runtime.predict([[1], [2], [3], [4]]);
    expect(meta.routing).toEqual({});
    const [[puid, route]] = state.remembered as [[string, TakenRoute]];
    expect([puid, route.predictor, route.rows]).toEqual([meta.puid, "main", 4]);
    const answer = await runtime.feedback(ofPuid(meta.puid, 0.5));
    expect(known(runtime)).toEqual(tried(route.routing["r"]!, 4, 2));
    expect(told).toEqual([["a", "b"][route.routing["r"]!]]);
    expect(answer.meta.puid).toBe(meta.puid);
  });

  test("is for as many rows as the request had, unless it brings the request along", async () => {
    const runtime = await open(bandit("r", [{ name: "a" }]));
    const one = (rows: number): unknown => ({ tries: [rows], successes: [rows] });
    await runtime.predict([[1], [2]], { puid: "p" });
    await runtime.feedback(ofPuid("p"));
    expect(known(runtime)).toEqual(one(2));
    await runtime.feedback(
      feedback({ request: { data: { ndarray: [[1], [2], [3]] } }, response: { meta: { puid: "p" } }, reward: 1 }),
    );
    expect(known(runtime)).toEqual(one(5));
    // The route is known, the rows are not.
    await runtime.feedback(feedback({ request: {}, response: { meta: { puid: "p", routing: { r: 0 } } }, reward: 1 }));
    expect(known(runtime)).toEqual(one(7));
    await runtime.feedback(feedback({ response: { meta: { puid: "unknown", routing: { r: 0 } } }, reward: 1 }));
    expect(known(runtime)).toEqual(one(8));
    await runtime.predict({ mixed: 1 }, { puid: "q" });
    await runtime.feedback(ofPuid("q"));
    expect(known(runtime)).toEqual(one(9));
  });

  test.each([
    ["the response", { response: { meta: { puid: "p" } }, request: { meta: { puid: "q" } } }, "q"],
    ["the request", { request: { meta: { puid: "p" } }, response: { meta: {} } }, "q"],
    ["the caller", {}, "p"],
  ])("takes the puid of %s before others", async (_, body, caller) => {
    const state = watched();
    const runtime = await open(GRAPH, state);
    await runtime.predict([[1]], { puid: "p" });
    await runtime.feedback(feedback({ ...body, reward: 1 }), { puid: caller });
    expect(state.asked).toEqual(["p"]);
  });

  test("is found by the header of the feedback alone, over HTTP", async () => {
    const state = watched();
    const runtime = await open(GRAPH, state);
    const predicted = await runtime.fetch(
      new Request("http://x/api/v1.0/predictions", { ...POST, body: '{"data":{"ndarray":[[1],[2]]}}' }),
    );
    const puid = predicted.headers.get("seldon-puid")!;
    const headers = { ...POST.headers, "seldon-puid": puid };
    const rewarded = await runtime.fetch(
      new Request("http://x/api/v1.0/feedback", { ...POST, headers, body: '{"reward":1}' }),
    );
    expect(rewarded.status).toBe(200);
    expect(known(runtime)).toEqual(tried(state.remembered[0]![1].routing["r"]!, 2));
    // Every request gets a puid; one that the client did not send is not looked up.
    const lost = await runtime.fetch(new Request("http://x/api/v1.0/feedback", { ...POST, body: '{"reward":1}' }));
    expect(lost.status).toBe(400);
    expect(await lost.text()).toContain("the puid of one of the last 50000 answers, got none");
    expect(state.asked).toEqual([puid]);
  });

  test("goes the way that the feedback says, and asks nobody", async () => {
    const state = watched();
    const runtime = await open(GRAPH, state);
    await runtime.predict([[1]], { puid: "p" });
    for (const branch of [0, 1]) {
      const request = { data: { ndarray: [[1]] } };
      await runtime.feedback(
        feedback({ request, response: { meta: { puid: "p", routing: { r: branch } } }, reward: 1 }),
      );
    }
    expect(known(runtime)).toEqual({ tries: [1, 1], successes: [1, 1] });
    expect(state.asked).toEqual([]);
  });

  test("is completed where the feedback says a part of the way", async () => {
    const graph = bandit("r", [bandit("s", [{ name: "a" }, { name: "b" }]), bandit("t", [{ name: "c" }])]);
    const state = watched(() => ({ predictor: "main", routing: { r: 1, s: 0, t: 0 }, rows: 1 }));
    const runtime = await open(graph, state);
    await runtime.feedback(feedback({ response: { meta: { puid: "p", routing: { r: 0 } } }, reward: 1 }));
    expect(told).toEqual(["a"]);
    expect(runtime.exportLearned()).toEqual({
      "main/r": tried(0),
      "main/s": tried(0),
      "main/t": { tries: [0], successes: [0] },
    });
  });

  test("teaches nobody anything when the way is not known", async () => {
    const runtime = await open(GRAPH);
    await runtime.predict([[1]], { puid: "p" });
    for (const body of [{}, { response: { meta: { puid: "who" } } }, { request: { data: { ndarray: [[1]] } } }]) {
      const error = await failureOf(() => runtime.feedback(feedback({ ...body, reward: 1 })));
      expect(error).toMatchObject({ code: "INVALID_ARGUMENT", unit: "r" });
      expect(error.message).toMatch(
        /^Unit "r": response\.meta\.routing\.r: expected the child that was taken \(0 to 1\), got nothing; send back the answer's meta\.routing, or the puid of one of the last 50000 answers, got (none|"who")$/,
      );
    }
    expect(told).toEqual([]);
    expect(known(runtime)).toEqual({ tries: [0, 0], successes: [0, 0] });
  });

  test("is refused for a puid whose answers went different ways, and not for one that went the same", async () => {
    const runtime = await open(GRAPH, undefined, createTestHost());
    const ways = new Set<number>();
    for (let i = 0; ways.size < 2; i++) ways.add((await runtime.predict([[1]], { puid: "p" })).meta.routing["r"]!);
    const error = await failureOf(() => runtime.feedback(ofPuid("p")));
    expect(error.message).toContain('got "p", which several answers have');
    const only = await open(bandit("r", [{ name: "a" }]));
    for (let i = 0; i < 3; i++) await only.predict([[1]], { puid: "p" });
    await only.feedback(ofPuid("p"));
    expect(known(only)).toEqual({ tries: [1], successes: [1] });
  });

  test("finds a route that was taken before the graph was replaced by one like it", async () => {
    const runtime = await open(GRAPH);
    const { meta } = await runtime.predict([[1]]);
    await runtime.swap(deployment(GRAPH));
    await runtime.feedback(ofPuid(meta.puid));
    expect(told).toHaveLength(1);
    await runtime.swap(deploymentOf([{ name: "other", graph: GRAPH }]));
    expect(await failureOf(() => runtime.feedback(ofPuid(meta.puid)))).toMatchObject({ code: "INVALID_ARGUMENT" });
  });

  test("tells routers that are components which child it was", async () => {
    const heard: unknown[] = [];
    const router = { route: () => 1, sendFeedback: (...args: readonly unknown[]) => (heard.push(args[4]), []) };
    const graph = { name: "r", type: "ROUTER", children: [{ name: "a" }, { name: "b" }] };
    const options = { units: { ...units, r: router }, state: createMemoryState() };
    const runtime = await createRuntimeOn(createTestHost(), deployment(graph), options);
    opened.push(runtime);
    await runtime.predict([[1]], { puid: "p" });
    await runtime.feedback(ofPuid("p"));
    expect([heard, told]).toEqual([[1], ["b"]]);
    // As ever where nothing is known: nobody learns there which child is best.
    await runtime.feedback(ofPuid("who"));
    expect(told.toSorted()).toEqual(["a", "b", "b"]);
  });
});

describe("the ways of answers", () => {
  test.each<[string, Node]>([
    ["one model", { name: "a" }],
    ["a chain", { name: "a", children: [{ name: "b" }] }],
    ["a combiner", { name: "x", implementation: "AVERAGE_COMBINER", children: [{ name: "a" }, { name: "b" }] }],
    [
      "a router where nobody takes feedback",
      {
        name: "x",
        implementation: "RANDOM_ABTEST",
        children: [{ name: "d" }, { name: "e" }],
        parameters: [parameter("ratioA", "0.5", "FLOAT")],
      },
    ],
  ])("are not remembered of %s", async (_, graph) => {
    const state = watched();
    const deaf = { kind: "built-in", identity: "x", predict: (message: unknown) => message };
    const runtime = await createRuntimeOn(createTestHost(), deployment(graph), {
      units: { ...units, d: deaf, e: deaf },
      state,
    });
    opened.push(runtime);
    await runtime.predict([[1]]);
    await runtime.feedback(ofPuid("p"));
    expect([state.remembered, state.asked]).toEqual([[], []]);
  });

  test("are remembered of graphs that wait, too, and not of requests that fail", async () => {
    const state = watched();
    let fails = false;
    const slow = {
      predict: async (X: unknown) => {
        await sleep(1);
        if (fails) throw new Error("no");
        return X;
      },
    };
    const options = { units: { a: slow }, state };
    const runtime = await createRuntimeOn(createTestHost(), deployment(bandit("r", [{ name: "a" }])), options);
    opened.push(runtime);
    await runtime.predict([[1]], { puid: "p" });
    fails = true;
    await failureOf(() => runtime.predict([[1]], { puid: "q" }));
    expect(state.remembered).toEqual([["p", { predictor: "main", routing: { r: 0 }, rows: 1 }]]);
  });

  test("are asked for while the graph stays open, and not for ever by a store that is away", async () => {
    const gate = deferred<RecalledRoute>();
    const state = watched(() => gate.promise);
    const runtime = await open(GRAPH, state);
    const waiting = runtime.feedback(ofPuid("p"));
    const closing = runtime.close();
    await sleep(5);
    expect(runtime.plane.running).toBe(1);
    gate.resolve({ predictor: "main", routing: { r: 0 }, rows: 1 });
    await Promise.all([waiting, closing]);
    expect(known(runtime)).toEqual(tried(0));
    const away = await open(
      GRAPH,
      watched(() => Promise.reject(new InferenceError("UNAVAILABLE", "away"))),
    );
    await away.predict([[1]], { puid: "p" });
    expect(await failureOf(() => away.feedback(ofPuid("p")))).toMatchObject({ code: "UNAVAILABLE", httpStatus: 503 });
    expect(away.plane.running).toBe(0);
  });
});

describe("what units learned", () => {
  test("goes on in a unit that comes back after it was gone, by its number of children", async () => {
    const runtime = await open(GRAPH);
    await runtime.feedback(feedback({ response: { meta: { routing: { r: 1 } } }, reward: 1 }));
    await runtime.swap(deployment({ name: "a" }));
    await runtime.swap(deployment(bandit("r", [{ name: "a" }, { name: "b" }, { name: "c" }])));
    expect(known(runtime)).toEqual({ tries: [0, 0, 0], successes: [0, 0, 0] });
    await runtime.swap(deployment(GRAPH));
    expect(known(runtime)).toEqual(tried(1));
  });

  test("is there from the start when the store knows it", async () => {
    const state = createMemoryState();
    state.publish("main/r#2", { tries: [0, 5], successes: [0, 4] });
    state.publish("main/r#3", { tries: [9, 9, 9], successes: [0, 0, 0] });
    expect(known(await open(GRAPH, state))).toEqual({ tries: [0, 5], successes: [0, 4] });
  });
});

describe("several replicas without a shared store", () => {
  const spec = (changes: object, predictor: object = {}): object => {
    const manifest = deploymentOf([{ name: "main", graph: GRAPH, ...predictor }]) as { readonly spec: object };
    return { ...manifest, spec: { ...manifest.spec, ...changes } };
  };
  const warnings = async (manifest: object, state?: StateStore): Promise<unknown[]> => {
    const host = createTestHost();
    await open(manifest, state, host);
    return host.lines.filter(({ level }) => level === "warn");
  };
  const expected = (replicas: number): object => ({
    message: expect.stringContaining("--state redis://HOST:PORT or ZEROHOP_STATE") as unknown,
    fields: { units: ["main/r"], replicas },
  });

  test.each([
    [3, { replicas: 3 }, {}],
    [2, { replicas: 1 }, { replicas: 2 }],
    [5, {}, { componentSpecs: [{ spec: {}, hpaSpec: { minReplicas: 1, maxReplicas: 5 } }] }],
    [4, { replicas: 2 }, { componentSpecs: [{ spec: {}, replicas: 4 }] }],
    [7, {}, { componentSpecs: [{ spec: {}, kedaSpec: { maxReplicaCount: 7 } }] }],
  ])("are warned of once, with %s of them", async (replicas, changes, predictor) => {
    expect(await warnings(spec(changes, predictor))).toMatchObject([expected(replicas)]);
  });

  test("are no matter where there is one, nobody learns, or the store is shared", async () => {
    expect(await warnings(spec({}))).toEqual([]);
    expect(await warnings(spec({ replicas: 3 }, { replicas: 1 }))).toEqual([]);
    expect(await warnings(spec({ replicas: 3 }, { graph: { name: "a" } }))).toEqual([]);
    expect(await warnings(spec({ replicas: 3 }), { ...createMemoryState(), shared: true })).toEqual([]);
  });

  test("are warned of when a swap brings them", async () => {
    const host = createTestHost();
    const runtime = await open(spec({}), undefined, host);
    await runtime.swap(spec({ replicas: 2 }));
    expect(host.lines).toMatchObject([expected(2)]);
  });
});

describe("the routing of a feedback", () => {
  const reward = (routing: object): Feedback => feedback({ response: { meta: { puid: "p", routing } }, reward: 1 });

  test("is refused when it names a unit that there is not: nobody is taught anything", async () => {
    const runtime = await open(GRAPH);
    await runtime.predict([[1]], { puid: "p" });
    expect(await failureOf(() => runtime.feedback(reward({ a: -1, rooter: 0 })))).toMatchObject({
      code: "INVALID_ARGUMENT",
      message:
        "response.meta.routing.rooter: expected the name of a unit of this graph (its routers are r), got that of none",
    });
    expect([known(runtime), told]).toEqual([{ tries: [0, 0], successes: [0, 0] }, []]);
  });

  test("is refused with no more than the first names and letters", async () => {
    const children = Array.from({ length: 25 }, (_, index) => bandit(`r${index}`, [{ name: `m${index}` }]));
    const models = Object.fromEntries(children.map((_, index) => [`m${index}`, model("m")]));
    const graph = { name: "t", type: "TRANSFORMER", children: [{ name: "c", type: "ROUTER", children }] };
    const top = { t: { transformInput: (X: unknown) => X }, c: { route: () => 0 } };
    const runtime = await createRuntimeOn(createTestHost(), deployment(graph), { units: { ...models, ...top } });
    opened.push(runtime);
    const { message } = await failureOf(() => runtime.feedback(reward({ ["x".repeat(500)]: 0 })));
    expect(message).toContain(`routing.${"x".repeat(80)}: expected`);
    expect(message).toMatch(/routers are c, r0, .*r18 and others\), got/);
  });

  test("may be that of an answer, with units that choose nothing", async () => {
    const runtime = await open({ name: "t", implementation: "SIMPLE_MODEL", children: [GRAPH] }, undefined);
    const branch = 1;
    await runtime.feedback(reward({ t: -1, r: branch, a: -1 }));
    expect(known(runtime)).toEqual(tried(branch));
  });

  test("may name units that are gone, as long as no router is left out", async () => {
    const runtime = await open(GRAPH, undefined);
    await runtime.feedback(reward({ gone: 0, r: 1 }));
    expect(known(runtime)).toEqual(tried(1));
    const single = await open({ name: "a", implementation: "SIMPLE_MODEL" }, undefined);
    await expect(single.feedback(reward({ r: 1 }))).resolves.toBeDefined();
  });
});

describe("the reward itself", () => {
  test.each([
    [{}, 0],
    [{ reward: null }, 0],
    [{ reward: 7 }, 2],
    [{ reward: -7 }, 0],
    [{ reward: "Infinity" }, 2],
    [{ reward: 0.74 }, 1],
  ])("%j counts as %d successes in two rows", async (body, successes) => {
    const runtime = await open(bandit("r", [{ name: "a" }]));
    await runtime.predict([[1], [2]], { puid: "p" });
    await runtime.feedback(feedback({ ...body, response: { meta: { puid: "p" } } }));
    expect(known(runtime)).toEqual({ tries: [2], successes: [successes] });
  });

  test("counts as often as it is sent", async () => {
    const runtime = await open(bandit("r", [{ name: "a" }]));
    await runtime.predict([[1]], { puid: "p" });
    await runtime.feedback(ofPuid("p"));
    await runtime.feedback(ofPuid("p"));
    expect(known(runtime)).toEqual({ tries: [2], successes: [2] });
  });
});
