/** Each method of each service through a client that is not ours, on the port of gRPC and on that of HTTP. */
import { once } from "node:events";
import { createRegistry, toJson } from "@bufbuild/protobuf";
import type { DescMethodUnary, DescService } from "@bufbuild/protobuf";
import { status } from "@grpc/grpc-js";
import type { ServiceError } from "@grpc/grpc-js";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Health } from "../../runtime/proto/generated/grpc/health/v1/health_pb.js";
import { ServerReflection } from "../../runtime/proto/generated/grpc/reflection/v1/reflection_pb.js";
import { ServerReflection as AlphaReflection } from "../../runtime/proto/generated/grpc/reflection/v1alpha/reflection_pb.js";
import { GRPCInferenceService } from "../../runtime/proto/generated/inference/inference_pb.js";
import * as seldon from "../../runtime/proto/generated/seldon/prediction_pb.js";
import { DataType } from "../../runtime/proto/generated/tensorflow/core/framework/types_pb.js";
import {
  ModelService,
  PredictionService,
  SignatureDefMapSchema,
} from "../../runtime/proto/generated/tensorflow_serving/apis/serving_pb.js";
import { serve } from "../../runtime/platform/node/server.ts";
import type { NodeServer } from "../../runtime/platform/node/server.ts";
import { createComponentUnit } from "../../runtime/units/component/unit.ts";
import { createWrapper } from "../../runtime/wrapper/wrapper.ts";
import { createTestHost } from "../support/host.ts";
import { load } from "../support/manifests.ts";
import { GrpcJsClient } from "./grpc-js-client.ts";
import { double } from "./served.ts";

const METADATA = {
  name: "described",
  versions: ["7"],
  platform: "js",
  inputs: [{ name: "x", datatype: "FP64", shape: [-1, 1] }],
  outputs: [{ name: "scores", datatype: "FP64", shape: [-1, 1] }],
  custom: {},
};
const learnt: number[] = [];
const COMPONENT = {
  predict: () => "predict",
  transformInput: () => "transformInput",
  transformOutput: () => "transformOutput",
  route: () => 1,
  aggregate: (all: readonly unknown[]) => `aggregate ${all.length}`,
  sendFeedback: (_: unknown, __: unknown, reward: number) => void learnt.push(reward),
  initMetadata: () => METADATA,
};
const GRAPH = { predict: double.predict, initMetadata: () => METADATA };

const said = (value: string) => ({ dataOneof: { case: "strData", value } });
const TEXT = said("x");
const FEEDBACK = { request: TEXT, reward: 0.5 };
const ROUTED = { data: { tensor: { shape: [1, 1], values: [1] } } };
const TENSOR = { dtype: DataType.DT_DOUBLE, tensorShape: { dim: [{ size: 1n }, { size: 1n }] }, doubleVal: [2] };
const SPEC = { modelSpec: { name: "model" } };
const FEATURE = { case: "floatList", value: { value: [2] } };
const EXAMPLE = { features: { feature: { x: { kind: FEATURE } } } };
const EXAMPLES = { kind: { case: "exampleList", value: { examples: [EXAMPLE] } } };

/** For the Any in which TensorFlow Serving describes models. */
const REGISTRY = createRegistry(SignatureDefMapSchema);

/** What a method is asked, and what its answer holds, or the status that it is refused with. */
type Case = readonly [request: object, expected: object | number];

/** The methods of a single unit. */
const WRAPPER: Readonly<Record<string, Case>> = {
  "seldon.protos.Seldon/Predict": [TEXT, { strData: "predict" }],
  "seldon.protos.Seldon/SendFeedback": [FEEDBACK, { data: {} }],
  "seldon.protos.Seldon/ModelMetadata": [{ name: "any" }, { name: "described", versions: ["7"], platform: "js" }],
  "seldon.protos.Seldon/GraphMetadata": [{}, status.UNIMPLEMENTED],
  "seldon.protos.Generic/TransformInput": [TEXT, { strData: "transformInput" }],
  "seldon.protos.Generic/TransformOutput": [TEXT, { strData: "transformOutput" }],
  "seldon.protos.Generic/Route": [TEXT, ROUTED],
  "seldon.protos.Generic/Aggregate": [{ seldonMessages: [TEXT, TEXT] }, { strData: "aggregate 2" }],
  "seldon.protos.Generic/SendFeedback": [FEEDBACK, { data: {} }],
  "seldon.protos.Model/Predict": [TEXT, { strData: "predict" }],
  "seldon.protos.Model/SendFeedback": [FEEDBACK, { data: {} }],
  "seldon.protos.Model/Metadata": [{}, { name: "described", versions: ["7"], platform: "js" }],
  "seldon.protos.Router/Route": [TEXT, ROUTED],
  "seldon.protos.Router/SendFeedback": [FEEDBACK, { data: {} }],
  "seldon.protos.Transformer/TransformInput": [TEXT, { strData: "transformInput" }],
  "seldon.protos.OutputTransformer/TransformOutput": [TEXT, { strData: "transformOutput" }],
  "seldon.protos.Combiner/Aggregate": [{ seldonMessages: [TEXT] }, { strData: "aggregate 1" }],
  "grpc.health.v1.Health/Check": [{}, { status: "SERVING" }],
};

