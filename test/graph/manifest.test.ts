import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readManifest } from "../../runtime/graph/manifest.ts";
import type { Issue } from "../../runtime/graph/spec.ts";
import { parseDocuments } from "../../runtime/platform/node/yaml.ts";
import { deployment, deploymentOf, failureOf, load, parameter } from "../support/manifests.ts";
import { loadManifest } from "../../runtime/platform/node/manifest-file.ts";

function issues(manifest: unknown): readonly Issue[] {
  const { deployment: spec, issues: found } = readManifest(manifest);
  expect(spec === undefined).toBe(found.length > 0);
  for (const { path, message } of found) {
    expect(typeof path).toBe("string");
    expect(message.length).toBeGreaterThan(5);
  }
  return found;
}

function lines(manifest: unknown): readonly string[] {
  return issues(manifest).map(({ path, message }) => `${path}: ${message}`);
}

const at = "spec.predictors[0].graph";
const model = (name: string, parts: object = {}): object => ({ name, type: "MODEL", ...parts });

describe("readManifest()", () => {
  test.each(["v1", "v1alpha2", "v1alpha3"])("takes a SeldonDeployment of %s", (version) => {
    const manifest = { ...deployment(model("m")), apiVersion: `machinelearning.seldon.io/${version}` };
    expect(readManifest(manifest).deployment).toMatchObject({
      name: "toy",
      namespace: "lab",
      protocol: "seldon",
      predictors: [{ name: "main" }],
    });
  });

  test("takes a bare PredictorSpec, with or without a name", () => {
    expect(readManifest({ name: "p", graph: model("m") }).deployment).toMatchObject({
      name: "p",
      namespace: "default",
    });
    expect(readManifest({ graph: model("m") }).deployment).toMatchObject({
      name: "default",
      predictors: [{ name: "default" }],
    });
  });

  test("takes what the schema leaves open: nulls, empty texts, further keys", () => {
    const graph = {
      name: "m",
      type: "",
      implementation: "",
      methods: null,
      children: null,
      parameters: null,
      endpoint: null,
      logger: null,
      modelUri: "",
      serviceAccountName: "x",
      more: {},
    };
    expect(
      lines(
        deploymentOf([
          { name: "p", graph, replicas: 2, componentSpecs: null, labels: { a: "b" }, traffic: 100, explainer: {} },
        ]),
      ),
    ).toEqual([]);
  });

  test.each<[string, unknown, string]>([
    ["nothing", undefined, "manifest"],
    ["null", null, "expected a SeldonDeployment or a PredictorSpec, got null"],
    ["text", "x", "got a string"],
    ["a list", [], "got an array"],
    ["an empty object", {}, "apiVersion: expected one of machinelearning.seldon.io/v1"],
    [
      "another kind",
      { ...deployment(model("m")), kind: "Deployment" },
      'kind: expected SeldonDeployment, got "Deployment"',
    ],
    ["another group", { ...deployment(model("m")), apiVersion: "apps/v1" }, "apiVersion: expected one of"],
    ["another version", { ...deployment(model("m")), apiVersion: "machinelearning.seldon.io/v2" }, "apiVersion"],
    ["a spec that is text", { ...deployment(model("m")), spec: "x" }, "spec: expected an object, got a string"],
    [
      "metadata that is text",
      { ...deployment(model("m")), metadata: "x" },
      'metadata: expected an object, got text "x"',
    ],
    [
      "a name that is a number",
      { ...deployment(model("m")), metadata: { name: 5 } },
      "metadata.name: expected text, got number 5",
    ],
    [
      "a name that no header can carry",
      { ...deployment(model("m")), metadata: { name: "a\nb" } },
      "metadata.name: expected letters",
    ],
    ["no predictors", deploymentOf([]), "spec.predictors: expected at least one predictor"],
    ["absent predictors", deploymentOf(undefined), "spec.predictors: expected a list, got nothing"],
    ["predictors that are an object", deploymentOf({}), "spec.predictors: expected a list, got an object"],
    [
      "too many predictors",
      deploymentOf(Array.from({ length: 101 }, (_, i) => ({ name: `p${i}`, graph: model("m") }))),
      "at most 100 predictors, got 101",
    ],
    ["a predictor that is null", deploymentOf([null]), "spec.predictors[0]: expected an object, got nothing"],
    [
      "a predictor without a name",
      deploymentOf([{ graph: model("m") }]),
      "spec.predictors[0].name: expected text, got nothing",
    ],
    ["a predictor without a graph", deploymentOf([{ name: "p" }]), `${at}: expected an object, got nothing`],
    ["a graph that is a list", deploymentOf([{ name: "p", graph: [] }]), `${at}: expected an object, got a list`],
    ["a bare graph that is a list", { name: "p", graph: [] }, "graph: expected an object, got a list"],
    [
      "duplicate predictors",
      deploymentOf([
        { name: "p", graph: model("m"), traffic: 50 },
        { name: "p", graph: model("m"), traffic: 50 },
      ]),
      'spec.predictors[1].name: duplicate predictor name "p"',
    ],
    [
      "an unknown protocol",
      { ...deployment(model("m")), spec: { protocol: "grpc", predictors: [{ name: "p", graph: model("m") }] } },
      "spec.protocol: expected one of seldon, tensorflow, kfserving, v2",
    ],
    [
      "an unknown transport",
      { ...deployment(model("m")), spec: { transport: "carrier", predictors: [{ name: "p", graph: model("m") }] } },
      "spec.transport",
    ],
    [
      "annotations of numbers",
      { ...deployment(model("m")), spec: { annotations: { a: 1 }, predictors: [{ name: "p", graph: model("m") }] } },
      'spec.annotations["a"]: expected text, got number 1',
    ],
    [
      "traffic of text",
      deploymentOf([{ name: "p", graph: model("m"), traffic: "all" }]),
      'spec.predictors[0].traffic: expected a whole number, got text "all"',
    ],
    [
      "shadow of text",
      deploymentOf([{ name: "p", graph: model("m"), shadow: "yes" }]),
      "spec.predictors[0].shadow: expected true or false",
    ],
    [
      "a container without a name",
      deploymentOf([{ name: "p", graph: model("m"), componentSpecs: [{ spec: { containers: [{}] } }] }]),
      "spec.predictors[0].componentSpecs[0].spec.containers[0].name",
    ],
    [
      "containers that are an object",
      deploymentOf([{ name: "p", graph: model("m"), componentSpecs: [{ spec: { containers: {} } }] }]),
      "componentSpecs[0].spec.containers: expected a list",
    ],
  ])("refuses %s", (_, manifest, expected) => {
    expect(["manifest", ...lines(manifest)].join("\n")).toContain(expected);
    expect(issues(manifest).length).toBeGreaterThan(0);
  });

  test.each<[string, object, string]>([
    [
      "an unknown type",
      { name: "m", type: "MODLE" },
      `${at}.type: expected one of UNKNOWN_TYPE, ROUTER, COMBINER, MODEL, TRANSFORMER, OUTPUT_TRANSFORMER, got "MODLE"`,
    ],
    ["a type that is a number", { name: "m", type: 5 }, `${at}.type: expected one of`],
    ["no name", { type: "MODEL" }, `${at}.name: expected text, got nothing`],
    ["an empty name", { name: "", type: "MODEL" }, `${at}.name: expected text, got nothing`],
    ["a name that is a number", { name: 7 }, `${at}.name: expected text, got number 7`],
    ["a reserved name", { name: "__proto__" }, "reserved"],
    ["an unknown method", { name: "m", methods: ["PREDICT"] }, `${at}.methods[0]: expected one of TRANSFORM_INPUT`],
    ["methods that are text", { name: "m", methods: "ROUTE" }, `${at}.methods: expected a list, got text "ROUTE"`],
    ["children that are an object", { name: "m", children: {} }, `${at}.children: expected a list, got an object`],
    ["a child that is text", { name: "m", children: ["x"] }, `${at}.children[0]: expected an object, got text "x"`],
    ["a child that is null", { name: "m", children: [null] }, `${at}.children[0]: expected an object, got nothing`],
    [
      "a COMBINER without children",
      { name: "c", type: "COMBINER" },
      `${at}.children: a COMBINER needs children to combine, got none`,
    ],
    [
      "a ROUTER without children",
      { name: "r", type: "ROUTER", children: [] },
      `${at}.children: a ROUTER needs children to route to, got none`,
    ],
    [
      "a built-in combiner without children",
      { name: "c", implementation: "AVERAGE_COMBINER" },
      "a COMBINER needs children",
    ],
    [
      "a RANDOM_ABTEST of one",
      { name: "r", implementation: "RANDOM_ABTEST", children: [model("a")] },
      `${at}.children: RANDOM_ABTEST chooses between two children, got 1`,
    ],
    [
      "a RANDOM_ABTEST of three",
      { name: "r", implementation: "RANDOM_ABTEST", children: [model("a"), model("b"), model("c")] },
      "got 3",
    ],
    [
      "a built-in of another type",
      { name: "r", type: "MODEL", implementation: "SIMPLE_ROUTER", children: [model("a")] },
      `${at}.type: SIMPLE_ROUTER is a ROUTER, got`,
    ],
    [
      "UNKNOWN_TYPE without methods",
      { name: "m", type: "UNKNOWN_TYPE" },
      `${at}.methods: a unit of UNKNOWN_TYPE must list its methods`,
    ],
    [
      "duplicate names",
      model("m", { children: [model("a"), model("m")] }),
      `${at}.children[1].name: duplicate unit name "m", also at ${at}.name`,
    ],
    ["an endpoint that is text", { name: "m", endpoint: "x" }, `${at}.endpoint: expected an object, got text "x"`],
    [
      "an endpoint type",
      { name: "m", endpoint: { type: "HTTP" } },
      `${at}.endpoint.type: expected one of REST, GRPC, got "HTTP"`,
    ],
    [
      "a port that is text",
      { name: "m", endpoint: { service_port: "80" } },
      `${at}.endpoint.service_port: expected a whole number, got text "80"`,
    ],
    [
      "a port out of range",
      { name: "m", endpoint: { httpPort: 70000 } },
      `${at}.endpoint.httpPort: expected a port, got 70000`,
    ],
    [
      "a host that is a number",
      { name: "m", endpoint: { service_host: 5 } },
      `${at}.endpoint.service_host: expected text`,
    ],
    [
      "a logger without a mode",
      { name: "m", logger: { url: "x" } },
      `${at}.logger.mode: expected one of all, request, response, got nothing`,
    ],
    ["a logger mode", { name: "m", logger: { mode: "some" } }, `${at}.logger.mode`],
    ["parameters that are an object", { name: "m", parameters: {} }, `${at}.parameters: expected a list`],
    [
      "a parameter of a number",
      { name: "m", parameters: [{ name: "a", value: 5, type: "INT" }] },
      `${at}.parameters[0].value: expected text, got number 5`,
    ],
    [
      "a parameter type",
      { name: "m", parameters: [{ name: "a", value: "5", type: "INTEGER" }] },
      `${at}.parameters[0].type: expected one of INT, FLOAT, DOUBLE, STRING, BOOL`,
    ],
    ["a modelUri that is a list", { name: "m", modelUri: [] }, `${at}.modelUri: expected text, got a list`],
  ])("refuses a graph with %s", (_, graph, expected) => {
    expect(lines(deployment(graph)).join("\n")).toContain(expected);
  });

  test("does not stumble over objects where text belongs", () => {
    const hostile = { toString: 1, valueOf: 1 };
    const graph = {
      name: hostile,
      type: hostile,
      implementation: "SIMPLE_ROUTER",
      children: [{ name: "a", implementation: hostile }],
    };
    expect(lines(deployment(graph)).join("\n")).toContain(`${at}.type: expected one of`);
    expect(lines({ ...deployment(graph), apiVersion: hostile, kind: hostile }).join("\n")).toContain(
      "apiVersion: expected one of",
    );
    expect(
      lines(deploymentOf([{ name: hostile, graph: { name: "m" }, traffic: hostile, shadow: hostile }])).length,
    ).toBeGreaterThan(2);
  });

  test.each<[string, readonly object[], string | undefined]>([
    ["a single one without", [{}], undefined],
    ["a single one of 0", [{ traffic: 0 }], undefined],
    ["a single one of 100", [{ traffic: 100 }], undefined],
    ["a single one of 50", [{ traffic: 50 }], "traffic of a single predictor must be 100 when it is set, got 50"],
    ["two that sum to 100", [{ traffic: 25 }, { traffic: 75 }], undefined],
    ["two that sum to 90", [{ traffic: 25 }, { traffic: 65 }], "must sum to 100, got 90"],
    ["two without", [{}, {}], "must sum to 100, got 0"],
    ["a negative one", [{ traffic: 150 }, { traffic: -50 }], "traffic must not be negative"],
    ["a shadow beside one", [{ traffic: 100 }, { shadow: true }], undefined],
    ["a shadow with a share", [{ traffic: 100 }, { shadow: true, traffic: 50 }], undefined],
    [
      "a shadow beyond 100",
      [{ traffic: 100 }, { shadow: true, traffic: 150 }],
      "a shadow's traffic must be between 0 and 100",
    ],
    ["a lone shadow", [{ shadow: true }], "a shadow cannot be the only predictor"],
    ["two shadows", [{}, { shadow: true }, { shadow: true }], "at most one shadow predictor, got 2"],
  ])("judges the traffic of %s", (_, parts, expected) => {
    const found = lines(deploymentOf(parts.map((part, index) => ({ name: `p${index}`, graph: model("m"), ...part }))));
    if (expected === undefined) expect(found).toEqual([]);
    else expect(found.join("\n")).toContain(expected);
  });

  test("refuses a graph that is its own child", () => {
    const unit: { name: string; children: unknown[] } = { name: "a", children: [] };
    unit.children.push({ name: "b", children: [unit] });
    expect(lines(deployment(unit)).join("\n")).toContain(`${at}.children[0].children[0]: the graph is cyclic`);
  });

  test("refuses a YAML alias that makes a cycle", async () => {
    const { manifest } = await loadManifest("graph: &a\n  name: m\n  children:\n    - name: n\n      children: [*a]\n");
    expect(lines(manifest).join("\n")).toContain("graph.children[0].children[0]: the graph is cyclic");
  });

  test("refuses YAML that multiplies by aliases", async () => {
    const doubling = Array.from({ length: 30 }, (_, i) => `a${i + 1}: &a${i + 1} [*a${i}, *a${i}]`).join("\n");
    const error = await failureOf(() => loadManifest(`a0: &a0 [x]\n${doubling}\n`));
    expect(error.message).toContain("The manifest cannot be read");
  });

  test("counts a unit that YAML repeats by alias as a duplicate", async () => {
    const { manifest } = await loadManifest("graph:\n  name: m\n  children:\n    - &a {name: n}\n    - *a\n");
    expect(lines(manifest).join("\n")).toContain('duplicate unit name "n"');
  });

  test("refuses a graph that is too deep", () => {
    let graph: object = { name: "u0" };
    for (let i = 1; i < 64; i++) graph = { name: `u${i}`, children: [graph] };
    expect(lines(deployment(graph))).toEqual([]);
    expect(lines(deployment({ name: "top", children: [graph] })).join("\n")).toContain(
      "the graph is deeper than 64 units",
    );
    for (let i = 64; i < 20_000; i++) graph = { name: `u${i}`, children: [graph] };
    expect(lines(deployment(graph))).toHaveLength(1);
  });

  test("refuses a graph of too many units, once", () => {
    const wide = (count: number): object => ({
      name: "top",
      children: Array.from({ length: count }, (_, i) => ({ name: `u${i}` })),
    });
    expect(lines(deployment(wide(999)))).toEqual([]);
    const found = lines(deployment(wide(100_000)));
    expect(found).toHaveLength(1);
    expect(found[0]).toContain("the graph has more than 1000 units");
  });

  test("lists everything that is wrong at once, each with its path", () => {
    const graph = {
      name: "c",
      type: "COMBINER",
      children: [
        { name: "a", type: "MODLE" },
        { name: "a", methods: ["X"] },
        { name: "r", type: "ROUTER" },
      ],
    };
    const found = issues(
      deploymentOf([
        { name: "p", graph, traffic: 10 },
        { name: "p", graph: 5, traffic: 20 },
      ]),
    );
    expect(found.map(({ path }) => path).toSorted()).toEqual(
      [
        "spec.predictors",
        `${at}.children[0].type`,
        `${at}.children[1].methods[0]`,
        `${at}.children[1].name`,
        `${at}.children[2].children`,
        "spec.predictors[1].graph",
        "spec.predictors[1].name",
      ].toSorted(),
    );
  });
});

