import { describe, expect, it } from "vitest";
import { DEFAULT_CONFIG } from "../../../operator/defaults/operator-config.ts";
import { plan } from "../../../operator/plan/plan.ts";
import {
  configMapOf,
  containerOf,
  deploymentNamed,
  imaged,
  planned,
  podOf,
  sdepOf,
  trained,
  warningsOf,
} from "./planned.ts";

const one = (predictor: object, spec: object = {}): object => ({ predictors: [predictor], ...spec });
const unit = (implementation: string, parts: object = {}): object => ({ name: "m", implementation, ...parts });

describe("plan() places", () => {
  it.each<[string, object, string, string]>([
    ["a trained model in process", trained(), "in-process", "SKLEARN_SERVER"],
    ["a built-in in process", { name: "main", graph: unit("SIMPLE_MODEL") }, "in-process", "built in"],
    [
      "an ONNX file in process",
      { name: "main", graph: { name: "m", modelUri: "gs://b/m.onnx" } },
      "in-process",
      "modelUri",
    ],
    [
      "a WASM file in process",
      { name: "main", graph: { name: "m", modelUri: "s3://b/m.WASM#sha256=0" } },
      "in-process",
      "modelUri",
    ],
    [
      "TypeScript in process",
      { name: "main", graph: { name: "m", modelUri: "https://h/m.ts?x=1" } },
      "in-process",
      "modelUri",
    ],
    ["an image beside the runtime", imaged(), "sidecar", "reg/m:1"],
    [
      "a server's image that the user set beside it",
      trained({ componentSpecs: [podOf({ name: "m", image: "own:1" })] }),
      "sidecar",
      "own:1",
    ],
    [
      "another server elsewhere",
      trained({}, { implementation: "MLFLOW_SERVER" }),
      "remote",
      "does not serve MLFLOW_SERVER",
    ],
  ])("%s", (_, predictor, place, why) => {
    const { placement } = planned(one(predictor));
    expect(placement).toEqual([{ predictor: "main", unit: "m", place, why: expect.stringContaining(why) as string }]);
  });

  it("images of further pods elsewhere, and all of them when the engine is to be separate", () => {
    const graph = { name: "a", type: "TRANSFORMER", children: [{ name: "b", type: "MODEL" }] };
    const componentSpecs = [podOf({ name: "a", image: "a:1" }), podOf({ name: "b", image: "b:1" })];
    const places = (spec: object): readonly string[] =>
      planned({ predictors: [{ name: "main", graph, componentSpecs }], ...spec }).placement.map(({ place }) => place);
    expect(places({})).toEqual(["sidecar", "remote"]);
    expect(places({ annotations: { "seldon.io/engine-separate-pod": "true" } })).toEqual(["remote", "remote"]);
  });

  it("what a runtime refused on the original server, for that artifact alone", () => {
    const verdicts = [
      { predictor: "main", unit: "m", artifact: "gs://b/m", reason: "KNeighborsClassifier is unknown" },
    ];
    const refused = planned(one(trained()), { verdicts });
    expect(refused.placement[0]).toMatchObject({
      place: "remote",
      why: expect.stringContaining("KNeighbors") as string,
    });
    const server = deploymentNamed(refused.objects, "toy-main-m");
    expect(containerOf(server, "m").image).toBe("seldonio/sklearnserver:1.17.1");
    expect(server.spec.template.spec.initContainers?.[0]).toMatchObject({ args: ["gs://b/m", "/mnt/models"] });
    const runtime = JSON.parse(configMapOf(refused.objects)) as { spec: { predictors: { graph: object }[] } };
    expect(runtime.spec.predictors[0]!.graph).toEqual({
      name: "m",
      type: "MODEL",
      endpoint: {
        type: "REST",
        service_host: "toy-main-m.lab.svc.cluster.local",
        service_port: 9000,
        httpPort: 9000,
        grpcPort: 9500,
      },
    });
    const changed = planned(one(trained({}, { modelUri: "gs://b/m2" })), { verdicts });
    expect(changed.placement[0]!.place).toBe("in-process");
  });

  it.each<[string, object, Record<string, string>, string]>([
    [
      "in process what the runtime does not know",
      trained({}, { implementation: "MLFLOW_SERVER" }),
      { "zerohop.io/placement": "in-process" },
      "in-process",
    ],
    ["elsewhere what it knows", trained(), { "zerohop.io/placement.m": "remote" }, "remote"],
    ["beside the runtime what it knows", trained(), { "zerohop.io/placement": "sidecar" }, "sidecar"],
    ["elsewhere an image", imaged(), { "zerohop.io/placement.m": "remote" }, "remote"],
    [
      "as one unit's own annotation says",
      imaged(),
      { "zerohop.io/placement": "remote", "zerohop.io/placement.m": "sidecar" },
      "sidecar",
    ],
  ])("%s, when an annotation says so", (_, predictor, annotations, place) => {
    const { placement, warnings } = planned(one({ ...predictor, annotations }));
    expect(placement[0]).toMatchObject({ place, why: expect.stringContaining("annotation") as string });
    expect(warnings).toEqual([]);
    expect(planned(one(predictor, { annotations })).placement[0]!.place).toBe(place);
  });

  it.each<[string, object, Record<string, string>, string]>([
    ["an image in process", imaged(), { "zerohop.io/placement.m": "in-process" }, "it cannot run in process"],
    [
      "a built-in as a container",
      { name: "main", graph: unit("SIMPLE_MODEL") },
      { "zerohop.io/placement.m": "remote" },
      "no image to run as remote",
    ],
    [
      "a unit anywhere else",
      trained(),
      { "zerohop.io/placement": "moon" },
      'expected one of in-process, sidecar, remote, got "moon"',
    ],
  ])("%s as usual, with a warning", (_, predictor, annotations, message) => {
    const found = planned(one({ ...predictor, annotations }));
    expect(warningsOf(found).join("\n")).toContain(message);
  });

  it("nothing that is refused, and says everything that is wrong", () => {
    const found = plan(sdepOf({ protocol: "grpc", predictors: [] }), DEFAULT_CONFIG);
    expect(found).toMatchObject({ objects: [], placement: [] });
    expect(found.problems.map(({ path }) => path)).toEqual(["spec.protocol", "spec.predictors"]);
  });
});
