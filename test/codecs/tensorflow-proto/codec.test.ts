import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import type { MessageInitShape } from "@bufbuild/protobuf";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import * as codec from "../../../runtime/codecs/tensorflow-proto/codec.ts";
import type { ModelSpec, PredictRequest } from "../../../runtime/codecs/tensorflow/predict.ts";
import { ANY_MODEL } from "../../../runtime/codecs/tensorflow/predict.ts";
import { InferenceError } from "../../../runtime/errors.ts";
import type { TensorProtoSchema } from "../../../runtime/proto/generated/tensorflow/core/framework/tensor_pb.js";
import {
  PredictRequestSchema,
  PredictResponseSchema,
} from "../../../runtime/proto/generated/tensorflow_serving/apis/serving_pb.js";
import type { Tensor } from "../../../runtime/tensor/tensor.ts";
import { tensors } from "../protobuf/tensors.ts";

type TensorInit = MessageInitShape<typeof TensorProtoSchema>;

const text = fc.string({ unit: "grapheme" });
const model: fc.Arbitrary<ModelSpec> = fc.oneof(
  fc.record({ name: text, signature: text, version: fc.constant(undefined), label: fc.constant(undefined) }),
  fc.record({
    name: text,
    signature: text,
    version: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
    label: fc.constant(undefined),
  }),
  fc.record({ name: text, signature: text, version: fc.constant(undefined), label: text }),
);
const requests: fc.Arbitrary<PredictRequest> = fc.record({
  model,
  tensors: fc.uniqueArray(tensors({ name: text }), { maxLength: 3, selector: ({ name }) => name }),
  outputs: fc.array(text, { maxLength: 3 }),
});

function failure(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    expect(InferenceError.is(error), String(error)).toBe(true);
    expect((error as InferenceError).code).toBe("INVALID_ARGUMENT");
    return (error as Error).message;
  }
  throw new Error("Expected a failure");
}

function readTensor(init: TensorInit): Tensor {
  const body = toBinary(PredictRequestSchema, create(PredictRequestSchema, { inputs: { x: init } }));
  return codec.decodePredictRequest(body).tensors[0]!;
}

const dims = (...sizes: number[]): TensorInit["tensorShape"] => ({
  dim: sizes.map((size) => ({ size: BigInt(size) })),
});
const content = (data: ArrayBufferView): Uint8Array => new Uint8Array(data.buffer as ArrayBuffer);

describe("PredictRequest and PredictResponse", () => {
  test("are read back as they were written", () => {
    fc.assert(
      fc.property(requests, (request) => {
        expect(codec.decodePredictRequest(codec.encodePredictRequest(request))).toEqual(request);
        const response = { model: request.model, tensors: request.tensors };
        expect(codec.decodePredictResponse(codec.encodePredictResponse(response))).toEqual(response);
      }),
      { numRuns: 300 },
    );
  });

  test("are what the generated schema reads and writes", () => {
    fc.assert(
      fc.property(requests, (request) => {
        const message = fromBinary(PredictRequestSchema, codec.encodePredictRequest(request));
        expect(codec.decodePredictRequest(toBinary(PredictRequestSchema, message)).tensors).toHaveLength(
          request.tensors.length,
        );
        expect(message.outputFilter).toEqual(request.outputs);
        expect(message.modelSpec?.name).toBe(request.model.name);
        const { version, label } = request.model;
        const choice = message.modelSpec?.versionChoice;
        if (version !== undefined) expect(choice).toMatchObject({ case: "version", value: { value: version } });
        else if (label !== undefined) expect(choice).toEqual({ case: "versionLabel", value: label });
        else expect(choice).toEqual({ case: undefined });
        for (const { name, shape } of request.tensors) {
          if (name === "__proto__") continue;
          expect(message.inputs[name]?.tensorShape?.dim.map(({ size }) => Number(size))).toEqual(shape);
        }
        const answer = { model: request.model, tensors: request.tensors };
        const written = fromBinary(PredictResponseSchema, codec.encodePredictResponse(answer));
        expect(Object.keys(written.outputs)).toHaveLength(Object.keys(message.inputs).length);
        expect(codec.decodePredictResponse(toBinary(PredictResponseSchema, written)).model).toEqual(request.model);
      }),
      { numRuns: 300 },
    );
  });

  test("mean any model when they name none", () => {
    expect(codec.decodePredictRequest(new Uint8Array(0))).toEqual({ model: ANY_MODEL, tensors: [], outputs: [] });
  });

  test("take the last of several tensors of the same name", () => {
    const one = (value: number): Uint8Array =>
      codec.encodePredictRequest({
        model: ANY_MODEL,
        tensors: [{ name: "x", datatype: "INT32", shape: [], data: Int32Array.of(value) }],
        outputs: [],
      });
    const { tensors: list } = codec.decodePredictRequest(Uint8Array.of(...one(1), ...one(2)));
    expect(list).toEqual([{ name: "x", datatype: "INT32", shape: [], data: Int32Array.of(2) }]);
  });
});

