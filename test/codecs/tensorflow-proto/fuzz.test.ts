import { create, toBinary } from "@bufbuild/protobuf";
import { describe } from "vitest";
import * as codec from "../../../runtime/codecs/tensorflow-proto/codec.ts";
import type { PredictRequest } from "../../../runtime/codecs/tensorflow/predict.ts";
import { ClassificationRequestSchema } from "../../../runtime/proto/generated/tensorflow_serving/apis/serving_pb.js";
import type { Tensor } from "../../../runtime/tensor/tensor.ts";
import { fuzz } from "../protobuf/fuzz.ts";

const TENSORS: readonly Tensor[] = [
  { name: "a", datatype: "FP64", shape: [2], data: Float64Array.of(1, 2.5) },
  { name: "b", datatype: "BYTES", shape: [2], data: ["text", "\u00e9"] },
  { name: "c", datatype: "INT64", shape: [1, 2], data: BigInt64Array.of(-1n, 2n ** 60n) },
  { name: "d", datatype: "FP16", shape: [], data: Uint16Array.of(0x3c00) },
];
const model = { name: "m", version: 3n, label: undefined, signature: "s" };
const requests: readonly PredictRequest[] = [
  ...TENSORS.map((tensor) => ({ model, tensors: [tensor], outputs: ["x"] })),
  { model: { ...model, version: undefined, label: "stable" }, tensors: TENSORS, outputs: [] },
];

const example = {
  features: {
    feature: {
      age: { kind: { case: "int64List", value: { value: [3n, -4n] } } },
      name: { kind: { case: "bytesList", value: { value: [Uint8Array.of(97)] } } },
      size: { kind: { case: "floatList", value: { value: [1.5] } } },
    },
  },
} as const;
const examples = [
  { case: "exampleList", value: { examples: [example, example] } },
  { case: "exampleListWithContext", value: { examples: [{}, {}], context: example } },
] as const;

describe("the protocol of TensorFlow Serving in protobuf", () => {
  fuzz({
    name: "decodePredictRequest()",
    valid: requests.map(codec.encodePredictRequest),
    decode: codec.decodePredictRequest,
  });
  fuzz({
    name: "decodePredictResponse()",
    valid: requests.map(codec.encodePredictResponse),
    decode: codec.decodePredictResponse,
  });
  fuzz({
    name: "decodeExamplesRequest()",
    valid: examples.map((kind) =>
      toBinary(
        ClassificationRequestSchema,
        create(ClassificationRequestSchema, { modelSpec: { name: "m" }, input: { kind } } as never),
      ),
    ),
    decode: codec.decodeExamplesRequest,
  });
});
