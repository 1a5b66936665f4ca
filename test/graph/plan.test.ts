import { afterEach, describe, expect, test } from "vitest";
import { decodeMessage } from "../../runtime/codecs/seldon-json/decode.ts";
import { encodeMessage } from "../../runtime/codecs/seldon-json/encode.ts";
import { InferenceError } from "../../runtime/errors.ts";
import type { Message } from "../../runtime/message/message.ts";
import type { Runtime, RuntimeOptions } from "../../runtime/runtime.ts";
import { deferred, failureOf, load, newRun, parameter, sleep } from "../support/manifests.ts";
import type { Node } from "../support/manifests.ts";
import type { Json } from "../support/json.ts";

const opened: Runtime[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((runtime) => runtime.close()));
});

type Parts = Readonly<Record<string, unknown>>;

async function open(
  graph: Node,
  units: Readonly<Record<string, object>>,
  options: RuntimeOptions = {},
): Promise<Runtime> {
  const { runtime } = await load(graph, units, options);
  opened.push(runtime);
  return runtime;
}

/** The answer as a client sees it. */
async function ask(runtime: Runtime, body: unknown = { data: { ndarray: [[1, 2]] } }): Promise<Json> {
  const message = decodeMessage(JSON.stringify(body));
  return JSON.parse(encodeMessage(await runtime.plane.predict(message)));
}

/** Each verb adds a word to the text that flows, so that the order of calls can be read. */
function speller(name: string, parts: Parts = {}): object {
  const add = (verb: string) => (text: string) => `${text}${verb}(${name}) `;
  return {
    predict: add("predict"),
    transformInput: add("in"),
    transformOutput: add("out"),
    route: () => 0,
    aggregate: (texts: readonly string[]) => `[${texts.join("|")}]join(${name}) `,
    tags: () => ({ last: name, [name]: true }),
    metrics: () => [{ key: name, type: "COUNTER", value: 1 }],
    ...parts,
  };
}

const START = { strData: "" };

