import { afterEach, describe, expect, test } from "vitest";
import type { Runtime } from "../../runtime/runtime.ts";
import type { Unit } from "../../runtime/units/unit.ts";
import { deferred, failureOf, load, parameter, sleep } from "../support/manifests.ts";
import type { Node } from "../support/manifests.ts";
import type { Json } from "../support/json.ts";

const opened: Runtime[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((runtime) => runtime.close()));
});

/** A component whose inputs and outputs are named after it. */
function described(name: string): object {
  const side = (end: string) =>
    [{ messagetype: "strData", schema: {}, name: `${name}.${end}` }].map(({ messagetype, name: label }) => ({
      messagetype: `${messagetype}:${label}`,
      schema: {},
    }));
  const pass = (X: unknown): unknown => X;
  return {
    predict: pass,
    transformInput: pass,
    transformOutput: pass,
    route: () => 0,
    aggregate: (Xs: unknown[]) => Xs[0],
    initMetadata: () => ({ name, versions: [`${name}:1`], inputs: side("in"), outputs: side("out") }),
  };
}

function unitOf(name: string): Unit {
  return { kind: "built-in", identity: name, predict: (message) => message };
}

async function metadata(graph: Node): Promise<Json> {
  const names = ["m", "n", "t", "o", "r", "c", "a", "b"];
  const { runtime } = await load(graph, Object.fromEntries(names.map((name) => [name, described(name)])));
  opened.push(runtime);
  return JSON.parse(JSON.stringify(await runtime.metadata()));
}

const leaf = (name: string, type = "MODEL"): Node => ({ name, type });
const pair = [leaf("a"), leaf("b")];

describe("describeGraph()", () => {
  test.each<[string, Node, string, string]>([
    ["a leaf MODEL", leaf("m"), "m", "m"],
    ["a leaf OUTPUT_TRANSFORMER", leaf("o", "OUTPUT_TRANSFORMER"), "o", "o"],
    ["a TRANSFORMER above a MODEL", { ...leaf("t", "TRANSFORMER"), children: [leaf("m")] }, "t", "m"],
    ["a MODEL above a MODEL", { ...leaf("m"), children: [leaf("n")] }, "m", "n"],
    ["an OUTPUT_TRANSFORMER above a MODEL", { ...leaf("o", "OUTPUT_TRANSFORMER"), children: [leaf("m")] }, "m", "o"],
    ["a COMBINER", { ...leaf("c", "COMBINER"), children: pair }, "a", "c"],
    ["a ROUTER", { ...leaf("r", "ROUTER"), children: pair }, "a", "a"],
    ["two levels", { ...leaf("t", "TRANSFORMER"), children: [{ ...leaf("c", "COMBINER"), children: pair }] }, "t", "c"],
    [
      "a MODEL with phase=output",
      {
        ...leaf("m"),
        parameters: [parameter("zerohop.phase", "output")],
        children: [{ ...leaf("c", "COMBINER"), children: pair }],
      },
      "a",
      "m",
    ],
  ])("finds what goes into and comes out of %s", async (_, graph, inputs, outputs) => {
    const found = await metadata(graph);
    expect(found.name).toBe("main");
    expect(found.graphinputs[0].messagetype).toBe(`strData:${inputs}.in`);
    expect(found.graphoutputs[0].messagetype).toBe(`strData:${outputs}.out`);
  });

  test("lists every unit that has metadata, without what is empty", async () => {
    const found = await metadata({ name: "ab", implementation: "RANDOM_ABTEST", children: pair });
    expect(Object.keys(found.models)).toEqual(["a", "b"]);
    expect(Object.keys(found.models.a)).toEqual(["name", "versions", "inputs", "outputs"]);
  });

  test("names the unit whose metadata is bad", async () => {
    const fail = (): never => {
      throw new Error("no file");
    };
    const unit = { kind: "built-in", identity: "test", predict: fail, metadata: fail };
    const { runtime } = await load(leaf("m"), { m: unit });
    opened.push(runtime);
    expect((await failureOf(() => runtime.metadata())).message).toBe('Unit "m": no file');
  });

  test("asks all units side by side, and lists them in the graph's order", async () => {
    const arrived: string[] = [];
    const both = deferred();
    const waiting = (name: string) => ({
      ...unitOf(name),
      metadata: async () => {
        arrived.push(name);
        if (arrived.length === 2) both.resolve();
        await both.promise;
        if (name === "a") await sleep(5);
        return { name, versions: [], platform: "", inputs: [], outputs: [], custom: {} };
      },
    });
    const graph = { ...leaf("c", "COMBINER"), children: pair };
    const { runtime } = await load(graph, { c: described("c"), a: waiting("a"), b: waiting("b") });
    opened.push(runtime);
    expect(Object.keys((await runtime.metadata()).models)).toEqual(["c", "a", "b"]);
  });

  test("stops asking the others when one fails", async () => {
    const signals: (AbortSignal | undefined)[] = [];
    const hanging = {
      ...unitOf("b"),
      metadata: (signal?: AbortSignal) => {
        signals.push(signal);
        return new Promise<never>(() => {});
      },
    };
    const failing = { ...unitOf("a"), metadata: () => Promise.reject(new Error("no file")) };
    const graph = { ...leaf("c", "COMBINER"), children: pair };
    const { runtime } = await load(graph, { c: described("c"), a: failing, b: hanging });
    opened.push(runtime);
    expect((await failureOf(() => runtime.metadata())).message).toBe('Unit "a": no file');
    expect(signals.map((signal) => signal?.aborted)).toEqual([true]);
  });
});
