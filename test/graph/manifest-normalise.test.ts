import { afterEach, describe, expect, test } from "vitest";
import { readManifest } from "../../runtime/graph/manifest.ts";
import type { DeploymentSpec } from "../../runtime/graph/spec.ts";
import { loadManifest } from "../../runtime/platform/node/manifest-file.ts";
import { createRuntimeOn } from "../../runtime/runtime.ts";
import type { Runtime, RuntimeOptions } from "../../runtime/runtime.ts";
import { createTestHost } from "../support/host.ts";
import { deployment, deploymentOf, failureOf } from "../support/manifests.ts";

const opened: Runtime[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((runtime) => runtime.close()));
});

async function open(manifest: unknown, units: NonNullable<RuntimeOptions["units"]> = {}): Promise<Runtime> {
  const runtime = await createRuntimeOn(createTestHost(), manifest, { units });
  opened.push(runtime);
  return runtime;
}

function read(manifest: unknown): DeploymentSpec {
  const { deployment: spec, issues } = readManifest(manifest);
  expect(issues).toEqual([]);
  return spec!;
}

function issuesOf(manifest: unknown): readonly string[] {
  return readManifest(manifest).issues.map(({ path, message }) => `${path}: ${message}`);
}

const NULLS = {
  type: null,
  implementation: null,
  methods: null,
  endpoint: null,
  parameters: null,
  modelUri: null,
  children: null,
  logger: null,
};
const EMPTIES = { type: "", implementation: "", modelUri: "" };
const double = { predict: (X: number[][]) => X.map((row) => row.map((value) => value * 2)) };

describe("readManifest() builds one form", () => {
  test.each<[string, object]>([
    ["nothing", {}],
    ["nulls", NULLS],
    ["empty texts", EMPTIES],
    ["the names for nothing", { implementation: "UNKNOWN_IMPLEMENTATION", methods: [], children: [], parameters: [] }],
  ])("of a unit written with %s", (_, parts) => {
    expect(read(deployment({ name: "m", ...parts })).predictors[0]!.graph).toEqual({
      name: "m",
      type: "MODEL",
      methods: [],
      parameters: [],
      children: [],
    });
  });

  test("of a predictor written with nulls", () => {
    const nulls = { annotations: null, labels: null, componentSpecs: null, traffic: null, shadow: null };
    const expected = { annotations: {}, labels: {}, componentSpecs: [], shadow: false };
    const [predictor] = read(deploymentOf([{ name: "p", graph: { name: "m", env: {} }, ...nulls }])).predictors;
    expect(predictor).toMatchObject({ name: "p", path: "spec.predictors[0]", ...expected });
    expect(predictor).not.toHaveProperty("traffic");
    expect(read({ name: null, spec: null, graph: { name: "m", env: {} }, ...nulls }).predictors[0]).toMatchObject({
      name: "default",
      path: "",
      ...expected,
    });
  });

  test("of endpoints, methods and containers", () => {
    const endpoint = { service_host: "", service_port: 0, httpPort: null, grpcPort: 5000, type: "" };
    const componentSpecs = [
      null,
      { spec: null },
      {
        spec: {
          containers: [
            { name: "m", image: "" },
            { name: "n", env: {} },
          ],
        },
      },
    ];
    const graph = { name: "m", type: "MODEL", methods: [null, "", "ROUTE"], endpoint };
    const [predictor] = read(deploymentOf([{ name: "p", graph, componentSpecs }])).predictors;
    expect(predictor!.graph).toMatchObject({ endpoint: { grpcPort: 5000 }, methods: ["ROUTE"] });
    expect(Object.keys(predictor!.graph.endpoint!)).toEqual(["grpcPort"]);
    expect(predictor!.componentSpecs).toEqual([
      { containers: [] },
      { containers: [] },
      {
        containers: [
          { name: "m", env: {} },
          { name: "n", env: {} },
        ],
      },
    ]);
  });

  test("with null annotations left out and empty ones kept", () => {
    const manifest = deployment({ name: "m", env: {} }, { a: null, b: "", c: "x" } as never);
    expect(read(manifest).annotations).toEqual({ b: "", c: "x" });
  });

  test("that is fresh and frozen all the way down", () => {
    const manifest = deployment(
      {
        name: "r",
        type: "ROUTER",
        parameters: [{ name: "a", value: "1", type: "INT" }],
        endpoint: { service_host: "h", service_port: 9 },
        children: [{ name: "m", methods: ["SEND_FEEDBACK"] }],
      },
      { a: "b" },
    );
    const before = structuredClone(manifest);
    const spec = read(manifest);
    const walk = (value: unknown): void => {
      if (typeof value !== "object" || value === null) return;
      expect(Object.isFrozen(value)).toBe(true);
      for (const item of Object.values(value)) walk(item);
    };
    walk(spec);
    expect(manifest).toEqual(before);
    const { graph } = spec.predictors[0]!;
    expect(graph.children).not.toBe((manifest as { spec: { predictors: any[] } }).spec.predictors[0].graph.children);
  });

  test("and drops what it does not know", () => {
    expect(read(deployment({ name: "m", more: { type: "x" } })).predictors[0]!.graph).toEqual({
      name: "m",
      type: "MODEL",
      methods: [],
      parameters: [],
      children: [],
    });
  });
});

