import { afterEach, describe, expect, test } from "vitest";
import type { Runtime } from "../../runtime/runtime.ts";
import { failureOf, load } from "../support/manifests.ts";
import type { Node } from "../support/manifests.ts";

const opened: Runtime[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((runtime) => runtime.close()));
});

const add = (by: number): object => ({
  predict: (rows: number[][]) => rows.map((row) => row.map((value) => value + by)),
});
const MODELS: readonly Node[] = [{ name: "a" }, { name: "b" }];
const UNITS = { a: add(1), b: add(3), t: { transformInput: (X: unknown) => X }, r: { route: () => 0 } };
const GRAPH: Node = {
  name: "t",
  type: "TRANSFORMER",
  children: [
    { name: "r", type: "ROUTER", children: [{ name: "mean", implementation: "AVERAGE_COMBINER", children: MODELS }] },
  ],
};

async function open(graph: Node, units: object = UNITS): Promise<Runtime> {
  const { runtime } = await load(graph, units as Readonly<Record<string, object>>);
  opened.push(runtime);
  return runtime;
}

const ask = async (runtime: Runtime, model: string): Promise<unknown> => {
  const { data } = await runtime.predict([[1]], { model });
  return data.kind === "tensors" ? [...data.tensors[0]!.data] : undefined;
};

describe("the names of models", () => {
  test("are those of units that can answer alone", async () => {
    const runtime = await open(GRAPH);
    expect(runtime.plane.generation.models.all).toEqual(["toy", "main", "t", "a", "b"]);
    expect([await ask(runtime, "toy"), await ask(runtime, "a"), await ask(runtime, "b")]).toEqual([[3], [2], [4]]);
  });

  test.each([
    ["r", "ROUTER"],
    ["mean", "COMBINER"],
  ])("are not that of %s: it is a %s", async (name, type) => {
    const runtime = await open(GRAPH);
    const expected = {
      code: "NOT_FOUND",
      unit: name,
      message: `Unit "${name}" is a ${type}, which answers nothing without its children; there are toy, main, t, a, b`,
    };
    expect(await failureOf(() => ask(runtime, name))).toMatchObject(expected);
    expect(await failureOf(() => runtime.plane.model(name))).toMatchObject(expected);
  });

  test("have the first unit of a graph, which stands for it, also when it only routes", async () => {
    const runtime = await open({ name: "r", type: "ROUTER", children: MODELS });
    expect(runtime.plane.generation.models.all).toEqual(["toy", "main", "r", "a", "b"]);
    expect(await ask(runtime, "r")).toEqual([2]);
  });

  test("have a router that transforms as well", async () => {
    const router = { name: "r", type: "ROUTER", methods: ["ROUTE", "TRANSFORM_INPUT"], children: MODELS };
    const unit = { route: () => 0, transformInput: () => [[9]] };
    const runtime = await open({ ...GRAPH, children: [router] }, { ...UNITS, r: unit });
    expect(runtime.plane.generation.models.all).toContain("r");
    expect(await ask(runtime, "r")).toEqual([9]);
  });
});