describe("TensorProto", () => {
  test.each([
    [1, "FP32", { floatVal: [1.5, -2] }, Float32Array.of(1.5, -2)],
    [2, "FP64", { doubleVal: [1.5, -2] }, Float64Array.of(1.5, -2)],
    [3, "INT32", { intVal: [7, -2] }, Int32Array.of(7, -2)],
    [4, "UINT8", { intVal: [7, 255] }, Uint8Array.of(7, 255)],
    [5, "INT16", { intVal: [7, -32768] }, Int16Array.of(7, -32768)],
    [6, "INT8", { intVal: [7, -128] }, Int8Array.of(7, -128)],
    [9, "INT64", { int64Val: [2n ** 63n - 1n, -(2n ** 63n)] }, BigInt64Array.of(2n ** 63n - 1n, -(2n ** 63n))],
    [10, "BOOL", { boolVal: [true, false] }, Uint8Array.of(1, 0)],
    [14, "BF16", { halfVal: [0x3fc0, 0xc000] }, Uint16Array.of(0x3fc0, 0xc000)],
    [17, "UINT16", { intVal: [7, 65535] }, Uint16Array.of(7, 65535)],
    [19, "FP16", { halfVal: [0x3e00, 0xc000] }, Uint16Array.of(0x3e00, 0xc000)],
    [22, "UINT32", { uint32Val: [7, 4294967295] }, Uint32Array.of(7, 4294967295)],
    [23, "UINT64", { uint64Val: [7n, 2n ** 64n - 1n] }, BigUint64Array.of(7n, 2n ** 64n - 1n)],
  ] as const)("reads dtype %d as %s: values, content, and fewer of them", (dtype, datatype, values, data) => {
    const [field, [first]] = Object.entries(values)[0]! as unknown as [string, [number]];
    const whole = { dtype, tensorShape: dims(2) };
    expect(readTensor({ ...whole, ...values } as never)).toEqual({ name: "x", datatype, shape: [2], data });
    expect(readTensor({ ...whole, tensorContent: content(data) })).toEqual({ name: "x", datatype, shape: [2], data });
    // Content goes before values, and fields of other types are not looked at.
    expect(readTensor({ ...whole, tensorContent: content(data), floatVal: [9] }).data).toEqual(data);
    expect(readTensor({ ...whole, ...values, stringVal: [Uint8Array.of(1)] } as never).data).toEqual(data);
    const three = { dtype, tensorShape: dims(3) };
    expect(Array.from(readTensor({ ...three, ...values } as never).data as Float32Array).slice(1)).toEqual([
      (data as Float32Array)[1],
      (data as Float32Array)[1],
    ]);
    expect(Array.from(readTensor({ ...three, [field]: [first] }).data as Float32Array)).toEqual(
      Array<unknown>(3).fill((data as Float32Array)[0]),
    );
    expect(Array.from(readTensor(three).data as Float32Array, Number)).toEqual([0, 0, 0]);
  });

  test("reads text, and bytes when one element is none", () => {
    const items = (...stringVal: Uint8Array[]): Tensor => readTensor({ dtype: 7, tensorShape: dims(2), stringVal });
    expect(items(Uint8Array.of(97), Uint8Array.of(98)).data).toEqual(["a", "b"]);
    expect(items(Uint8Array.of(97)).data).toEqual(["a", "a"]);
    expect(items().data).toEqual(["", ""]);
    expect(items(Uint8Array.of(97), Uint8Array.of(255)).data).toEqual([Uint8Array.of(97), Uint8Array.of(255)]);
  });

  test("reads a scalar, and a tensor without elements", () => {
    expect(readTensor({ dtype: 1, floatVal: [2] })).toMatchObject({ shape: [], data: Float32Array.of(2) });
    expect(readTensor({ dtype: 1, tensorShape: dims(0, 3) })).toMatchObject({
      shape: [0, 3],
      data: new Float32Array(0),
    });
  });

  const refused: readonly (readonly [TensorInit, string])[] = [
    [{ dtype: 0 }, "inputs.x.dtype: expected one of DT_FLOAT, DT_DOUBLE"],
    [{ dtype: 8, scomplexVal: [1, 2] }, "got DT_COMPLEX64 (complex numbers)"],
    [{ dtype: 18 }, "got DT_COMPLEX128 (complex numbers)"],
    [{ dtype: 12 }, "got DT_QUINT8 (quantised numbers)"],
    [{ dtype: 20 }, "got DT_RESOURCE (the handle of a resource)"],
    [{ dtype: 21 }, "got DT_VARIANT (a variant)"],
    [{ dtype: 101 as never }, "got 101"],
    [{ dtype: 1, tensorShape: { unknownRank: true } }, "inputs.x.tensor_shape.unknown_rank: expected a known rank"],
    [{ dtype: 1, tensorShape: dims(2, -1) }, "inputs.x.tensor_shape.dim[1].size: expected a size of 0 or more, got -1"],
    [{ dtype: 1, tensorShape: dims(2 ** 40) }, "inputs.x.tensor_shape.dim[0].size: expected a size of 0 or more"],
    [{ dtype: 1, tensorShape: dims(...Array<number>(33).fill(1)) }, "inputs.x.tensor_shape.dim: more than 32 axes"],
    [{ dtype: 1, tensorShape: dims(2 ** 31, 0) }, "inputs.x.tensor_shape: expected at most 65536 arrays"],
    [{ dtype: 1, tensorShape: dims(2), floatVal: [1, 2, 3] }, "inputs.x.float_val: expected 2 values, got 3"],
    [{ dtype: 1, tensorShape: dims(2), tensorContent: new Uint8Array(7) }, "inputs.x.tensor_content: 7 bytes are no"],
    [
      { dtype: 1, tensorShape: dims(2), tensorContent: new Uint8Array(4) },
      "inputs.x: expected 2 elements for shape [2]",
    ],
    [{ dtype: 7, tensorShape: dims(1), tensorContent: new Uint8Array(4) }, "inputs.x.tensor_content: 4 bytes are no"],
    [{ dtype: 4, tensorShape: dims(1), intVal: [300] }, "inputs.x.int_val: expected numbers of UINT8, got 300"],
    [{ dtype: 19, tensorShape: dims(1), halfVal: [-1] }, "inputs.x.half_val: expected numbers of FP16, got -1"],
    [{ dtype: 2, tensorShape: dims(2 ** 18), doubleVal: [1] }, "inputs.x.double_val: expected a value for each of"],
    [{ dtype: 7, tensorShape: dims(2 ** 20) }, "inputs.x.string_val: expected a value for each of"],
  ];
  test.each(refused.map(([init, expected]) => [expected, init] as const))("refuses with %s", (expected, init) => {
    expect(failure(() => readTensor(init))).toContain(expected);
  });

  test("refuses an entry of a map without a tensor", () => {
    const entry = Uint8Array.of(0x12, 0x03, 0x0a, 0x01, 0x78);
    expect(failure(() => codec.decodePredictRequest(entry))).toBe("inputs.x: expected a tensor, got none");
  });
});