describe("readManifest() refuses", () => {
  const at = "spec.predictors[0].graph.parameters[0]";

  test.each<[string, string, string]>([
    ["an unquoted number", "0.5", 'expected text, got number 0.5; write it in quotes, as "0.5"'],
    ["an unquoted boolean", "true", 'expected text, got boolean true; write it in quotes, as "true"'],
    ["a list", "[1]", "expected text, got a list"],
    ["null", "null", "expected text, got nothing"],
  ])("%s as a parameter's value", async (_, value, expected) => {
    const text = `name: p\ngraph:\n  name: m\n  parameters:\n    - {name: a, type: FLOAT, value: ${value}}\n`;
    const { manifest } = await loadManifest(text);
    expect(issuesOf(manifest)).toEqual([`graph.parameters[0].value: ${expected}`]);
  });

  test("an annotation that is an unquoted number", () => {
    expect(issuesOf(deployment({ name: "m", env: {} }, { "seldon.io/rest-timeout": 500 } as never))).toEqual([
      'spec.annotations["seldon.io/rest-timeout"]: expected text, got number 500; write it in quotes, as "500"',
    ]);
  });

  test.each([null, "", undefined])("%j as a parameter's type", (type) => {
    const graph = { name: "m", parameters: [{ name: "a", value: "", type }] };
    expect(issuesOf(deployment(graph))).toEqual([
      `${at}.type: expected one of INT, FLOAT, DOUBLE, STRING, BOOL, got nothing`,
    ]);
  });

  test("an UNKNOWN_IMPLEMENTATION of UNKNOWN_TYPE that lists no methods", () => {
    const graph = { name: "m", type: "UNKNOWN_TYPE", implementation: "UNKNOWN_IMPLEMENTATION" };
    expect(issuesOf(deployment(graph))[0]).toContain("a unit of UNKNOWN_TYPE must list its methods");
  });

  test.each<[string, object]>([
    ["another path behind the version", { apiVersion: "machinelearning.seldon.io/v1/x" }],
    ["a version without its group", { apiVersion: "v1" }],
  ])("%s", (_, parts) => {
    expect(issuesOf({ ...deployment({ name: "m", env: {} }), ...parts })[0]).toContain("apiVersion: expected one of");
  });

  test("a bare predictor's name that no header can carry", () => {
    expect(issuesOf({ name: "a\nb", graph: { name: "m", env: {} } })[0]).toContain("name: expected letters");
  });

  test.each<[string, unknown]>([
    ["big integers", 5n],
    ["functions", () => 1],
    ["symbols", Symbol("x")],
  ])("%s anywhere without throwing", (_, value) => {
    const graph = { name: value, type: value, parameters: [{ name: "a", value, type: value }], children: value };
    expect(issuesOf(deployment(graph)).length).toBeGreaterThan(3);
    expect(issuesOf(deploymentOf([{ name: value, graph: value, traffic: value, shadow: value }])).length).toBe(4);
  });
});

describe("createRuntime() on what is written as nothing", () => {
  test.each<[string, unknown]>([
    ["null", null],
    ['""', ""],
  ])("calls a unit whose type is %s", async (_, type) => {
    const runtime = await open(deployment({ name: "m", type }), { m: double });
    expect(await runtime.predict([[1, 2]])).toMatchObject({ meta: { routing: { m: -1 } } });
    expect((await runtime.predict([[1, 2]])).data).toMatchObject({
      tensors: [{ data: Float64Array.from([2, 4]) }],
    });
  });

  test("takes an annotation that is null for none", async () => {
    const annotations = { "seldon.io/rest-timeout": null, "zerohop.io/deadline-ms": null } as never;
    await open(deployment({ name: "m", env: {} }, annotations), { m: double });
  });

  test("finds a model file's server when the implementation is null", async () => {
    const graph = { name: "m", implementation: null, modelUri: "missing/model.wasm" };
    expect((await failureOf(() => open(deployment(graph)))).message).not.toContain("implementation none");
  });

  test("binds a unit whose modelUri is null", async () => {
    await open(deployment({ name: "m", modelUri: null, endpoint: null, parameters: null }), { m: double });
    expect((await failureOf(() => open(deployment({ name: "m", modelUri: null })))).message).toContain(
      'unit "m" has implementation none',
    );
  });

  test("names the true path in a bare PredictorSpec when units are bound", async () => {
    const graph = { name: "c", type: "COMBINER", children: [{ name: "a" }, { name: "b", implementation: "NONE" }] };
    const error = await failureOf(() => open({ name: "p", graph }, { a: double, c: { aggregate: () => 1 } }));
    expect(error.message).toContain('\n  graph.children[1]: unit "b" has implementation NONE');
    expect(error.message).not.toContain("spec.");
    const wrong = { name: "m", parameters: [{ name: "zerohop.phase", value: "input", type: "STRING" }] };
    expect((await failureOf(() => open({ graph: wrong }, { m: double }))).message).toContain("\n  graph.parameters: ");
  });
});
