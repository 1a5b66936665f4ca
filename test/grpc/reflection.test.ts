import { describe, expect, test } from "vitest";
import { createFileRegistry, create, fromBinary } from "@bufbuild/protobuf";
import type { MessageInitShape } from "@bufbuild/protobuf";
import { FileDescriptorProtoSchema, FileDescriptorSetSchema } from "@bufbuild/protobuf/wkt";
import { ServerReflection } from "../../runtime/proto/generated/grpc/reflection/v1/reflection_pb.js";
import type { ServerReflectionRequestSchema } from "../../runtime/proto/generated/grpc/reflection/v1/reflection_pb.js";
import { ServerReflection as Alpha } from "../../runtime/proto/generated/grpc/reflection/v1alpha/reflection_pb.js";
import { collect, stream } from "./rpc-client.ts";
import { double, MODEL, open } from "./served.ts";

type Asked = NonNullable<MessageInitShape<typeof ServerReflectionRequestSchema>["messageRequest"]>;

const ask = async (...asked: Asked[]) => {
  const { rpcs } = await open(MODEL, { model: double });
  const requests = asked.map((messageRequest) => ({ host: "here", messageRequest }));
  return collect(stream(rpcs, ServerReflection.method.serverReflectionInfo, requests));
};

/** The files of an answer, as a client reads them. */
const filesOf = async (asked: Asked) => {
  const [answer] = await ask(asked);
  const { messageResponse } = answer!;
  if (messageResponse.case !== "fileDescriptorResponse") throw new Error(`Expected files, got ${messageResponse.case}`);
  const file = messageResponse.value.fileDescriptorProto.map((bytes) => fromBinary(FileDescriptorProtoSchema, bytes));
  return { file, registry: createFileRegistry(create(FileDescriptorSetSchema, { file: file.toReversed() })) };
};

const SERVICES = [
  "grpc.health.v1.Health",
  "grpc.reflection.v1.ServerReflection",
  "grpc.reflection.v1alpha.ServerReflection",
  "inference.GRPCInferenceService",
  "seldon.protos.Combiner",
  "seldon.protos.Generic",
  "seldon.protos.Model",
  "seldon.protos.OutputTransformer",
  "seldon.protos.Router",
  "seldon.protos.Seldon",
  "seldon.protos.Transformer",
  "tensorflow.serving.ModelService",
  "tensorflow.serving.PredictionService",
];

describe("server reflection", () => {
  test("lists every service", async () => {
    const [answer] = await ask({ case: "listServices", value: "" });
    expect(answer).toMatchObject({ validHost: "here", originalRequest: { messageRequest: { case: "listServices" } } });
    expect(answer!.messageResponse).toMatchObject({ value: { service: SERVICES.map((name) => ({ name })) } });
  });

  test.each(SERVICES)("describes %s with all that it imports", async (value) => {
    const { registry } = await filesOf({ case: "fileContainingSymbol", value });
    const service = registry.getService(value);
    expect(service!.methods.length).toBeGreaterThan(0);
  });

  test.each([
    ["seldon.protos.SeldonMessage", "seldon/prediction.proto"],
    ["seldon.protos.Seldon.Predict", "seldon/prediction.proto"],
    ["seldon.protos.SeldonMessage.strData", "seldon/prediction.proto"],
    ["seldon.protos.Metric.MetricType", "seldon/prediction.proto"],
    ["seldon.protos.Metric.GAUGE", "seldon/prediction.proto"],
    ["inference.ModelInferRequest.InferInputTensor", "inference/inference.proto"],
    ["tensorflow.TensorProto", "tensorflow/core/framework/tensor.proto"],
    ["tensorflow.DT_FLOAT", "tensorflow/core/framework/types.proto"],
    ["google.protobuf.Value", "google/protobuf/struct.proto"],
  ])("finds %s in %s", async (value, name) => {
    const { file } = await filesOf({ case: "fileContainingSymbol", value });
    expect(file[0]!.name).toBe(name);
  });

  test("gives files by their names", async () => {
    const { file } = await filesOf({ case: "fileByFilename", value: "google/protobuf/any.proto" });
    expect(file.map(({ name }) => name)).toEqual(["google/protobuf/any.proto"]);
  });

  test("answers in the stream what there is not, and goes on", async () => {
    const answers = await ask(
      { case: "fileContainingSymbol", value: "shop.Cart" },
      { case: "fileByFilename", value: "shop.proto" },
      { case: "fileContainingExtension", value: { containingType: "seldon.protos.Meta", extensionNumber: 5 } },
      { case: "allExtensionNumbersOfType", value: "seldon.protos.Meta" },
      { case: undefined },
      { case: "listServices", value: "*" },
    );
    const codes = answers.map(({ messageResponse: { case: kind, value } }) =>
      kind === "errorResponse" ? value.errorCode : kind,
    );
    expect(codes).toEqual([5, 5, 5, 5, 3, "listServicesResponse"]);
  });

  test("answers under its older name, too", async () => {
    const { rpcs } = await open(MODEL, { model: double });
    const requests = [{ messageRequest: { case: "listServices" as const, value: "" } }];
    const [answer] = await collect(stream(rpcs, Alpha.method.serverReflectionInfo, requests));
    expect(answer!.messageResponse.case).toBe("listServicesResponse");
  });
});