/** The methods of a deployment. */
const DEPLOYMENT: Readonly<Record<string, Case>> = {
  "seldon.protos.Seldon/Predict": [
    { dataOneof: { case: "data", value: { dataOneof: { case: "tensor", value: { shape: [1, 1], values: [2] } } } } },
    { data: { tensor: { shape: [1, 1], values: [4] } } },
  ],
  "seldon.protos.Seldon/SendFeedback": [FEEDBACK, { meta: {} }],
  "seldon.protos.Seldon/ModelMetadata": [{ name: "model" }, { name: "described", versions: ["7"] }],
  "seldon.protos.Seldon/GraphMetadata": [{}, { name: "main", models: { model: { name: "described" } } }],
  "inference.GRPCInferenceService/ServerLive": [{}, { live: true }],
  "inference.GRPCInferenceService/ServerReady": [{}, { ready: true }],
  "inference.GRPCInferenceService/ModelReady": [{ name: "model", version: "7" }, { ready: true }],
  "inference.GRPCInferenceService/ServerMetadata": [{}, { name: "zerohop", extensions: ["binary_tensor_data"] }],
  "inference.GRPCInferenceService/ModelMetadata": [
    { name: "model" },
    { name: "model", versions: ["7"], inputs: [{ name: "x", datatype: "FP64", shape: ["-1", "1"] }] },
  ],
  "inference.GRPCInferenceService/ModelInfer": [
    { modelName: "model", inputs: [{ name: "x", datatype: "FP64", shape: [1n, 1n], contents: { fp64Contents: [2] } }] },
    { modelName: "model", outputs: [{ datatype: "FP64", shape: ["1", "1"], contents: { fp64Contents: [4] } }] },
  ],
  "inference.GRPCInferenceService/RepositoryIndex": [{}, status.UNIMPLEMENTED],
  "inference.GRPCInferenceService/RepositoryModelLoad": [{}, status.UNIMPLEMENTED],
  "inference.GRPCInferenceService/RepositoryModelUnload": [{}, status.UNIMPLEMENTED],
  "tensorflow.serving.PredictionService/Predict": [
    { ...SPEC, inputs: { x: TENSOR } },
    { outputs: { "output-0": { dtype: "DT_DOUBLE" } }, modelSpec: { name: "model" } },
  ],
  "tensorflow.serving.PredictionService/Classify": [
    { ...SPEC, input: EXAMPLES },
    { result: { classifications: [{ classes: [{ score: 4 }] }] } },
  ],
  "tensorflow.serving.PredictionService/Regress": [
    { ...SPEC, input: EXAMPLES },
    { result: { regressions: [{ value: 4 }] } },
  ],
  "tensorflow.serving.PredictionService/MultiInference": [
    { tasks: [{ ...SPEC, methodName: "tensorflow/serving/regress" }], input: EXAMPLES },
    { results: [{ regressionResult: { regressions: [{ value: 4 }] } }] },
  ],
  "tensorflow.serving.PredictionService/GetModelMetadata": [
    { ...SPEC, metadataField: ["signature_def"] },
    { modelSpec: { name: "model" }, metadata: { signature_def: { signatureDef: { serving_default: {} } } } },
  ],
  "tensorflow.serving.ModelService/GetModelStatus": [
    SPEC,
    { modelVersionStatus: [{ version: "7", state: "AVAILABLE", status: {} }] },
  ],
  "tensorflow.serving.ModelService/HandleReloadConfigRequest": [{}, status.UNIMPLEMENTED],
  "grpc.health.v1.Health/Check": [{ service: "inference.GRPCInferenceService" }, { status: "SERVING" }],
};