describe("compileGraph()", () => {
  const leaf = (name: string, type = "MODEL"): Node => ({ name, type });
  const pair = [leaf("a"), leaf("b")];

  test.each<[string, Node, string]>([
    ["a MODEL", leaf("m"), "predict(m)"],
    ["a TRANSFORMER", leaf("m", "TRANSFORMER"), "in(m)"],
    ["a leaf OUTPUT_TRANSFORMER on the request", leaf("m", "OUTPUT_TRANSFORMER"), "out(m)"],
    ["a node without a type as a MODEL", { name: "m" }, "predict(m)"],
    ["a MODEL that lists TRANSFORM_INPUT", { name: "m", type: "MODEL", methods: ["TRANSFORM_INPUT"] }, "in(m)"],
    [
      "both methods of an untyped node",
      { name: "m", methods: ["TRANSFORM_INPUT", "TRANSFORM_OUTPUT"] },
      "in(m) out(m)",
    ],
    [
      "a MODEL that lists TRANSFORM_OUTPUT",
      { name: "m", type: "MODEL", methods: ["TRANSFORM_OUTPUT"] },
      "predict(m) out(m)",
    ],
    [
      "a chain",
      { ...leaf("t", "TRANSFORMER"), children: [{ ...leaf("m"), children: [leaf("n")] }] },
      "in(t) predict(m) predict(n)",
    ],
    [
      "an OUTPUT_TRANSFORMER after its child",
      { ...leaf("o", "OUTPUT_TRANSFORMER"), children: [leaf("m")] },
      "predict(m) out(o)",
    ],
    ["a ROUTER before its child", { ...leaf("r", "ROUTER"), children: pair }, "predict(a)"],
    ["ROUTE of an untyped node", { name: "r", methods: ["ROUTE"], children: pair }, "predict(a)"],
    [
      "a COMBINER after all children, in order",
      { ...leaf("c", "COMBINER"), children: pair },
      "[predict(a) |predict(b) ]join(c)",
    ],
    [
      "AGGREGATE of a MODEL",
      { name: "m", type: "MODEL", methods: ["AGGREGATE"], children: pair },
      "[predict(m) predict(a) |predict(m) predict(b) ]join(m)",
    ],
    ["the first answer without a combiner", { ...leaf("t", "TRANSFORMER"), children: pair }, "in(t) predict(a)"],
    [
      "AGGREGATE of a ROUTER on the one answer",
      { ...leaf("r", "ROUTER"), methods: ["AGGREGATE"], children: pair },
      "[predict(a) ]join(r)",
    ],
    [
      "everything that one node lists",
      { name: "x", methods: ["TRANSFORM_INPUT", "ROUTE", "AGGREGATE", "TRANSFORM_OUTPUT"], children: pair },
      "[in(x) predict(a) ]join(x) out(x)",
    ],
    [
      "phase=output on a MODEL above a COMBINER",
      {
        ...leaf("m"),
        parameters: [parameter("zerohop.phase", "output")],
        children: [{ ...leaf("c", "COMBINER"), children: pair }],
      },
      "[predict(a) |predict(b) ]join(c) predict(m)",
    ],
    [
      "phase=output on a TRANSFORMER",
      { ...leaf("t", "TRANSFORMER"), parameters: [parameter("zerohop.phase", "output")], children: [leaf("a")] },
      "predict(a) in(t)",
    ],
  ])("calls %s", async (_, graph, expected) => {
    const names = ["m", "n", "t", "o", "r", "c", "a", "b", "x"];
    const runtime = await open(graph, Object.fromEntries(names.map((name) => [name, speller(name)])));
    expect((await ask(runtime, START)).strData.trim()).toBe(expected);
  });

  test("merges meta: tags later wins, metrics concatenate, request path and routing name every unit", async () => {
    const graph: Node = {
      name: "t",
      type: "TRANSFORMER",
      children: [
        {
          name: "c",
          type: "COMBINER",
          children: [leaf("a"), { ...leaf("r", "ROUTER"), children: [leaf("b"), leaf("d")] }],
        },
      ],
    };
    const units = Object.fromEntries(
      ["t", "c", "a", "r", "b", "d"].map((name) => [name, speller(name, { route: () => 1 })]),
    );
    const runtime = await open(graph, units);
    const { meta } = await ask(runtime, { strData: "", meta: { puid: "p", tags: { mine: 1, last: "x" } } });
    expect(meta.tags).toEqual({ mine: 1, last: "c", t: true, a: true, d: true, c: true });
    expect(meta.metrics.map((metric: { key: string }) => metric.key)).toEqual(["t", "a", "t", "d", "c"]);
    expect(Object.keys(meta.requestPath).toSorted()).toEqual(["a", "c", "d", "t"]);
    expect(meta.routing).toEqual({ t: -1, c: -1, a: -1, r: 1, d: -1 });
    expect(meta.puid).toBe("p");
  });

  test("always gives puid and routing, also to a bare model", async () => {
    const { meta } = await ask(await open(leaf("m"), { m: speller("m") }), START);
    expect(meta.puid).toMatch(/^[0-9a-f-]{36}$/);
    expect(meta.routing).toEqual({ m: -1 });
  });

  test("leaves routing and request path out when the environment says so", async () => {
    const { createTestHost } = await import("../support/host.ts");
    const host = createTestHost({ env: { SELDON_ENABLE_ROUTING_INJECTION: "false", ZEROHOP_REQUEST_PATH: "false" } });
    const { runtime } = await load(leaf("m"), { m: speller("m") }, {}, host);
    opened.push(runtime);
    const { meta } = await ask(runtime, START);
    expect(meta.routing).toBeUndefined();
    expect(meta.requestPath).toBeUndefined();
  });

  test("does not let a caller forge the route", async () => {
    const { meta } = await ask(await open(leaf("m"), { m: speller("m") }), {
      strData: "",
      meta: { routing: { m: 7, x: 1 } },
    });
    expect(meta.routing).toEqual({ m: -1 });
  });

  test("stays synchronous as long as its units are", async () => {
    const graph: Node = { name: "t", type: "TRANSFORMER", children: [{ name: "c", type: "COMBINER", children: pair }] };
    const runtime = await open(graph, Object.fromEntries(["t", "c", "a", "b"].map((name) => [name, speller(name)])));
    const { plan } = runtime.plane.generation.predictors[0]!;
    expect(plan.execute(decodeMessage('{"strData":""}'), newRun())).not.toBeInstanceOf(Promise);
    const later = await open(graph, {
      t: speller("t"),
      c: speller("c"),
      a: speller("a"),
      b: speller("b", { predict: async () => "x" }),
    });
    expect(
      later.plane.generation.predictors[0]!.plan.execute(decodeMessage('{"strData":""}'), newRun()),
    ).toBeInstanceOf(Promise);
  });

  test("gives every parallel child a copy that it may change in place", async () => {
    const graph: Node = { name: "c", implementation: "AVERAGE_COMBINER", children: pair };
    const spoil = { predict: (rows: number[][]) => ((rows[0]![0] = 100), rows) };
    const answer = await ask(await open(graph, { a: spoil, b: { predict: (rows: number[][]) => rows } }));
    expect(answer.data.ndarray).toEqual([[50.5, 2]]);
  });

  test("runs children that wait side by side and joins them in manifest order", async () => {
    const arrived: string[] = [];
    const both = deferred();
    const waiting = (name: string) => ({
      predict: async () => {
        arrived.push(name);
        if (arrived.length === 3) both.resolve();
        await both.promise;
        await sleep(name === "a" ? 20 : 0);
        return name;
      },
    });
    const graph: Node = { name: "c", type: "COMBINER", children: [leaf("a"), leaf("b"), leaf("d")] };
    const runtime = await open(graph, {
      a: waiting("a"),
      b: waiting("b"),
      d: waiting("d"),
      c: { aggregate: (texts: string[]) => texts.join() },
    });
    expect((await ask(runtime, START)).strData).toBe("a,b,d");
  });

  test("takes the first child's answer without a combiner, but runs and waits for all", async () => {
    let finished = false;
    const slow = { predict: () => sleep(10).then(() => ((finished = true), "slow")) };
    const graph: Node = { name: "t", methods: ["TRANSFORM_INPUT"], children: pair };
    const runtime = await open(graph, { t: speller("t"), a: { predict: () => "first" }, b: slow });
    expect((await ask(runtime, START)).strData).toBe("first");
    expect(finished).toBe(true);
  });

  test.each<[string, Node, Parts, string]>([
    ["a MODEL without predict", leaf("m"), {}, "is a MODEL but cannot predict"],
    ["a ROUTER without route", { ...leaf("m", "ROUTER"), children: pair }, {}, "is a ROUTER but cannot route"],
    [
      "a COMBINER without aggregate",
      { ...leaf("m", "COMBINER"), children: pair },
      {},
      "is a COMBINER but cannot aggregate",
    ],
    [
      "TRANSFORM_OUTPUT without its method",
      { ...leaf("m"), methods: ["TRANSFORM_OUTPUT"] },
      { predict: (message: Message) => message },
      "cannot transformOutput",
    ],
  ])("rejects %s", async (_, graph, parts, expected) => {
    const unit = { kind: "built-in", identity: "bare", ...parts };
    const error = await failureOf(() => load(graph, { m: unit, a: speller("a"), b: speller("b") }));
    expect(error.message).toContain('unit "m" (bare) is a ');
    expect(error.message).toContain(expected);
    expect(error.message).toContain("spec.predictors[0].graph");
  });
});

