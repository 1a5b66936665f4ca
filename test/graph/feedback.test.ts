import { afterEach, describe, expect, test } from "vitest";
import { decodeFeedback } from "../../runtime/codecs/seldon-json/decode.ts";
import type { Runtime } from "../../runtime/runtime.ts";
import { deferred, failureOf, load, sleep } from "../support/manifests.ts";
import type { Node } from "../support/manifests.ts";

const opened: Runtime[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((runtime) => runtime.close()));
});

const byText = (a: string, b: string): number => a.localeCompare(b);

const GRAPH: Node = {
  name: "t",
  type: "TRANSFORMER",
  children: [
    {
      name: "r",
      type: "ROUTER",
      children: [
        { name: "a", type: "MODEL" },
        {
          name: "c",
          type: "COMBINER",
          children: [{ name: "b" }, { name: "d", type: "TRANSFORMER", methods: ["SEND_FEEDBACK"] }],
        },
      ],
    },
  ],
};

async function reward(
  routing: object | undefined,
  graph: Node = GRAPH,
  failing = "",
): Promise<{ told: string[]; answer: unknown }> {
  const told: string[] = [];
  const teller = (name: string) => ({
    predict: () => [[1]],
    route: () => 0,
    aggregate: () => [[1]],
    transformInput: (X: unknown) => X,
    sendFeedback: async (X: unknown, _names: unknown, amount: number, truth: unknown, branch: unknown) => {
      await Promise.resolve();
      if (name === failing) throw new Error("no");
      told.push(`${name}:${amount}:${JSON.stringify(X)}:${JSON.stringify(truth)}:${String(branch)}`);
      return [];
    },
  });
  const { runtime } = await load(
    graph,
    Object.fromEntries(["t", "r", "a", "c", "b", "d"].map((name) => [name, teller(name)])),
  );
  opened.push(runtime);
  const response = routing === undefined ? {} : { response: { meta: { routing } } };
  const body = { request: { data: { ndarray: [[5]] } }, truth: { data: { ndarray: [9] } }, reward: 0.5, ...response };
  const answer = await runtime.feedback(decodeFeedback(JSON.stringify(body)));
  return { told, answer };
}

describe("sendFeedback()", () => {
  test("goes children first along the recorded route, to models, routers and who asks for it", async () => {
    expect((await reward({ r: 0 })).told).toEqual(["a:0.5:[[5]]:[9]:undefined", "r:0.5:[[5]]:[9]:0"]);
    const { told } = await reward({ r: 1, c: -1 });
    expect(told.map((line) => line[0]!).toSorted(byText)).toEqual(["b", "d", "r"]);
    expect(told.at(-1)?.[0]).toBe("r");
  });

  test("goes everywhere without a route", async () => {
    expect((await reward(undefined)).told.map((line) => line[0]!).toSorted(byText)).toEqual(["a", "b", "d", "r"]);
    expect((await reward({ r: -1 })).told).toHaveLength(4);
  });

  test("stops where no child was taken", async () => {
    expect((await reward({ r: -2 })).told.map((line) => line[0])).toEqual(["r"]);
  });

  test("answers an empty array when the root does not learn", async () => {
    const { answer } = await reward({ r: 0 });
    expect(answer).toMatchObject({ data: { kind: "tensors", tensors: [{ shape: [0] }] } });
  });

  test.each([2, -3, 1e9])("refuses the route %s, naming the field", async (branch) => {
    const error = await failureOf(() => reward({ r: branch }));
    expect(error.message).toContain(`response.meta.routing.r: expected -2 to 1, got ${branch}`);
    expect(error).toMatchObject({ httpStatus: 400 });
  });

  test("names the unit that fails and does not reach its parents", async () => {
    const error = await failureOf(() => reward({ r: 0 }, GRAPH, "a"));
    expect(error.message).toBe('Unit "a": no');
  });

  test("lets a unit that only learns say nothing, and blames one that says nonsense", async () => {
    const unit = (answer: unknown): object => ({
      kind: "built-in",
      identity: "x",
      predict: () => 0,
      sendFeedback: () => answer,
    });
    for (const answer of [undefined, Promise.resolve()]) {
      const { runtime } = await load({ name: "m" }, { m: unit(answer) });
      opened.push(runtime);
      const given = await runtime.feedback(decodeFeedback('{"reward":1}'));
      expect(given).toMatchObject({ data: { kind: "tensors", tensors: [{ shape: [0] }] } });
    }
    const { runtime } = await load({ name: "m" }, { m: unit(7) });
    opened.push(runtime);
    const error = await failureOf(() => runtime.feedback(decodeFeedback('{"reward":1}')));
    expect(error.message).toBe('Unit "m": Expected a Message of data, names, encoding and meta, got a number');
  });

  test("reaches no parent after the client has gone", async () => {
    const gate = deferred<unknown>();
    const told: string[] = [];
    const units = {
      r: { route: () => 0, sendFeedback: () => (told.push("r"), []) },
      a: { predict: () => 1, sendFeedback: () => (told.push("a"), gate.promise) },
    };
    const { runtime } = await load({ name: "r", type: "ROUTER", children: [{ name: "a" }] }, units);
    opened.push(runtime);
    const client = new AbortController();
    const body = decodeFeedback('{"reward":1,"response":{"meta":{"routing":{"r":0}}}}');
    const answer = failureOf(() => runtime.feedback(body, { signal: client.signal }));
    await sleep(0);
    client.abort();
    expect(await answer).toMatchObject({ code: "CANCELLED" });
    expect(runtime.plane.running).toBe(1);
    gate.resolve([]);
    await sleep(5);
    expect(told).toEqual(["a"]);
    expect(runtime.plane.running).toBe(0);
  });

  test("is not led astray by unit names that every object has", async () => {
    const graph: Node = { name: "constructor", type: "ROUTER", children: [{ name: "toString" }, { name: "valueOf" }] };
    const unit = { predict: () => [[1]], route: () => 1 };
    const { runtime } = await load(graph, { constructor: unit, toString: unit, valueOf: unit });
    opened.push(runtime);
    const answer = await runtime.predict([[1]]);
    expect(answer.meta.routing).toEqual({ constructor: 1, valueOf: -1 });
    await runtime.feedback(decodeFeedback('{"reward":1}'));
    const unbound = await failureOf(() => load(graph, {}));
    expect(unbound.message.match(/bind it with --unit/g)).toHaveLength(3);
  });
});