const UNARY = [
  seldon.Seldon,
  seldon.Generic,
  seldon.Model,
  seldon.Router,
  seldon.Transformer,
  seldon.OutputTransformer,
  seldon.Combiner,
  GRPCInferenceService,
  PredictionService,
  ModelService,
  Health,
].flatMap(({ typeName, methods }: DescService) =>
  methods
    .filter(({ methodKind }) => methodKind === "unary")
    .map((method) => [`${typeName}/${method.name}`, method as DescMethodUnary] as const),
);
const METHODS: ReadonlyMap<string, DescMethodUnary> = new Map(UNARY);

test("there is a case for every method of every service", () => {
  const cases = new Set([...Object.keys(WRAPPER), ...Object.keys(DEPLOYMENT)]);
  expect([...METHODS.keys()].filter((path) => !cases.has(path))).toEqual([]);
});

describe.each([
  ["a microservice", WRAPPER],
  ["a deployment", DEPLOYMENT],
] as const)("%s", (kind, cases) => {
  let server: NodeServer;
  beforeAll(async () => {
    const unit = createComponentUnit(COMPONENT, { name: "unit", identity: "x", metadata: () => METADATA });
    const service =
      kind === "a microservice"
        ? createWrapper(unit, createTestHost())
        : (await load({ name: "model", type: "MODEL" }, { model: GRAPH })).runtime;
    server = await serve(service, { port: 0, grpcPort: 0, host: "127.0.0.1", gracefulMs: 200 });
  });
  afterAll(() => server.stop());

  describe.each(["port", "grpcPort"] as const)("on its %s", (port) => {
    let client: GrpcJsClient;
    beforeAll(() => {
      expect(server.port).not.toBe(server.grpcPort);
      client = new GrpcJsClient(server[port]);
    });
    afterAll(() => client.close());

    test.each(Object.entries(cases))("%s", async (path, [request, expected]) => {
      const method = METHODS.get(path)!;
      const before = learnt.length;
      try {
        const { message } = await client.ask(method, request as never);
        expect(toJson(method.output, message as never, { registry: REGISTRY })).toMatchObject(expected as object);
      } catch (error) {
        if (typeof expected !== "number") throw error;
        const { code, details } = error as ServiceError;
        expect([code, details.length > 10]).toEqual([expected, true]);
      }
      if (kind === "a microservice" && path.endsWith("SendFeedback")) expect(learnt.slice(before)).toEqual([0.5]);
    });

    test.each([
      ["v1", ServerReflection],
      ["v1alpha", AlphaReflection],
    ] as const)("reflection %s lists every service, and shows each with its file", async (_, { method }) => {
      const stream = client.duplex(method.serverReflectionInfo);
      const ask = async (messageRequest: object): Promise<{ case: string; value: never }> => {
        stream.write({ messageRequest } as never);
        const [answer] = (await once(stream, "data")) as [{ messageResponse: { case: string; value: never } }];
        return answer.messageResponse;
      };
      const listed = await ask({ case: "listServices", value: "" });
      const names = (listed.value as { service: { name: string }[] }).service.map(({ name }) => name);
      const asked = [...new Set(Object.keys(cases).map((path) => path.split("/")[0]!))];
      expect(names).toEqual(expect.arrayContaining(asked));
      for (const name of names) {
        const shown = await ask({ case: "fileContainingSymbol", value: name });
        expect([name, shown.case]).toEqual([name, "fileDescriptorResponse"]);
      }
      const unknown = await ask({ case: "fileContainingSymbol", value: "no.such.Service" });
      expect(unknown).toMatchObject({ case: "errorResponse", value: { errorCode: status.NOT_FOUND } });
      stream.end();
    });

    test("health of a service that there is not is NOT_FOUND", async () => {
      const { code } = await client.failure(Health.method.check, { service: "no.such.Service" });
      expect(code).toBe(status.NOT_FOUND);
    });

    test("an unknown method and an unknown service are UNIMPLEMENTED", async () => {
      for (const path of ["/seldon.protos.Seldon/Foretell", "/no.such.Service/Predict"]) {
        const failed = await client.askBytes(path, new Uint8Array(0)).then(
          () => undefined,
          (error: unknown) => error as ServiceError,
        );
        expect(failed?.code).toBe(status.UNIMPLEMENTED);
        expect(failed?.details).toContain(path);
      }
    });

    test("a deadline that has passed is DEADLINE_EXCEEDED", async () => {
      const method = METHODS.get("seldon.protos.Seldon/Predict")!;
      const failed = await client.failure(method, TEXT, { deadline: new Date(0) });
      expect(failed.code).toBe(status.DEADLINE_EXCEEDED);
    });
  });
});