describe("a router's answer", () => {
  const graph: Node = {
    name: "o",
    type: "OUTPUT_TRANSFORMER",
    children: [
      {
        name: "r",
        type: "ROUTER",
        methods: ["AGGREGATE"],
        children: [
          { name: "a", type: "MODEL" },
          { name: "b", type: "MODEL" },
        ],
      },
    ],
  };

  async function routed(message: unknown): Promise<Json> {
    const unit = {
      kind: "built-in",
      identity: "test",
      route: () => decodeMessage(typeof message === "string" ? message : JSON.stringify(message)),
      aggregate: (messages: readonly Message[]) => messages.at(-1)!,
    };
    const runtime = await open(graph, { r: unit, a: speller("a"), b: speller("b"), o: speller("o") });
    return ask(runtime, START);
  }

  test.each<[unknown, string, number]>([
    [{ data: { ndarray: [0] } }, "predict(a) out(o)", 0],
    [{ data: { ndarray: [[1]] } }, "predict(b) out(o)", 1],
    [{ data: { ndarray: [[[1, 0]]] } }, "predict(b) out(o)", 1],
    [{ data: { tensor: { shape: [1, 1], values: [1] } } }, "predict(b) out(o)", 1],
    [
      { data: { tftensor: { dtype: "DT_INT32", tensorShape: { dim: [{ size: "1" }] }, intVal: [1] } } },
      "predict(b) out(o)",
      1,
    ],
    [{ data: { ndarray: [1.9] } }, "predict(b) out(o)", 1],
    [{ data: { ndarray: [-0.9] } }, "predict(a) out(o)", 0],
    [{ data: { ndarray: [true] } }, "predict(b) out(o)", 1],
    [{ data: { ndarray: [-1] } }, "predict(b) out(o)", -1],
    [{ data: { ndarray: [-2] } }, "out(o)", -2],
  ])("%j takes the way %s", async (message, expected, branch) => {
    const answer = await routed(message);
    expect(answer.strData.trim()).toBe(expected);
    expect(answer.meta.routing.r).toBe(branch);
  });

  test.each<[unknown, string]>([
    [{ data: { ndarray: [2] } }, "answered 2; expected -2, -1 or 0 to 1 for a child"],
    [{ data: { ndarray: [-3] } }, "answered -3; expected -2, -1 or 0 to 1"],
    [{ data: { ndarray: [1e300] } }, "answered 1e+300"],
    ['{"data":{"ndarray":[18446744073709551615]}}', "answered 18446744073709551615"],
    ['{"data":{"ndarray":[NaN]}}', "answered NaN"],
    ['{"data":{"ndarray":[null]}}', "answered NaN"],
    [{ data: { ndarray: [] } }, "got an empty array"],
    [{ data: {} }, "got an empty array"],
    [{ data: { ndarray: ["1"] } }, "got BYTES[1]"],
    [{ strData: "1" }, "got strData"],
    [{ jsonData: 1 }, "got jsonData"],
    [{ data: { ndarray: [1, "x"] } }, "got an ndarray of mixed types"],
  ])("%j is an error that names the router", async (message, expected) => {
    const error = await failureOf(() => routed(message));
    expect(error.message).toMatch(/^Unit "r": The router /);
    expect(error.message).toContain(expected);
    expect((error as InferenceError).httpStatus).toBe(500);
  });
});

