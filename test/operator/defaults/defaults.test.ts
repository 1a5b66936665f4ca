/** The steps of the published defaulting; the numbers are the contract's. */
import { describe, expect, it } from "vitest";
import type { Predictor } from "../../../operator/api/seldon-deployment.ts";
import { unitsOf } from "../../../operator/api/seldon-deployment.ts";
import { applyDefaults } from "../../../operator/defaults/defaults.ts";
import { DEFAULT_CONFIG } from "../../../operator/defaults/operator-config.ts";
import { readOperatorConfig } from "../../../operator/defaults/read-config.ts";
import { podOf, sdepOf, trained } from "../plan/planned.ts";

function defaulted(spec: object, config: object = {}): readonly Predictor[] {
  const read = readOperatorConfig(config);
  expect(read.issues).toEqual([]);
  return applyDefaults(sdepOf(spec), read.config).spec.predictors;
}

function ports(predictors: readonly Predictor[]): Record<string, string> {
  const units = predictors.flatMap(({ name, graph }) => unitsOf(graph).map((unit) => ({ ...unit, predictor: name })));
  return Object.fromEntries(
    units.map(({ predictor, name, endpoint: { service_host: host, httpPort, grpcPort, service_port: port } = {} }) => [
      `${predictor}/${name}`,
      `${host} ${httpPort}/${grpcPort} ${port}`,
    ]),
  );
}

describe("applyDefaults()", () => {
  it("2 labels predictors with their version, unless they say one", () => {
    const [first, second] = defaulted({
      predictors: [trained(), { ...trained({ labels: { version: "v7" } }), name: "b" }],
    });
    expect(first!.labels).toEqual({ version: "main" });
    expect(second!.labels).toEqual({ version: "v7" });
  });

  it("3 makes models of what is open, and of servers whatever they say", () => {
    const graph = {
      name: "a",
      children: [
        { name: "b", type: "ROUTER", implementation: "SKLEARN_SERVER", modelUri: "x" },
        { name: "c", methods: ["ROUTE"] },
        { name: "d", implementation: "SIMPLE_ROUTER" },
      ],
    };
    const [{ graph: done }] = defaulted({ predictors: [{ name: "p", graph }] }) as [Predictor];
    expect(unitsOf(done).map(({ type, implementation }) => [type, implementation])).toEqual([
      ["MODEL", "UNKNOWN_IMPLEMENTATION"],
      ["MODEL", "SKLEARN_SERVER"],
      [undefined, "UNKNOWN_IMPLEMENTATION"],
      [undefined, "SIMPLE_ROUTER"],
    ]);
  });

  it("4 counts ports over all predictors and containers, and a name keeps its numbers", () => {
    const graph = { name: "a", type: "TRANSFORMER", children: [{ name: "b", type: "MODEL" }] };
    const pods = [podOf({ name: "helper" }, { name: "a" }), podOf({ name: "b" })];
    const predictors = defaulted({
      predictors: [
        { name: "one", graph, componentSpecs: pods },
        { name: "two", graph: { name: "b", type: "MODEL" }, componentSpecs: [podOf({ name: "z" }, { name: "b" })] },
      ],
    });
    expect(ports(predictors)).toEqual({
      "one/a": "localhost 9001/9501 9001",
      "one/b": "toy-one-b.lab.svc.cluster.local 9002/9502 9002",
      "two/b": "localhost 9002/9502 9002",
    });
  });

  it("5 makes containers of servers, after those that are written", () => {
    const graph = {
      name: "s",
      implementation: "SKLEARN_SERVER",
      modelUri: "x",
      children: [{ name: "u", type: "MODEL" }],
    };
    const [predictor] = defaulted({
      predictors: [{ name: "p", graph, componentSpecs: [podOf({ name: "u", image: "i" })] }],
    });
    expect(predictor!.componentSpecs![0]!.spec.containers.map(({ name, image }) => `${name} ${image}`)).toEqual([
      "u i",
      "s seldonio/sklearnserver:1.17.1",
    ]);
    expect(ports([predictor!])).toMatchObject({ "p/s": "localhost 9001/9501 9001", "p/u": "localhost 9000/9500 9000" });
  });

  it("6 lets ports that a container names win, and points at the transport's", () => {
    const container = {
      name: "m",
      ports: [{ name: "http", containerPort: 5000 }],
      volumeMounts: [{ name: "podinfo", mountPath: "/etc/podinfo" }],
    };
    const spec = {
      transport: "grpc",
      predictors: [
        {
          name: "p",
          graph: { name: "m", endpoint: { service_host: "elsewhere", service_port: 1 } },
          componentSpecs: [podOf(container)],
        },
      ],
    };
    const [predictor] = defaulted(spec);
    expect(ports([predictor!])).toEqual({ "p/m": "localhost 5000/9500 9500" });
    const [made] = predictor!.componentSpecs![0]!.spec.containers;
    expect(made!.volumeMounts).toEqual([{ name: "seldon-podinfo", mountPath: "/etc/podinfo" }]);
    expect(made!.ports!.map(({ name, containerPort }) => `${name} ${containerPort}`)).toEqual([
      "http 5000",
      "grpc 9500",
      "metrics 6000",
    ]);
  });

  it("calls nothing local when the engine is to be separate", () => {
    const spec = {
      annotations: { "seldon.io/engine-separate-pod": "true" },
      predictors: [{ name: "p", graph: { name: "m" }, componentSpecs: [podOf({ name: "m" })] }],
    };
    expect(ports(defaulted(spec))["p/m"]).toContain("toy-p-m.lab.svc.cluster.local");
  });

  it("takes base ports from the configuration, and leaves what it was given as it was", () => {
    const sdep = sdepOf({ predictors: [trained()] });
    const before = JSON.stringify(sdep);
    const { config } = readOperatorConfig({ units: { httpPort: 7000, metricsPortName: "prom" } });
    const done = applyDefaults(sdep, config);
    expect(ports(done.spec.predictors)["main/m"]).toBe("localhost 7000/9500 7000");
    expect(JSON.stringify(sdep)).toBe(before);
  });
});

describe("readOperatorConfig()", () => {
  it("completes what is given with the defaults", () => {
    const { config } = readOperatorConfig({
      runtime: { image: "r:1", resources: { limits: { cpu: "1" } } },
      servers: { MINE: { protocols: {} } },
    });
    expect(config.runtime).toEqual({
      ...DEFAULT_CONFIG.runtime,
      image: "r:1",
      resources: { ...DEFAULT_CONFIG.runtime.resources, limits: { cpu: "1" } },
    });
    expect(Object.keys(config.servers)).toEqual([...Object.keys(DEFAULT_CONFIG.servers), "MINE"]);
  });

  it.each<[object, string]>([
    [{ ingress: { provider: "nginx" } }, "ingress.provider: expected one of gateway-api, istio, ambassador, none"],
    [{ units: { httpPort: "9000" } }, "units.httpPort: expected a number"],
    [{ inProcessServers: [1] }, "inProcessServers: expected a list of texts"],
    [{ engine: {} }, "engine: unknown"],
  ])("refuses %j", (value, message) => {
    expect(
      readOperatorConfig(value)
        .issues.map((issue) => `${issue.path}: ${issue.message}`)
        .join(),
    ).toContain(message);
  });
});
