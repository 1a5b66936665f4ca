/** What TensorFlow's own Python packages wrote, and what they make of it. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { parseJson } from "../../../runtime/codecs/json/reader.ts";
import { ProtoReader } from "../../../runtime/codecs/protobuf/reader.ts";
import { fromTensorProto } from "../../../runtime/codecs/seldon-json/tftensor.ts";
import * as codec from "../../../runtime/codecs/tensorflow-proto/codec.ts";
import { readTensorProto } from "../../../runtime/codecs/tensorflow-proto/tensor-proto.ts";
import { InferenceError } from "../../../runtime/errors.ts";
import type { JsonObject, JsonValue } from "../../../runtime/message/json-value.ts";
import { elementAt } from "../../../runtime/tensor/convert.ts";
import type { Datatype } from "../../../runtime/tensor/datatype.ts";
import type { Tensor } from "../../../runtime/tensor/tensor.ts";

interface Recorded extends JsonObject {
  readonly name: string;
  readonly type: string;
  readonly bytes: string;
  readonly json: JsonObject;
  readonly expected: {
    readonly dtype: string;
    readonly shape: readonly number[];
    readonly values: readonly JsonValue[];
  };
}

function recorded(file: string, key: string): readonly Recorded[] {
  const url = new URL(`../../contract/pairs-tensorflow/${file}.json`, import.meta.url);
  return (parseJson(readFileSync(url, "utf8")) as JsonObject)[key] as readonly Recorded[];
}

const bytesOf = (base64: string): Uint8Array => Uint8Array.from(Buffer.from(base64, "base64"));

/** Datatypes by numpy's names. */
const NUMPY: Readonly<Record<string, Datatype>> = {
  float16: "FP16",
  bfloat16: "BF16",
  float32: "FP32",
  float64: "FP64",
  int8: "INT8",
  int16: "INT16",
  int32: "INT32",
  int64: "INT64",
  uint8: "UINT8",
  uint16: "UINT16",
  uint32: "UINT32",
  uint64: "UINT64",
  bool: "BOOL",
  object: "BYTES",
};

/** An element as it is recorded. */
function plain(tensor: Tensor, index: number): JsonValue {
  const value = elementAt(tensor, index);
  if (typeof value === "string" || value instanceof Uint8Array) return { b64: Buffer.from(value).toString("base64") };
  return typeof value === "number" && !Number.isFinite(value) ? String(value) : value;
}

function read(bytes: string): Tensor {
  const body = bytesOf(bytes);
  // As a field of a message, which is where a TensorProto is.
  return readTensorProto(new ProtoReader(Uint8Array.of(body.length, ...body)), "tensor");
}

describe("a TensorProto that TensorFlow wrote", () => {
  const all = recorded("tensors", "tensors");
  const isComplex = ({ expected }: Recorded): boolean => expected?.dtype.startsWith("complex") ?? false;
  const readable = all.filter((one) => "expected" in one && !isComplex(one));
  const refused = all.filter((one) => !readable.includes(one));

  test.each(readable.map((one) => [one.name, one] as const))("is what it is to TensorFlow: %s", (_, one) => {
    for (const tensor of [read(one.bytes), fromTensorProto(one.json, "tftensor")]) {
      expect(tensor.datatype).toBe(NUMPY[one.expected.dtype]);
      expect(tensor.shape).toEqual(one.expected.shape);
      expect(Array.from({ length: tensor.data.length }, (__, index) => plain(tensor, index))).toEqual(
        one.expected.values,
      );
    }
  });

  test.each(refused.map((one) => [one.name, one] as const))("is refused, from TensorFlow or by us: %s", (_, one) => {
    for (const work of [() => read(one.bytes), () => fromTensorProto(one.json, "tftensor")]) {
      expect(work).toThrow(InferenceError);
    }
  });
});

describe("a message that the packages of TensorFlow Serving wrote", () => {
  const messages = new Map(recorded("messages", "messages").map((one) => [one.name, one]));
  const predicts = [...messages.values()].filter(({ type }) => type === "tensorflow.serving.PredictRequest");

  test.each(predicts.map((one) => [one.name, one] as const))("is read and written: %s", (_, one) => {
    const request = codec.decodePredictRequest(bytesOf(one.bytes));
    const { inputs = {}, modelSpec = {}, outputFilter = [] } = one.json as Record<string, JsonObject>;
    expect(request.tensors.map(({ name }) => name).toSorted()).toEqual(Object.keys(inputs).toSorted());
    for (const tensor of request.tensors) {
      expect({ ...tensor, name: "" }).toEqual(fromTensorProto(inputs[tensor.name]!, "x"));
    }
    expect(request.model).toEqual({
      name: modelSpec["name"] ?? "",
      version: modelSpec["version"] === undefined ? undefined : BigInt(modelSpec["version"] as string),
      label: modelSpec["versionLabel"],
      signature: modelSpec["signatureName"] ?? "",
    });
    expect(request.outputs).toEqual(outputFilter);
    expect(codec.decodePredictRequest(codec.encodePredictRequest(request))).toEqual(request);
  });

  test("is read as an answer", () => {
    const { bytes, json } = messages.get("predict answer")!;
    const response = codec.decodePredictResponse(bytesOf(bytes));
    const outputs = json["outputs"] as JsonObject;
    expect(Object.fromEntries(response.tensors.map((tensor) => [tensor.name, { ...tensor, name: "" }]))).toEqual(
      Object.fromEntries(Object.entries(outputs).map(([name, value]) => [name, fromTensorProto(value, "x")])),
    );
  });

  test("is read as examples, with and without a context", () => {
    const { tensors } = codec.decodeExamplesRequest(bytesOf(messages.get("classify with context")!.bytes));
    expect(Object.fromEntries(tensors.map(({ name, data }) => [name, data]))).toEqual({
      count: BigInt64Array.of(3n),
      tag: ["oak"],
      wind: Float32Array.of(1.5, 2.5),
      place: ["hill"],
    });
    // Its examples have one and two values of a feature, which are no rows of a tensor.
    expect(() => codec.decodeExamplesRequest(bytesOf(messages.get("classify")!.bytes))).toThrow(
      "input.example_list.examples[1].features.wind: expected 2 values of FP32 as in the first example, got 1 of FP32",
    );
  });

  test("is written as the answer to a classification and to a regression", () => {
    const model = { name: "m", version: 1n, label: undefined, signature: "" };
    const rows = [
      [
        { label: "calm", score: 0.75 },
        { label: "", score: 0.25 },
      ],
    ];
    expect(Buffer.from(codec.encodeClassificationResponse(rows, model)).toString("base64")).toBe(
      messages.get("classify answer")!.bytes,
    );
    expect(Buffer.from(codec.encodeRegressionResponse([1.5, 0], model)).toString("base64")).toBe(
      messages.get("regress answer")!.bytes,
    );
  });
});
