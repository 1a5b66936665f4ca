/** One test a published rule; the numbers are the contract's. */
import { describe, expect, it } from "vitest";
import { DEFAULT_CONFIG } from "../../../operator/defaults/operator-config.ts";
import { validate } from "../../../operator/validation/rules.ts";
import { imaged, podOf, sdepOf, trained } from "../plan/planned.ts";

function issues(spec: object): string {
  return validate(sdepOf(spec), DEFAULT_CONFIG)
    .map(({ path, message }) => `${path}: ${message}`)
    .join("\n");
}

const one = (predictor: object, spec: object = {}): object => ({ predictors: [predictor], ...spec });
const named = (name: string, parts: object = {}): object => ({ ...imaged(parts), name });
const kafka = (...names: readonly string[]): object => ({ svcOrchSpec: { env: names.map((name) => ({ name })) } });

describe("validate() refuses", () => {
  it.each<[string, object, string]>([
    ["1 an unknown protocol", one(imaged(), { protocol: "http" }), "spec.protocol: expected one of"],
    ["2 an unknown transport", one(imaged(), { transport: "REST" }), "spec.transport: expected one of"],
    ["3 an unknown serverType", one(imaged(), { serverType: "amqp" }), "spec.serverType: expected one of"],
    [
      "4 kafka without its variables",
      one(imaged(kafka("KAFKA_BROKER")), { serverType: "kafka" }),
      "needs KAFKA_INPUT_TOPIC, KAFKA_OUTPUT_TOPIC",
    ],
    ["5 a lone shadow", one(imaged({ shadow: true })), "a shadow cannot be the only predictor"],
    [
      "6 two Services of one name",
      {
        predictors: ["a", "b"].map((name) => named(name, { traffic: 50, annotations: { "seldon.io/svc-name": "s" } })),
      },
      'duplicate service name "s"',
    ],
    ["7 no predictors", { predictors: [] }, "spec.predictors: expected at least one predictor"],
    [
      "8 a graph without an engine, whatever the annotation says",
      one(
        imaged({
          graph: { name: "m", type: "MODEL", children: [{ name: "m", type: "MODEL" }] },
          annotations: { "seldon.io/no-engine": "false" },
        }),
      ),
      "only have one unit",
    ],
    [
      "9 two predictors of one name",
      { predictors: [named("a", { traffic: 50 }), named("a", { traffic: 50 })] },
      'duplicate predictor name "a"',
    ],
    [
      "10 a unit without a container",
      one({ name: "p", graph: { name: "x", type: "MODEL" } }),
      'unit "x": no componentSpec has a container of this name',
    ],
    [
      "11 a unit of no type without methods",
      one(imaged({ graph: { name: "m", type: "UNKNOWN_TYPE" } })),
      "graph.methods: a unit of UNKNOWN_TYPE must list its methods",
    ],
    ["12 a server without a model", one(trained({}, { modelUri: "" })), "needs a modelUri"],
    [
      "13 a server that does not speak the protocol",
      one(trained(), { protocol: "tensorflow" }),
      "does not speak the protocol tensorflow",
    ],
    [
      "14 a server that is not configured",
      one(trained({}, { implementation: "MY_SERVER" })),
      "no server is configured for MY_SERVER",
    ],
    [
      "15 a logger without a mode",
      one(imaged({ graph: { name: "m", type: "MODEL", logger: { url: "http://x" } } })),
      "logger.mode: expected a mode",
    ],
    [
      "16 endpoints of two types",
      {
        predictors: ["REST", "GRPC"].map((type) =>
          named(type.toLowerCase(), { traffic: 50, graph: { name: "m", endpoint: { type } } }),
        ),
      },
      "expected one endpoint type, got REST and GRPC",
    ],
    [
      "17 a transport that endpoints contradict",
      one(imaged({ graph: { name: "m", endpoint: { type: "GRPC" } } }), { transport: "rest" }),
      "mixed with endpoints of type GRPC",
    ],
    [
      "18 two shadows",
      { predictors: [named("a"), named("b", { shadow: true }), named("c", { shadow: true })] },
      "at most one shadow predictor, got 2",
    ],
    [
      "18 a shadow of 101 %",
      { predictors: [named("a"), named("b", { shadow: true, traffic: 101 })] },
      "between 0 and 100",
    ],
    [
      "19 shares that do not add up",
      { predictors: [named("a", { traffic: 50 }), named("b", { traffic: 49 })] },
      "must sum to 100, got 99",
    ],
    ["20 a part of the traffic for the only one", one(imaged({ traffic: 99 })), "must be 100 when it is set, got 99"],
  ])("%s", (_, spec, message) => {
    expect(issues(spec)).toContain(message);
  });

  it("everything at once", () => {
    expect(
      issues(one({ name: "p", graph: { name: "x", logger: {} } }, { protocol: "p", transport: "t" })).split("\n"),
    ).toHaveLength(4);
  });
});

describe("validate() admits", () => {
  it.each<[string, object]>([
    ["a trained model without a container", one(trained())],
    [
      "a server of Hugging Face without a model",
      one(trained({}, { implementation: "HUGGINGFACE_SERVER", modelUri: "" })),
    ],
    [
      "a server that is not configured, with an image",
      one(trained({ componentSpecs: [podOf({ name: "m", image: "i" })] }, { implementation: "MY_SERVER" })),
    ],
    [
      "kafka with its variables",
      one(imaged(kafka("KAFKA_BROKER", "KAFKA_INPUT_TOPIC", "KAFKA_OUTPUT_TOPIC")), { serverType: "kafka" }),
    ],
    ["what only fails later, as the published webhook does: more than all traffic", one(imaged({ traffic: 150 }))],
    ["a shadow beside one", { predictors: [named("a"), named("b", { shadow: true, traffic: 20 })] }],
    [
      "a model file of the runtime's own without a container",
      one({ name: "p", graph: { name: "x", modelUri: "gs://b/x.onnx" } }),
    ],
    ["built-ins without containers", one({ name: "p", graph: { name: "x", implementation: "SIMPLE_MODEL" } })],
  ])("%s", (_, spec) => {
    expect(issues(spec)).toBe("");
  });
});
