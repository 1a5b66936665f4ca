import { describe, expect, test } from "vitest";
import { decodeFeedback } from "../../runtime/codecs/seldon-json/decode.ts";
import { createMemoryState } from "../../runtime/deployment/memory-state.ts";
import type { StateStore } from "../../runtime/deployment/state-store.ts";
import { createRuntimeOn } from "../../runtime/runtime.ts";
import type { Runtime } from "../../runtime/runtime.ts";
import type { UnitSpec } from "../../runtime/units/factory.ts";
import type { Implementation } from "../../runtime/units/registry.ts";
import type { Unit } from "../../runtime/units/unit.ts";
import { createTestHost } from "../support/host.ts";
import { deferred, deployment, deploymentOf, failureOf, sleep } from "../support/manifests.ts";

const MANY = Number(process.env["SWAP_COUNT"] ?? 100);

interface Census {
  opened: number;
  closed: number[];
  running: number;
  usedClosed: number;
}

/** A class whose objects carry the label of their graph and know when they are closed. */
function labelled(census: Census) {
  return class Labelled {
    readonly label: string;
    readonly name: string;
    readonly id: number;
    constructor(parameters: Readonly<Record<string, unknown>>) {
      this.label = String(parameters["label"]);
      this.name = String(parameters["unit"]);
      this.id = census.opened++;
      census.closed[this.id] = 0;
    }
    async #work(X: unknown): Promise<unknown> {
      census.running++;
      await sleep(Math.random() * 8);
      census.running--;
      if (census.closed[this.id]! > 0) census.usedClosed++;
      return X;
    }
    transformInput(X: unknown) {
      return this.#work(X);
    }
    predict(X: unknown) {
      return this.#work(X);
    }
    aggregate(Xs: readonly unknown[]) {
      return this.#work(Xs[0]);
    }
    tags() {
      return { [this.name]: this.label };
    }
    close() {
      census.closed[this.id]!++;
    }
  };
}

function graphOf(label: string): object {
  const unit = (name: string, type: string, children: readonly object[] = []): object => ({
    name,
    type,
    implementation: "LABELLED",
    children,
    parameters: [
      { name: "label", value: label, type: "STRING" },
      { name: "unit", value: name, type: "STRING" },
    ],
  });
  return deployment(unit("t", "TRANSFORMER", [unit("c", "COMBINER", [unit("a", "MODEL"), unit("b", "MODEL")])]));
}