describe("a failing unit", () => {
  const boom = {
    predict: () => {
      throw new Error("boom");
    },
  };
  const asyncBoom = {
    predict: async () => {
      throw new Error("boom");
    },
  };
  const policy = (name: string, kind: string, answer?: unknown): Node => ({
    name,
    type: "MODEL",
    parameters: [
      parameter("zerohop.on-error", kind),
      ...(answer === undefined ? [] : [parameter("zerohop.default", JSON.stringify(answer))]),
    ],
  });

  test.each([
    ["sync", boom],
    ["async", asyncBoom],
  ])("fails the request by default (%s), naming itself", async (_, unit) => {
    const graph: Node = { name: "c", implementation: "AVERAGE_COMBINER", children: [{ name: "a" }, { name: "b" }] };
    const error = await failureOf(async () => ask(await open(graph, { a: { predict: () => [[1]] }, b: unit })));
    expect(error.message).toBe('Unit "b": boom');
    expect((error as InferenceError).httpStatus).toBe(500);
  });

  test.each([
    ["sync", boom],
    ["async", asyncBoom],
  ])("is left out of its combiner by skip (%s)", async (_, unit) => {
    const graph: Node = {
      name: "c",
      implementation: "AVERAGE_COMBINER",
      children: [policy("a", "skip"), { name: "b" }, { name: "d" }],
    };
    const runtime = await open(graph, { a: unit, b: { predict: () => [[1, 3]] }, d: { predict: () => [[3, 5]] } });
    expect((await ask(runtime)).data.ndarray).toEqual([[2, 4]]);
  });

  test("is left out with everything below it, through a router", async () => {
    const router: Node = { name: "r", type: "ROUTER", children: [policy("a", "skip"), { name: "b" }] };
    const graph: Node = { name: "c", implementation: "AVERAGE_COMBINER", children: [router, { name: "d" }] };
    const runtime = await open(graph, { r: { route: () => 0 }, a: boom, b: boom, d: { predict: () => [[7]] } });
    expect((await ask(runtime)).data.ndarray).toEqual([[7]]);
  });

  test("leaves nothing to combine when all are left out: 503", async () => {
    const graph: Node = {
      name: "c",
      implementation: "AVERAGE_COMBINER",
      children: [policy("a", "skip"), policy("b", "skip")],
    };
    const error = await failureOf(async () => ask(await open(graph, { a: boom, b: asyncBoom })));
    expect(error.message).toBe('Unit "c": Every child was left out after failing; nothing to combine');
    expect(error).toMatchObject({ code: "UNAVAILABLE", unit: "c" });
  });

  test("passes its input on when it is a transformer with skip", async () => {
    const graph: Node = {
      ...policy("t", "skip"),
      type: "TRANSFORMER",
      children: [{ name: "m" }],
    };
    const unit = {
      transformInput: () => {
        throw new Error("boom");
      },
    };
    const runtime = await open(graph, { t: unit, m: { predict: (X: unknown) => X } });
    expect((await ask(runtime)).data.ndarray).toEqual([[1, 2]]);
  });

  test.each([
    ["sync", boom],
    ["async", asyncBoom],
  ])("has a stand-in by default (%s), with the request's meta", async (_, unit) => {
    const runtime = await open(policy("m", "default", { data: { names: ["x"], ndarray: [[0.5]] } }), { m: unit });
    const answer = await ask(runtime, { strData: "", meta: { tags: { kept: 1 } } });
    expect(answer.data).toEqual({ names: ["x"], ndarray: [[0.5]] });
    expect(answer.meta.tags).toEqual({ kept: 1 });
  });

  test("has a stand-in for a combiner with all children's tags", async () => {
    const graph: Node = {
      ...policy("c", "default", { strData: "none" }),
      type: "COMBINER",
      children: [{ name: "a" }, { name: "b" }],
    };
    const runtime = await open(graph, {
      a: speller("a"),
      b: speller("b"),
      c: {
        aggregate: () => {
          throw new Error("boom");
        },
      },
    });
    const answer = await ask(runtime, START);
    expect(answer.strData).toBe("none");
    expect(answer.meta.tags).toEqual({ a: true, b: true, last: "b" });
  });

  test("has a stand-in branch for a router", async () => {
    const graph: Node = {
      ...policy("r", "default", { data: { ndarray: [1] } }),
      type: "ROUTER",
      children: [{ name: "a" }, { name: "b" }],
    };
    const failing = {
      route: () => {
        throw new Error("boom");
      },
    };
    const runtime = await open(graph, { r: failing, a: speller("a"), b: speller("b") });
    const answer = await ask(runtime, START);
    expect(answer.strData).toBe("predict(b) ");
    expect(answer.meta.routing.r).toBe(1);
    const senseless = {
      ...policy("r", "default", { data: { ndarray: [5] } }),
      type: "ROUTER",
      children: graph.children!,
    };
    const error = await failureOf(() => load(senseless, { r: failing, a: speller("a"), b: speller("b") }));
    expect(error.message).toContain('zerohop.default of unit "r": The router answered 5');
  });

  test.each<[string, Node, string]>([
    ["skip without a combiner", policy("m", "skip"), 'zerohop.on-error=skip needs a COMBINER above unit "m"'],
    [
      "skip of a model with phase=output",
      {
        name: "m",
        type: "MODEL",
        parameters: [parameter("zerohop.on-error", "skip"), parameter("zerohop.phase", "output")],
        children: [{ name: "a" }],
      },
      'zerohop.on-error=skip needs a COMBINER above unit "m"',
    ],
    ["an unknown policy", policy("m", "ignore"), 'zerohop.on-error: expected fail, skip or default, got "ignore"'],
    ["default without an answer", policy("m", "default"), "zerohop.default"],
    ["a default that is no message", policy("m", "default", { nothing: 1 }), "zerohop.default"],
    [
      "a phase that is none",
      { name: "m", parameters: [parameter("zerohop.phase", "input")] },
      'zerohop.phase: expected output, got "input"',
    ],
    [
      "a deadline of 0",
      { name: "m", parameters: [parameter("zerohop.deadline-ms", "0")] },
      "zerohop.deadline-ms: expected milliseconds above 0",
    ],
    ["a deadline of text", { name: "m", parameters: [parameter("zerohop.deadline-ms", "soon")] }, 'got "soon"'],
  ])("rejects %s", async (_, graph, expected) => {
    const error = await failureOf(() => load(graph, { m: speller("m"), a: speller("a") }));
    expect(error.message).toContain(expected);
    expect(error.message).toContain("spec.predictors[0].graph");
  });
});