describe("createRuntime()", () => {
  test("lists every unit that nothing stands behind, with what to type", async () => {
    const graph = {
      name: "c",
      type: "COMBINER",
      children: [model("a"), model("b", { implementation: "TRITON_SERVER" })],
    };
    const manifest = deploymentOf([
      { name: "p", graph, componentSpecs: [{ spec: { containers: [{ name: "a", image: "reg/a:1" }] } }] },
    ]);
    const { createRuntimeOn } = await import("../../runtime/runtime.ts");
    const { createTestHost } = await import("../support/host.ts");
    const error = await failureOf(() => createRuntimeOn(createTestHost(), manifest));
    expect(error.message).toContain(
      `${at}.children[0]: unit "a" runs in the container image reg/a:1; bind it with --unit a=URL`,
    );
    expect(error.message).toContain(
      'unit "b" has implementation TRITON_SERVER, which this runtime does not have; bind it with --unit b=URL',
    );
    expect(error.message).toContain('unit "c" has implementation none');
  });

  test.each<[string, object | string, string]>([
    [
      "a binding of another kind of text",
      "somewhere",
      "expected a URL (http://host:port, grpc://host:port) or a .ts, .js, .mjs, .wasm or .onnx file",
    ],
    [
      "a component whose load() fails",
      {
        predict: () => 1,
        load: () => {
          throw new Error("no weights");
        },
      },
      'unit "m": no weights',
    ],
    [
      "a class whose constructor throws",
      class {
        constructor() {
          throw new Error("bad");
        }
        predict() {}
      },
      'unit "m": bad',
    ],
  ])("refuses %s", async (_, binding, expected) => {
    const error = await failureOf(() => load({ name: "m" }, { m: binding }));
    expect(error.message).toContain(expected);
    expect(error.message).toContain(at);
  });

  test.each([
    ["INT", "1.5", "a whole number"],
    ["FLOAT", "many", "a number"],
    ["BOOL", "maybe", "true or false"],
  ])("refuses a parameter of type %s with the value %s", async (type, value, expected) => {
    const error = await failureOf(() =>
      load({ name: "m", parameters: [parameter("p", value, type)] }, { m: { predict: () => 1 } }),
    );
    expect(error.message).toContain(`unit "m": Parameter "p" of type ${type}: expected ${expected}, got "${value}"`);
  });

  test("binds an endpoint as a remote unit, and not one without a port", async () => {
    const { runtime } = await load({ name: "m", endpoint: { service_host: "localhost", service_port: 9 } });
    expect(runtime.plane.generation.predictors[0]!.plan.units[0]!.unit).toMatchObject({
      kind: "remote",
      identity: "http://localhost:9",
    });
    await runtime.close();
    expect((await failureOf(() => load({ name: "m", endpoint: { service_host: "localhost" } }))).message).toContain(
      "bind it with --unit",
    );
  });
});

