import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import type { MessageInitShape } from "@bufbuild/protobuf";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import * as codec from "../../../runtime/codecs/v2-proto/codec.ts";
import type { InferRequest, InferResponse } from "../../../runtime/codecs/v2/infer.ts";
import { InferenceError } from "../../../runtime/errors.ts";
import {
  ModelInferRequestSchema,
  ModelInferResponseSchema,
} from "../../../runtime/proto/generated/inference/inference_pb.js";
import type { Tensor, TensorParameters } from "../../../runtime/tensor/tensor.ts";
import { ALL, tensors } from "../protobuf/tensors.ts";

type Init = MessageInitShape<typeof ModelInferRequestSchema>;

const text = fc.string({ unit: "grapheme" });
const scalar: fc.Arbitrary<TensorParameters[string]> = fc.oneof(
  text,
  fc.boolean(),
  fc.integer(),
  fc.maxSafeInteger(),
  fc.double({ noNaN: true }),
  fc.bigInt({ min: 2n ** 53n, max: 2n ** 64n - 1n }),
  fc.bigInt({ min: -(2n ** 63n), max: -(2n ** 53n) }),
);
// The generated schema keeps maps as plain objects and loses this key.
const keys = fc.string().filter((key) => key !== "__proto__");
const parameters: fc.Arbitrary<TensorParameters> = fc.dictionary(keys, scalar, {
  maxKeys: 3,
  noNullPrototype: true,
});
const named = tensors({ name: text });
const typed = tensors({ name: text, datatypes: ALL.filter((datatype) => datatype !== "FP16" && datatype !== "BF16") });
const withParameters = (list: fc.Arbitrary<Tensor>): fc.Arbitrary<Tensor> =>
  fc
    .tuple(list, parameters)
    .map(([tensor, given]) => (Object.keys(given).length === 0 ? tensor : { ...tensor, parameters: given }));

const requests: fc.Arbitrary<InferRequest> = fc.boolean().chain((raw) =>
  fc.record({
    model: text,
    version: text,
    id: text,
    parameters,
    tensors: fc.uniqueArray(withParameters(raw ? named : typed), {
      minLength: 1,
      maxLength: 3,
      selector: ({ name }) => name,
    }),
    outputs: fc.array(fc.record({ name: text, parameters }), { maxLength: 2 }),
    raw: fc.constant(raw),
  }),
);

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

const read = (init: Init): InferRequest =>
  codec.decodeInferRequest(toBinary(ModelInferRequestSchema, create(ModelInferRequestSchema, init)));
const bytes = (...list: ArrayBufferView[]): Uint8Array[] =>
  list.map(({ buffer, byteOffset, byteLength }) => new Uint8Array(buffer as ArrayBuffer, byteOffset, byteLength));