describe("deadlines", () => {
  const never = { predict: () => new Promise(() => {}) };

  test("a unit's own ends its call and names it", async () => {
    const graph: Node = { name: "m", parameters: [parameter("zerohop.deadline-ms", "20")] };
    const error = await failureOf(async () => ask(await open(graph, { m: never })));
    expect(error.message).toBe('Unit "m": no answer within 20 ms');
    expect((error as InferenceError).httpStatus).toBe(504);
  });

  test("a unit's own counts as a failure for its policy", async () => {
    const graph: Node = {
      name: "m",
      parameters: [
        parameter("zerohop.deadline-ms", "20"),
        parameter("zerohop.on-error", "default"),
        parameter("zerohop.default", '{"strData":"late"}'),
      ],
    };
    expect((await ask(await open(graph, { m: never }))).strData).toBe("late");
  });

  test("the graph's ends the request and aborts what is running", async () => {
    let aborted: unknown;
    const unit = {
      kind: "built-in",
      identity: "test",
      predict: (_: Message, { signal }: { signal: AbortSignal }) =>
        new Promise(() => signal.addEventListener("abort", () => (aborted = signal.reason))),
    };
    const { runtime } = await load({ name: "m" }, { m: unit }, { annotations: { "zerohop.io/deadline-ms": "30" } });
    opened.push(runtime);
    const error = await failureOf(() => ask(runtime));
    expect(error).toMatchObject({ code: "DEADLINE_EXCEEDED", httpStatus: 504 });
    expect(aborted).toBe(error);
  });

  test("the graph's ends a synchronous chain between two units", async () => {
    const busy = {
      transformInput: (X: unknown) => {
        const end = performance.now() + 30;
        while (performance.now() < end);
        return X;
      },
    };
    let called = false;
    const graph: Node = { name: "t", type: "TRANSFORMER", children: [{ name: "m" }] };
    const { runtime } = await load(
      graph,
      { t: busy, m: { predict: (X: unknown) => ((called = true), X) } },
      { annotations: { "zerohop.io/deadline-ms": "10" } },
    );
    opened.push(runtime);
    const error = await failureOf(() => ask(runtime));
    expect(error.message).toBe('Unit "m": The deadline of the graph passed before it was called');
    expect(error).toMatchObject({ unit: "m" });
    expect(called).toBe(false);
  });

  test("the graph's is no matter for a unit's default", async () => {
    const graph: Node = {
      name: "m",
      parameters: [parameter("zerohop.on-error", "default"), parameter("zerohop.default", '{"strData":"late"}')],
    };
    const { runtime } = await load(graph, { m: never }, { annotations: { "zerohop.io/deadline-ms": "20" } });
    opened.push(runtime);
    expect(await failureOf(() => ask(runtime))).toMatchObject({ code: "DEADLINE_EXCEEDED" });
  });

  test.each(["soon", "", " ", "1s"])("reject the annotation %j", async (text) => {
    const error = await failureOf(() =>
      load({ name: "m" }, { m: never }, { annotations: { "zerohop.io/deadline-ms": text } }),
    );
    expect(error.message).toContain('spec.annotations["zerohop.io/deadline-ms"]: expected milliseconds');
  });
});

