/** What may change without a pod restarting. */
import { describe, expect, it } from "vitest";
import type { Deployment } from "../../../operator/api/workload.ts";
import { imaged, planned, podOf, trained } from "./planned.ts";

/** The templates of all Deployments, and the names of the plans that they mount. */
function templates(spec: object): string {
  const { objects } = planned(spec);
  const deployments = objects.filter((object): object is Deployment => object.kind === "Deployment");
  expect(deployments.length).toBeGreaterThan(0);
  return JSON.stringify(
    deployments.map(({ metadata, spec: { template, selector } }) => [metadata.name, template, selector]),
  );
}

const two = (main: object, canary: object, spec: object = {}): object => ({
  predictors: [trained(main), { ...imaged(canary), name: "canary" }],
  ...spec,
});

describe("plan() restarts no pod", () => {
  const before = templates(two({ traffic: 100 }, { traffic: 0 }));

  it.each<[string, object]>([
    ["when traffic moves", two({ traffic: 20 }, { traffic: 80 })],
    ["when a predictor becomes a shadow", two({ traffic: 100 }, { shadow: true, traffic: 10 })],
    ["when replicas change", two({ traffic: 100, replicas: 5 }, { traffic: 0, replicas: 0 })],
    ["when all are scaled", two({ traffic: 100 }, { traffic: 0 }, { replicas: 9 })],
    [
      "when ingress annotations change",
      two(
        { traffic: 100 },
        { traffic: 0 },
        {
          annotations: {
            "seldon.io/istio-retries": "3",
            "seldon.io/ambassador-id": "x",
            "seldon.io/headless-svc": "true",
          },
        },
      ),
    ],
  ])("%s", (_, after) => {
    expect(templates(after)).toBe(before);
  });

  it.each<[string, object]>([
    [
      "the artifact",
      two(
        { traffic: 100, graph: { name: "m", implementation: "SKLEARN_SERVER", modelUri: "gs://b/2" } },
        { traffic: 0 },
      ),
    ],
    ["the image", two({ traffic: 100 }, { traffic: 0, componentSpecs: [podOf({ name: "m", image: "reg/m:2" })] })],
    ["a timeout", two({ traffic: 100 }, { traffic: 0 }, { annotations: { "seldon.io/rest-timeout": "5" } })],
  ])("but for %s", (_, after) => {
    expect(templates(after)).not.toBe(before);
  });

  it("keeps name and selector when a container is renamed or one is added", () => {
    const identity = (containers: readonly object[], root: string): unknown => {
      const componentSpecs = [podOf({ name: "first", image: "a:1" }), podOf(...containers)];
      const graph = { name: "first", type: "TRANSFORMER", children: [{ name: root, type: "MODEL" }] };
      const { objects } = planned({ predictors: [{ name: "main", graph, componentSpecs }] });
      const deployments = objects.filter((object): object is Deployment => object.kind === "Deployment");
      return deployments.map(({ metadata, spec }) => [metadata.name, spec.selector]);
    };
    const old = identity([{ name: "m", image: "b:1" }], "m");
    expect(
      identity(
        [
          { name: "n", image: "b:1" },
          { name: "helper", image: "c:1" },
        ],
        "n",
      ),
    ).toEqual(old);
  });

  it("names the plan by its content", () => {
    const nameOf = (spec: object): string | undefined =>
      planned(spec).objects.find(({ kind }) => kind === "ConfigMap")?.metadata.name;
    const name = nameOf({ predictors: [trained()] });
    expect(name).toMatch(/^toy-main-[0-9a-f]{10}$/);
    expect(nameOf({ predictors: [trained({ replicas: 3, traffic: 100 })] })).toBe(name);
    expect(nameOf({ predictors: [trained({}, { modelUri: "gs://b/n" })] })).not.toBe(name);
  });
});