describe("the Open Inference protocol in protobuf", () => {
  test("reads back the requests that it wrote, raw and typed", () => {
    fc.assert(
      fc.property(requests, (request) => {
        expect(codec.decodeInferRequest(codec.encodeInferRequest(request))).toEqual(request);
      }),
      { numRuns: 300 },
    );
  });

  test("refuses a name that comes again, and to classify", () => {
    const input = { name: "x", datatype: "FP32", shape: [1n], contents: { fp32Contents: [1] } };
    expect(failure(() => read({ inputs: [input, { ...input, name: "y" }, input] }))).toBe(
      'inputs[2].name: expected each name once, got "x" again',
    );
    const outputs = (value: bigint) => [
      { name: "y", parameters: { classification: { parameterChoice: { case: "int64Param" as const, value } } } },
    ];
    expect(failure(() => read({ inputs: [input], outputs: outputs(3n) }))).toBe(
      "outputs[0].parameters.classification: expected 0, the classification extension is not served; take the classes from the output",
    );
    expect(read({ inputs: [input], outputs: outputs(0n) }).outputs).toHaveLength(1);
  });

  test("reads back the answers that it wrote, raw and typed", () => {
    fc.assert(
      fc.property(requests, ({ model, version, id, parameters, tensors: list, raw }) => {
        const response: InferResponse = { model, version, id, parameters, tensors: list };
        const body = codec.encodeInferResponse(response, raw);
        expect(codec.decodeInferResponse(body)).toEqual(response);
        expect(fromBinary(ModelInferResponseSchema, body).rawOutputContents.length).toBe(raw ? list.length : 0);
      }),
      { numRuns: 300 },
    );
  });

  test("writes what the generated schema reads, and reads what it writes", () => {
    fc.assert(
      fc.property(requests, (request) => {
        const body = codec.encodeInferRequest(request);
        const message = fromBinary(ModelInferRequestSchema, body);
        expect(message).toMatchObject({ modelName: request.model, modelVersion: request.version, id: request.id });
        expect(
          message.inputs.map(({ name, datatype, shape }) => ({ name, datatype, shape: shape.map(Number) })),
        ).toEqual(request.tensors.map(({ name, datatype, shape }) => ({ name, datatype, shape })));
        expect(Buffer.compare(toBinary(ModelInferRequestSchema, message), body)).toBe(0);
        expect(codec.decodeInferRequest(toBinary(ModelInferRequestSchema, message))).toEqual(request);
      }),
      { numRuns: 300 },
    );
  });

  test("writes the elements where the protocol has them", () => {
    const list: Tensor[] = [
      { name: "a", datatype: "INT8", shape: [2], data: Int8Array.of(-1, 2) },
      { name: "b", datatype: "UINT16", shape: [1], data: Uint16Array.of(65535) },
      { name: "c", datatype: "INT64", shape: [1], data: BigInt64Array.of(-(2n ** 63n)) },
      { name: "d", datatype: "FP32", shape: [1], data: Float32Array.of(0.5) },
      { name: "e", datatype: "BYTES", shape: [1], data: ["text"] },
      { name: "f", datatype: "BOOL", shape: [2], data: Uint8Array.of(1, 0) },
    ];
    const request = { model: "m", version: "", id: "", parameters: {}, tensors: list, outputs: [], raw: false };
    const { inputs } = fromBinary(ModelInferRequestSchema, codec.encodeInferRequest(request));
    expect(inputs.map(({ contents }) => contents)).toMatchObject([
      { intContents: [-1, 2] },
      { uintContents: [65535] },
      { int64Contents: [-(2n ** 63n)] },
      { fp32Contents: [0.5] },
      { bytesContents: [new TextEncoder().encode("text")] },
      { boolContents: [true, false] },
    ]);
  });

  test("sends half precision raw, and then all tensors", () => {
    const half: Tensor = { name: "h", datatype: "BF16", shape: [1], data: Uint16Array.of(0x3f80) };
    const whole: Tensor = { name: "i", datatype: "INT32", shape: [1], data: Int32Array.of(7) };
    const response = { model: "", version: "", id: "", parameters: {}, tensors: [half, whole] };
    const body = codec.encodeInferResponse(response, false);
    const { outputs, rawOutputContents } = fromBinary(ModelInferResponseSchema, body);
    expect(rawOutputContents).toEqual(bytes(Uint16Array.of(0x3f80), Int32Array.of(7)));
    expect(outputs.map(({ contents }) => contents)).toEqual([undefined, undefined]);
    expect(codec.decodeInferResponse(body).tensors).toEqual([half, whole]);
  });

  test("reads BYTES as text only when all of them are", () => {
    const contents = (...items: Uint8Array[]): Init => ({
      inputs: [{ name: "x", datatype: "BYTES", shape: [2n], contents: { bytesContents: items } }],
    });
    expect(read(contents(Uint8Array.of(97), Uint8Array.of())).tensors[0]!.data).toEqual(["a", ""]);
    expect(read(contents(Uint8Array.of(97), Uint8Array.of(255))).tensors[0]!.data).toEqual([
      Uint8Array.of(97),
      Uint8Array.of(255),
    ]);
  });

  test("looks at raw contents where they lie", () => {
    const data = new Uint8Array(5000).map((_, index) => index);
    const body = codec.encodeInferRequest({
      model: "",
      version: "",
      id: "",
      parameters: {},
      tensors: [{ name: "x", datatype: "UINT8", shape: [5000], data }],
      outputs: [],
      raw: true,
    });
    const found = codec.decodeInferRequest(body).tensors[0]!.data as Uint8Array;
    expect(found).toEqual(data);
    expect(found.buffer).toBe(body.buffer);
  });

  test("takes empty contents beside raw ones for none", () => {
    const inputs = [{ name: "x", datatype: "UINT8", shape: [2n], contents: {} }];
    expect(read({ inputs, rawInputContents: [Uint8Array.of(1, 2)] }).tensors[0]!.data).toEqual(Uint8Array.of(1, 2));
  });

  test("gives raw contents to the inputs that have none of their own, when some have", () => {
    const whole = { name: "a", datatype: "INT32", shape: [1n], contents: { intContents: [7] } };
    const half = { name: "b", datatype: "FP16", shape: [1n] };
    const { tensors: list } = read({ inputs: [whole, half], rawInputContents: bytes(Uint16Array.of(0x3c00)) });
    expect(list.map(({ data }) => data)).toEqual([Int32Array.of(7), Uint16Array.of(0x3c00)]);
  });

  test("reads a tensor without elements without contents", () => {
    expect(read({ inputs: [{ name: "x", datatype: "FP16", shape: [0n, 3n] }] }).tensors).toEqual([
      { name: "x", datatype: "FP16", shape: [0, 3], data: new Uint16Array(0) },
    ]);
  });

  test("reads numbers of one field in any order of fields, packed or not", () => {
    // The contents before the datatype: one packed field, then one alone.
    const body = Uint8Array.of(
      0x2a,
      0x0d,
      0x2a,
      0x05,
      0x12,
      0x03,
      0x07,
      0x08,
      0x09,
      0x12,
      0x04,
      0x49,
      0x4e,
      0x54,
      0x38,
    );
    const tail = Uint8Array.of(0x2a, 0x02, 0x10, 0x0a, 0x18, 0x04);
    const tensor = Uint8Array.of(...body.subarray(2, 9), ...body.subarray(9), ...tail);
    const request = Uint8Array.of(0x2a, tensor.length, ...tensor);
    expect(codec.decodeInferRequest(request).tensors[0]).toMatchObject({
      datatype: "INT8",
      shape: [4],
      data: Int8Array.of(7, 8, 9, 10),
    });
  });

  const input = { name: "x", datatype: "INT32", shape: [2n], contents: { intContents: [1, 2] } };
  test.each([
    [
      "fewer elements than the shape",
      { ...input, shape: [3n] },
      "inputs[0].contents: expected 3 elements for shape [3], got 2",
    ],
    ["no shape", { ...input, shape: [] }, "inputs[0].contents: expected 1 elements for shape [], got 2"],
    ["a negative size", { ...input, shape: [-1n, 2n] }, "inputs[0].shape: expected axis sizes of 0 or more, got -1"],
    ["a size beyond all", { ...input, shape: [2n ** 40n] }, "inputs[0].shape: expected axis sizes of 0 or more"],
    ["too many axes", { ...input, shape: Array<bigint>(33).fill(1n) }, "inputs[0].shape: more than 32 axes"],
    ["endless empty arrays", { ...input, shape: [2n ** 31n, 0n] }, "inputs[0].shape: expected at most 65536"],
    [
      "an unknown datatype",
      { ...input, datatype: "FLOAT" },
      'inputs[0].datatype: expected one such as FP32, got "FLOAT"',
    ],
    ["no datatype", { ...input, datatype: "" }, "inputs[0].datatype: expected one such as FP32"],
    [
      "contents of another kind",
      { ...input, datatype: "FP32" },
      "inputs[0].contents: expected fp32_contents for FP32, got int_contents",
    ],
    [
      "half precision as contents",
      { ...input, datatype: "FP16" },
      "inputs[0].contents: expected raw contents for FP16, got int_contents",
    ],
    [
      "contents of two kinds",
      { ...input, contents: { intContents: [1, 2], fp64Contents: [1] } },
      "inputs[0].contents: expected int_contents for INT32, got fp64_contents",
    ],
    [
      "numbers that are none of the datatype",
      { ...input, datatype: "INT8", contents: { intContents: [1, 200] } },
      "inputs[0].contents.int_contents: expected numbers of INT8, got 200",
    ],
    [
      "no contents",
      { ...input, contents: undefined as never },
      "inputs[0].contents: expected 2 elements for shape [2], got 0",
    ],
  ])("refuses %s", (_, one, expected) => {
    expect(failure(() => read({ inputs: [one] }))).toContain(expected);
  });

  test.each([
    [
      "raw contents that are too few",
      [Uint8Array.of(1)],
      {
        inputs: [
          { ...input, contents: {} },
          { ...input, contents: {} },
        ],
      },
      "raw_input_contents: expected one for each of 2 inputs without contents, got 1",
    ],
    [
      "raw contents beside contents",
      [Uint8Array.of(1)],
      { inputs: [input] },
      "inputs[0].contents: expected none beside raw contents",
    ],
    [
      "raw contents without an input",
      [Uint8Array.of(1)],
      { inputs: [] },
      "raw_input_contents: expected one for each of 0 inputs without contents, got 1",
    ],
    [
      "raw contents of another length",
      [Uint8Array.of(1, 2, 3)],
      { inputs: [{ name: "x", datatype: "FP32", shape: [1n] }] },
      "raw_input_contents[0]: expected 4 bytes for FP32[1], got 3",
    ],
    [
      "raw BYTES that break off",
      [Uint8Array.of(5, 0, 0, 0, 1)],
      { inputs: [{ name: "x", datatype: "BYTES", shape: [1n] }] },
      "raw_input_contents[0]: expected 1 elements",
    ],
  ])("refuses %s", (_, rawInputContents, init, expected) => {
    expect(failure(() => read({ ...init, rawInputContents }))).toContain(expected);
  });

  test("names the output of an answer", () => {
    const answer = create(ModelInferResponseSchema, { outputs: [{ name: "y", datatype: "FP32", shape: [1n] }] });
    expect(failure(() => codec.decodeInferResponse(toBinary(ModelInferResponseSchema, answer)))).toContain(
      "outputs[0].contents: expected 1 elements for shape [1], got 0",
    );
  });
});