describe("Runtime.swap()", () => {
  test("loses no request and mixes no graphs under load", async () => {
    const census: Census = { opened: 0, closed: [], running: 0, usedClosed: 0 };
    const implementations = { LABELLED: { component: labelled(census) } };
    const runtime = await createRuntimeOn(createTestHost(), graphOf("0"), { implementations });
    const answers: Promise<unknown>[] = [];
    const failures: unknown[] = [];
    const seenLabels = new Set<string>();
    let isSwapping = true;
    const load = async (): Promise<void> => {
      while (isSwapping) {
        const asked = runtime.predict([[1]]).then(
          ({ meta }) => {
            const labels = new Set(["t", "c", "a", "b"].map((name) => meta.tags[name]));
            if (labels.size !== 1) failures.push(meta.tags);
            for (const label of labels) seenLabels.add(JSON.stringify(label));
          },
          (error: unknown) => failures.push(error),
        );
        answers.push(asked);
        await sleep(5);
      }
    };
    const loading = load();
    for (let count = 1; count <= MANY; count++) {
      await runtime.swap(graphOf(String(count)));
      await sleep(1);
    }
    isSwapping = false;
    await loading;
    await Promise.all(answers);
    await runtime.close();
    expect(failures).toEqual([]);
    expect(answers.length).toBeGreaterThan(MANY);
    expect(seenLabels.size).toBeGreaterThan(MANY / 4);
    expect(census.opened).toBe((MANY + 1) * 4);
    expect(census.closed.every((times) => times === 1)).toBe(true);
    expect(census.usedClosed).toBe(0);
  });

  test("closes the old units exactly once, after the last request on them", async () => {
    const order: string[] = [];
    const gate = deferred<string>();
    const unit = (label: string) => ({
      kind: "built-in",
      identity: label,
      predict: () => gate.promise.then(() => (order.push(`${label} answered`), { ...ANSWER })),
      close: () => void order.push(`${label} closed`),
    });
    const { textMessage } = await import("../../runtime/message/message.ts");
    const ANSWER = textMessage("x");
    let made = 0;
    const implementations = { GATED: () => unit(`unit ${made++}`) as never };
    const manifest = deployment({ name: "m", type: "MODEL", implementation: "GATED" });
    const runtime = await createRuntimeOn(createTestHost(), manifest, { implementations });
    const running = runtime.predict("x");
    const swapped = runtime.swap(manifest);
    await sleep(10);
    expect(order).toEqual([]);
    gate.resolve("go");
    await Promise.all([running, swapped]);
    expect(order).toEqual(["unit 0 answered", "unit 0 closed"]);
    await Promise.all([runtime.close(), runtime.close()]);
    expect(order).toEqual(["unit 0 answered", "unit 0 closed", "unit 1 closed"]);
  });

  test("resolves every close() that is called while a request runs", async () => {
    const gate = deferred<string>();
    const runtime = await createRuntimeOn(createTestHost(), deployment({ name: "m" }), {
      units: { m: { predict: () => gate.promise } },
    });
    const running = runtime.predict("x");
    const closing = [runtime.close(), runtime.close()];
    gate.resolve("done");
    await Promise.all([running, ...closing]);
  });

  test("keeps the old graph when the new one cannot be served, and closes what it opened of it", async () => {
    const census: Census = { opened: 0, closed: [], running: 0, usedClosed: 0 };
    const implementations = { LABELLED: { component: labelled(census) } };
    const runtime = await createRuntimeOn(createTestHost(), graphOf("old"), { implementations });
    expect((await failureOf(() => runtime.swap({ kind: "Nonsense" }))).message).toContain(
      "kind: expected SeldonDeployment",
    );
    const half = {
      name: "c",
      type: "COMBINER",
      implementation: "LABELLED",
      parameters: [{ name: "unit", value: "c", type: "STRING" }],
      children: [{ name: "nobody" }, { name: "nothing" }],
    };
    const error = await failureOf(() => runtime.swap(deployment(half)));
    expect(error.message).toContain('unit "nobody"');
    expect(error.message).toContain('unit "nothing"');
    expect(census.closed).toEqual([0, 0, 0, 0, 1]);
    expect((await runtime.predict([[1]])).meta.tags["a"]).toBe("old");
    await runtime.close();
  });

  test("leaves a unit that the caller made open, over a swap and after close()", async () => {
    let closed = 0;
    const unit = {
      kind: "built-in",
      identity: "shared",
      predict: (message: unknown) => message,
      close: () => void closed++,
    };
    const graph = { name: "a", type: "MODEL", children: [{ name: "b", type: "MODEL" }] };
    const runtime = await createRuntimeOn(createTestHost(), deployment(graph), { units: { a: unit, b: unit } });
    await runtime.swap(deployment(graph));
    expect((await runtime.predict([[1]])).meta.routing).toEqual({ a: -1, b: -1 });
    await runtime.close();
    expect(closed).toBe(0);
  });

  test("takes over in the order asked for, and closes what was in between", async () => {
    const closed: string[] = [];
    const gates: Record<string, Promise<unknown>> = {};
    const runtime = await createRuntimeOn(createTestHost(), staged("0"), { implementations: stages(gates, closed) });
    const slow = deferred();
    gates["slow"] = slow.promise;
    const swaps = [runtime.swap(staged("slow")), runtime.swap(staged("fast"))];
    await sleep(5);
    slow.resolve();
    await Promise.all(swaps);
    expect((await runtime.predict("x")).meta.requestPath).toEqual({ m: "fast" });
    expect(closed).toEqual(["0", "slow"]);
    await runtime.close();
    expect(closed).toEqual(["0", "slow", "fast"]);
  });

  test("does not wait for the requests of a swap before it, nor for one that failed", async () => {
    const gate = deferred<string>();
    const hanging = { predict: () => gate.promise };
    const runtime = await createRuntimeOn(createTestHost(), deployment({ name: "h" }), {
      units: { h: hanging, a: { predict: () => "a" } },
    });
    const running = runtime.predict("x");
    const first = runtime.swap(deployment({ name: "a" }));
    const failed = failureOf(() => runtime.swap(deployment({ name: "nobody" })));
    await runtime.swap(deployment({ name: "a" }));
    expect((await failed).message).toContain('unit "nobody"');
    expect((await runtime.predict("x")).data).toEqual({ kind: "text", text: "a" });
    gate.resolve("late");
    await Promise.all([running, first]);
    await runtime.close();
  });

  test("is refused after close(), and what loads meanwhile is closed before close() ends", async () => {
    const closed: string[] = [];
    const gates: Record<string, Promise<unknown>> = {};
    const runtime = await createRuntimeOn(createTestHost(), staged("0"), { implementations: stages(gates, closed) });
    const slow = deferred();
    gates["slow"] = slow.promise;
    const loading = failureOf(() => runtime.swap(staged("slow")));
    await sleep(5);
    const closing = runtime.close();
    await sleep(5);
    slow.resolve();
    await closing;
    expect(closed).toEqual(["0", "slow"]);
    const refused = { code: "UNAVAILABLE", message: "The runtime is closed" };
    expect(await loading).toMatchObject(refused);
    expect(await failureOf(() => runtime.swap(staged("later")))).toMatchObject(refused);
    expect(closed).toEqual(["0", "slow"]);
  });

  test("close() waits for the graphs that were replaced, too", async () => {
    const gate = deferred<string>();
    const closed: string[] = [];
    class Slow {
      predict(): Promise<string> {
        return gate.promise;
      }
      close(): void {
        closed.push("slow");
      }
    }
    const units = { s: Slow, a: { predict: () => "a" } };
    const runtime = await createRuntimeOn(createTestHost(), deployment({ name: "s" }), { units });
    const running = runtime.predict("x");
    const swapped = runtime.swap(deployment({ name: "a" }));
    await sleep(5);
    const closing = runtime.close();
    await sleep(5);
    expect(closed).toEqual([]);
    gate.resolve("done");
    await closing;
    expect(closed).toEqual(["slow"]);
    await Promise.all([running, swapped]);
  });

  test("loads an object of the caller once, starts its service once, and keeps its class and fields", async () => {
    let loads = 0;
    let services = 0;
    class Model {
      #weight = 0;
      load(): void {
        loads++;
        this.#weight = loads;
      }
      custom_service(): Promise<void> {
        services++;
        return new Promise(() => {});
      }
      predict(): readonly number[] {
        return [this.#weight];
      }
    }
    const frozen = Object.freeze({ load: () => void loads++, predict: () => [7] });
    const graph = { name: "f", children: [{ name: "m" }] };
    const units = { m: new Model(), f: frozen };
    const runtime = await createRuntimeOn(createTestHost(), deployment(graph), { units });
    for (let i = 0; i < 3; i++) await runtime.swap(deployment(graph));
    const answer = await runtime.predict("x");
    expect(answer.data).toMatchObject({ tensors: [{ data: Float64Array.of(1) }] });
    expect(answer.meta.requestPath).toEqual({ f: "f", m: "Model" });
    expect([loads, services]).toEqual([2, 1]);
    await runtime.close();
  });

  test("loads an implementation given as an object once, and leaves it open; a class each time", async () => {
    const calls: string[] = [];
    const own = {
      load: () => void calls.push("load"),
      customService: () => void calls.push("service"),
      predict: () => [7],
      close: () => void calls.push("close"),
    };
    class Each {
      predict(): number[] {
        return [8];
      }
      load(): void {
        calls.push("load class");
      }
      close(): void {
        calls.push("close class");
      }
    }
    const implementations = { OWN: { component: own }, EACH: { component: Each } };
    const graph = {
      name: "c",
      implementation: "AVERAGE_COMBINER",
      children: [
        { name: "a", implementation: "OWN" },
        { name: "b", implementation: "EACH" },
      ],
    };
    const runtime = await createRuntimeOn(createTestHost(), deployment(graph), { implementations });
    await runtime.swap(deployment(graph));
    expect(calls.toSorted()).toEqual(["close class", "load", "load class", "load class", "service"]);
    await runtime.close();
    expect(calls.filter((call) => call.startsWith("close"))).toEqual(["close class", "close class"]);
  });

  test("loads an object again that failed to load", async () => {
    let loads = 0;
    const flaky = {
      load: async () => {
        if (++loads === 1) throw new Error("not yet");
      },
      predict: () => "f",
    };
    const units = { a: { predict: () => "a" }, f: flaky };
    const runtime = await createRuntimeOn(createTestHost(), deployment({ name: "a" }), { units });
    expect((await failureOf(() => runtime.swap(deployment({ name: "f" })))).message).toContain("not yet");
    await runtime.swap(deployment({ name: "f" }));
    await runtime.swap(deployment({ name: "f" }));
    expect(loads).toBe(2);
    await runtime.close();
  });
});

describe("what a router learned", () => {
  const router = {
    name: "r",
    implementation: "EPSILON_GREEDY",
    children: [{ name: "a" }, { name: "b" }],
  };
  const reward = decodeFeedback('{"reward":1,"response":{"meta":{"routing":{"r":1}}}}');
  const known = { "main/r": { tries: [0, 3], successes: [0, 3] } };

  async function open(gate: Promise<unknown>, state?: StateStore): Promise<Runtime> {
    let held = true;
    const b = { predict: () => "b", sendFeedback: () => (held ? ((held = false), gate) : []) };
    const options = { units: { a: { predict: () => "a" }, b }, ...(state && { state }) };
    return createRuntimeOn(createTestHost(), deployment(router), options);
  }

  test("on the old graph while it was replaced goes on in the new one", async () => {
    const gate = deferred<unknown>();
    const runtime = await open(gate.promise);
    const slow = runtime.feedback(reward);
    await runtime.feedback(reward);
    const swaps = [runtime.swap(deployment(router)), runtime.swap(deployment(router))];
    await sleep(5);
    await runtime.feedback(reward);
    gate.resolve([]);
    await Promise.all([slow, ...swaps]);
    expect(runtime.exportLearned()).toEqual(known);
    await runtime.close();
  });

  test("is told to other copies once, whichever graph learned it", async () => {
    const published: unknown[] = [];
    const store: StateStore = {
      ...createMemoryState(),
      publish: (unit, learned) => void published.push([unit, learned]),
    };
    const gate = deferred<unknown>();
    const runtime = await open(gate.promise, store);
    const slow = runtime.feedback(reward);
    await runtime.feedback(reward);
    const swapped = runtime.swap(deployment(router));
    await sleep(5);
    await runtime.feedback(reward);
    gate.resolve([]);
    await Promise.all([slow, swapped]);
    expect(published).toEqual(Array.from({ length: 3 }, () => ["main/r#2", { tries: [0, 1], successes: [0, 1] }]));
    expect(runtime.exportLearned()).toEqual(known);
    await runtime.close();
  });

  test("is not counted twice in a unit that stands in both graphs", async () => {
    const counts = { tries: [0, 2], successes: [0, 1] };
    let merged = 0;
    const unit = {
      kind: "built-in",
      identity: "mine",
      route: () => 0,
      exportState: () => counts,
      mergeState: () => void merged++,
      takeLearned: () => counts,
    };
    const units = { r: unit, a: { predict: () => "a" }, b: { predict: () => "b" } };
    const graph = { name: "r", type: "ROUTER", children: router.children };
    const runtime = await createRuntimeOn(createTestHost(), deployment(graph), { units });
    await runtime.swap(deployment(graph));
    expect(merged).toBe(0);
    await runtime.close();
  });
});

describe("loadGeneration()", () => {
  test("closes what opens late when another predictor cannot be compiled", async () => {
    const closed: string[] = [];
    const gates = { late: sleep(20) };
    const broken = {
      kind: "built-in",
      identity: "x",
      get predict(): never {
        throw new TypeError("no such luck");
      },
    };
    const manifest = deploymentOf([
      { name: "a", traffic: 50, graph: { name: "broken" } },
      { name: "b", traffic: 50, graph: stagedGraph("late") },
    ]);
    const options = { units: { broken }, implementations: stages(gates, closed) };
    const error = await failureOf(() => createRuntimeOn(createTestHost(), manifest, options));
    expect(error.message).toContain("no such luck");
    expect(closed).toEqual(["late"]);
  });
});

function stagedGraph(label: string): object {
  return { name: "m", implementation: "STAGED", parameters: [{ name: "label", value: label, type: "STRING" }] };
}

function staged(label: string): object {
  return deployment(stagedGraph(label));
}

/** Units that answer with their label, wait for its gate before they open, and tell when they close. */
function stages(gates: Readonly<Record<string, Promise<unknown>>>, closed: string[]): Record<string, Implementation> {
  const open = async ({ parameters }: UnitSpec): Promise<Unit> => {
    const label = parameters.find(({ name }) => name === "label")!.value;
    await gates[label];
    return {
      kind: "built-in",
      identity: label,
      predict: (message) => message,
      close: () => void closed.push(label),
    };
  };
  return { STAGED: open };
}