describe("cancellation", () => {
  const watching = (seen: string[], name: string) => ({
    kind: "built-in",
    identity: name,
    predict: (_: Message, { signal }: { signal: AbortSignal }) =>
      new Promise((_resolve, reject) =>
        signal.addEventListener("abort", () => {
          seen.push(name);
          reject(signal.reason);
        }),
      ),
  });

  test.each([
    [
      "throws",
      () => {
        throw new Error("boom");
      },
    ],
    [
      "rejects",
      async () => {
        throw new Error("boom");
      },
    ],
    [
      "rejects later",
      async () => {
        await sleep(5);
        throw new Error("boom");
      },
    ],
  ])("reaches the siblings of a unit that %s", async (_, predict) => {
    const seen: string[] = [];
    const graph: Node = { name: "c", type: "COMBINER", children: [{ name: "a" }, { name: "b" }, { name: "d" }] };
    const runtime = await open(graph, {
      c: speller("c"),
      a: watching(seen, "a"),
      b: { predict },
      d: watching(seen, "d"),
    });
    const error = await failureOf(() => ask(runtime));
    expect(error.message).toBe('Unit "b": boom');
    await sleep(0);
    expect(seen).toContain("a");
  });

  test("calls no further unit after the client has gone", async () => {
    const first = deferred<string>();
    let called = false;
    const graph: Node = { name: "t", type: "TRANSFORMER", children: [{ name: "m" }] };
    const runtime = await open(graph, {
      t: { transformInput: () => first.promise },
      m: { predict: () => ((called = true), "x") },
    });
    const client = new AbortController();
    const answer = runtime.plane.predict(decodeMessage('{"strData":""}'), { signal: client.signal });
    client.abort();
    expect(await failureOf(() => answer)).toMatchObject({ code: "CANCELLED", httpStatus: 499 });
    first.resolve("done");
    await sleep(5);
    expect(called).toBe(false);
  });

  test("by a client that is gone already leaves no unheard rejection", async () => {
    const late = deferred<string>();
    const runtime = await open({ name: "m" }, { m: { predict: () => late.promise } });
    const answer = runtime.plane.predict(decodeMessage('{"strData":""}'), { signal: () => AbortSignal.abort() });
    expect(await failureOf(() => answer)).toMatchObject({ code: "CANCELLED" });
    late.reject(new Error("too late"));
    await sleep(5);
    expect(runtime.plane.generation.running).toBe(0);
  });
});