const CORPUS = process.env["SELDON_MANIFESTS"];

describe.skipIf(CORPUS === undefined)("the manifests in SELDON_MANIFESTS (skipped: the variable is not set)", () => {
  test("are judged as the published webhook judges them", async () => {
    const folder = CORPUS!;
    const expected = JSON.parse(await readFile(join(folder, "expected.json"), "utf8")) as Record<
      string,
      { valid: string; errors?: unknown }
    >;
    const different: string[] = [];
    const atBinding: string[] = [];
    let count = 0;
    for (const file of (await readdir(folder)).filter((name) => name.endsWith(".yaml")).toSorted()) {
      if (expected[file] === undefined) continue;
      const { values, error } = parseDocuments(await readFile(join(folder, file), "utf8"));
      const served = values.filter((value) => (value as { kind?: unknown }).kind === "SeldonDeployment");
      for (const value of served.length > 0 ? served : values) {
        count++;
        const found = readManifest(value).issues;
        // What only a cluster can say, as the webhook does: containers that are missing, server tables.
        const known = /container|predictors map|modelUri|KAFKA|endpoint/i.test(
          JSON.stringify(expected[file].errors ?? ""),
        );
        const isValid = error === undefined && found.length === 0;
        // What the cluster takes and then cannot run may be refused or not.
        if (expected[file].valid === "accepted-but-fails" || isValid === (expected[file].valid === "yes")) continue;
        if (isValid && known) {
          atBinding.push(file);
          continue;
        }
        different.push(
          `${file}: expected ${expected[file].valid} ${JSON.stringify(expected[file].errors)}, got ${JSON.stringify(found)}`,
        );
      }
    }
    process.stdout.write(`corpus: ${count} manifests, ${atBinding.length} judged at binding: ${atBinding.join(" ")}\n`);
    expect(different).toEqual([]);
    expect(count).toBeGreaterThan(0);
  });
});
