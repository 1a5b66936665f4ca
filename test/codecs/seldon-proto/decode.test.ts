import { create, fromBinary, fromJson, toBinary } from "@bufbuild/protobuf";
import type { JsonValue as ProtoJson, MessageInitShape } from "@bufbuild/protobuf";
import { ListValueSchema } from "@bufbuild/protobuf/wkt";
import { describe, expect, test } from "vitest";
import * as codec from "../../../runtime/codecs/seldon-proto/codec.ts";
import { InferenceError } from "../../../runtime/errors.ts";
import { EMPTY_TENSOR, jsonMessage, tensorMessage } from "../../../runtime/message/message.ts";
import type { Encoding, Message } from "../../../runtime/message/message.ts";
import { SeldonMessageSchema } from "../../../runtime/proto/generated/seldon/prediction_pb.js";
import type { Tensor } from "../../../runtime/tensor/tensor.ts";

type Init = MessageInitShape<typeof SeldonMessageSchema>;
type Data = NonNullable<Extract<NonNullable<Init["dataOneof"]>, { case: "data" }>["value"]>;

const write = (init: Init): Uint8Array => toBinary(SeldonMessageSchema, create(SeldonMessageSchema, init));
const read = (init: Init): Message => codec.decodeMessage(write(init));
const readData = (data: Data): Message => read({ dataOneof: { case: "data", value: data } });
const readNdarray = (list: ProtoJson): Message =>
  readData({ dataOneof: { case: "ndarray", value: fromJson(ListValueSchema, list) } });
const readTensor = (shape: number[], values: number[]): Message =>
  readData({ dataOneof: { case: "tensor", value: { shape, values } } });
const only = ({ data }: Message): Tensor => {
  if (data.kind !== "tensors" || data.tensors.length !== 1) throw new Error("expected one tensor");
  return data.tensors[0]!;
};

function failure(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    expect(InferenceError.is(error), String(error)).toBe(true);
    return `${(error as InferenceError).code} ${(error as Error).message}`;
  }
  throw new Error("Expected a failure");
}

describe("decodeMessage()", () => {
  test.each([
    [
      "numbers",
      [
        [1, 2],
        [3, 4.5],
      ],
      "FP64",
      [2, 2],
      Float64Array.of(1, 2, 3, 4.5),
    ],
    ["numbers with null", [1, null], "FP64", [2], Float64Array.of(1, NaN)],
    ["texts", [["a"], ["b"]], "BYTES", [2, 1], ["a", "b"]],
    ["booleans", [true, false], "BOOL", [2], Uint8Array.of(1, 0)],
    ["nothing", [], "FP64", [0], new Float64Array(0)],
    ["empty rows", [[], []], "FP64", [2, 0], new Float64Array(0)],
  ] as const)("reads an ndarray of %s", (_, list, datatype, shape, data) => {
    expect(only(readNdarray(list as never))).toEqual({ name: "", datatype, shape, data });
  });

  test("keeps an ndarray of several types as JSON, and writes it as one", () => {
    const rows = [
      ["oak", 7, 1.5],
      [true, null, { a: [1] }],
    ];
    const message = readNdarray(rows);
    expect(message.data).toEqual({ kind: "json", value: rows });
    expect(message.encoding).toBe("ndarray");
    expect(codec.decodeMessage(codec.encodeMessage(message))).toEqual(message);
  });

  test("reads data without an array as an empty one, as from JSON", () => {
    const message = readData({ names: ["a"] });
    expect(message).toMatchObject({ names: ["a"], encoding: "ndarray" });
    expect(only(message)).toEqual(EMPTY_TENSOR);
  });

  test("reads a tensor with an axis of -1, and one without a shape", () => {
    expect(only(readTensor([-1, 2], [1, 2, 3, 4])).shape).toEqual([2, 2]);
    expect(only(readTensor([], [1, 2, 3])).shape).toEqual([3]);
    expect(only(readTensor([], [1])).shape).toEqual([]);
    expect(only(readTensor([], [])).shape).toEqual([0]);
    expect(only(readTensor([0, 4], [])).shape).toEqual([0, 4]);
  });

  test("takes the last of several payloads", () => {
    const both = Uint8Array.of(
      ...write({ dataOneof: { case: "strData", value: "first" } }),
      ...write({ dataOneof: { case: "binData", value: Uint8Array.of(1) } }),
    );
    expect(codec.decodeMessage(both)).toMatchObject({ encoding: "binData", data: { bytes: Uint8Array.of(1) } });
  });

  test("keeps customData as it is", () => {
    const custom = { typeUrl: "type.googleapis.com/some.Type", value: Uint8Array.of(8, 1) };
    const message = read({ dataOneof: { case: "customData", value: custom } });
    expect(message.encoding).toBe("customData");
    const { dataOneof } = fromBinary(SeldonMessageSchema, codec.encodeMessage(message));
    expect(dataOneof).toMatchObject({ case: "customData", value: custom });
  });

  test("reads keys that are names in JavaScript", () => {
    const message = codec.decodeMessage(
      codec.encodeMessage(jsonMessage(JSON.parse('{"__proto__":{"a":1},"constructor":2}'))),
    );
    expect(JSON.stringify((message.data as { value: unknown }).value)).toBe('{"__proto__":{"a":1},"constructor":2}');
  });

  test("reads floats of a metric as float32, and takes their type by number", () => {
    const { meta } = read({
      dataOneof: { case: "strData", value: "" },
      meta: { metrics: [{ key: "k", type: 2, value: 0.1 }] },
    });
    expect(meta.metrics).toEqual([{ key: "k", type: "TIMER", value: Math.fround(0.1) }]);
  });

  test.each([
    ["no payload", {}, "Request body: expected one of data, jsonData, strData, binData or customData"],
    ["a meta alone", { meta: { puid: "p" } }, "Request body: expected one of data"],
    [
      "a metric without a name",
      { meta: { metrics: [{ value: 1 }, { key: "" }] } },
      "meta.metrics[0].key: expected a name",
    ],
    [
      "a metric of an unknown type",
      { meta: { metrics: [{ key: "k", type: 7 as never }] } },
      "meta.metrics[0].type: expected COUNTER, GAUGE or TIMER",
    ],
  ] as const)("refuses %s", (_, init, expected) => {
    expect(failure(() => read(init as Init))).toContain(`INVALID_ARGUMENT ${expected}`);
  });

  test.each([
    [[[1], [1, 2]], "data.ndarray: ragged array, expected 1 items at depth 1, got 2"],
    [[1, [2]], "data.ndarray: ragged array, values stand at depth 1 and at depth 2"],
    [[[], [1]], "data.ndarray: ragged array, expected 0 items at depth 1, got 1"],
    [[[1], ["a", "b"]], "data.ndarray: ragged array"],
  ])("refuses the ragged ndarray %j", (list, expected) => {
    expect(failure(() => readNdarray(list))).toContain(`INVALID_ARGUMENT ${expected}`);
  });

  test.each([
    [[2, 2], [1, 2, 3], "data.tensor.values: expected 4 values for shape [2,2], got 3"],
    [[2], [1, 2, 3], "data.tensor.values: expected 2 values for shape [2], got 3"],
    [[-2], [1], "data.tensor.shape: expected axis sizes of 0 or more, got -2"],
    [[-1, -1], [1], "data.tensor.shape: expected axis sizes of 0 or more, got -1"],
    [[2 ** 31 - 1, 2 ** 31 - 1], [1], "data.tensor.values: expected"],
    [[2 ** 31 - 1, 0], [], "data.tensor.shape: expected at most 65536 arrays without elements"],
    [Array<number>(33).fill(1), [1], "data.tensor.shape: more than 32 axes"],
  ])("refuses a tensor of shape %j with values %j", (shape, values, expected) => {
    expect(failure(() => readTensor(shape, values))).toContain(`INVALID_ARGUMENT ${expected}`);
  });

  test("refuses lists nested without end, in an ndarray and in jsonData", () => {
    const nested = (depth: number): ProtoJson => (depth === 0 ? 1 : [nested(depth - 1)]);
    expect(only(readNdarray(nested(32))).shape.length).toBe(32);
    expect(failure(() => readNdarray(nested(33)))).toContain("data.ndarray: more than 32 axes");
    const deep = (depth: number): JsonValueOf =>
      depth === 0 ? null : depth % 2 === 0 ? [deep(depth - 1)] : { a: deep(depth - 1) };
    const message = jsonMessage(deep(128));
    expect(codec.decodeMessage(codec.encodeMessage(message))).toEqual(message);
    expect(failure(() => codec.encodeMessage(jsonMessage(deep(129))))).toContain("INTERNAL JSON of the answer");
    let bytes: number[] = [];
    for (let depth = 0; depth < 300; depth++) {
      bytes = [0x0a, ...varint(bytes.length), ...bytes];
      bytes = [0x32, ...varint(bytes.length), ...bytes];
    }
    expect(failure(() => codec.decodeMessage(Uint8Array.from([0x32, ...varint(bytes.length), ...bytes])))).toBe(
      "INVALID_ARGUMENT jsonData: expected at most 128 lists and objects in each other, got more",
    );
  });

  test("names the message of a list, and the part of a feedback", () => {
    const bad = write({ dataOneof: { case: "data", value: { dataOneof: { case: "tensor", value: { shape: [2] } } } } });
    const good = write({ dataOneof: { case: "strData", value: "" } });
    const list = Uint8Array.from([0x0a, good.length, ...good, 0x0a, bad.length, ...bad]);
    expect(failure(() => codec.decodeMessageList(list))).toContain("seldonMessages[1].data.tensor.values: expected 2");
    const truth = Uint8Array.from([0x22, bad.length, ...bad]);
    expect(failure(() => codec.decodeFeedback(truth))).toContain("truth.data.tensor.values: expected 2");
  });
});

type JsonValueOf = Parameters<typeof jsonMessage>[0];

function varint(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...varint(value >>> 7)];
}

describe("encodeMessage()", () => {
  const written = (tensor: Tensor, encoding: Encoding): string | undefined => {
    const body = codec.encodeMessage(tensorMessage([tensor], [], encoding));
    const { dataOneof } = fromBinary(SeldonMessageSchema, body);
    return dataOneof.case === "data" ? dataOneof.value.dataOneof.case : dataOneof.case;
  };
  const float = (shape: number[]): Tensor => ({ name: "", datatype: "FP32", shape, data: Float32Array.of(1.5) });
  const wide = (value: bigint): Tensor => ({ name: "", datatype: "INT64", shape: [1], data: BigInt64Array.of(value) });
  const unsigned = (value: bigint): Tensor => ({
    name: "",
    datatype: "UINT64",
    shape: [1],
    data: BigUint64Array.of(value),
  });
  const bytes = (data: string[] | Uint8Array[], shape: number[] = [1]): Tensor => ({
    name: "",
    datatype: "BYTES",
    shape,
    data,
  });
  const bool = (shape: number[]): Tensor => ({ name: "", datatype: "BOOL", shape, data: Uint8Array.of(1) });

  test.each([
    ["FP32 as asked", float([1]), "tensor", "ndarray", "tftensor"],
    ["a scalar where it can stand", float([]), "tensor", "tensor", "tftensor"],
    ["INT64 up to 2^53", wide(2n ** 53n), "tensor", "ndarray", "tftensor"],
    ["INT64 beyond that is a double", wide(-(2n ** 60n)), "tensor", "ndarray", "tftensor"],
    ["INT64 that no double is", wide(2n ** 53n + 1n), "tftensor", "tftensor", "tftensor"],
    ["INT64 below all that", wide(-(2n ** 63n) + 1n), "tftensor", "tftensor", "tftensor"],
    ["UINT64 that no double is", unsigned(2n ** 64n - 1n), "tftensor", "tftensor", "tftensor"],
    ["UINT64 of 2^63", unsigned(2n ** 63n), "tensor", "ndarray", "tftensor"],
    ["booleans", bool([1]), "ndarray", "ndarray", "tftensor"],
    ["a boolean", bool([]), "tftensor", "tftensor", "tftensor"],
    ["text", bytes(["a"]), "ndarray", "ndarray", "tftensor"],
    ["text as bytes", bytes([Uint8Array.of(97)]), "ndarray", "ndarray", "tftensor"],
    ["bytes that are no text", bytes([Uint8Array.of(255)]), "tftensor", "tftensor", "tftensor"],
  ] as const)("writes %s", (_, tensor, asTensor, asNdarray, asProto) => {
    expect(written(tensor, "tensor")).toBe(asTensor);
    expect(written(tensor, "ndarray")).toBe(asNdarray);
    expect(written(tensor, "tftensor")).toBe(asProto);
  });

  test("writes several tensors as jsonData by name", () => {
    const message = tensorMessage([
      { name: "a", datatype: "FP64", shape: [1, 2], data: Float64Array.of(1, 2.5) },
      { name: "b", datatype: "INT64", shape: [2], data: BigInt64Array.of(3n, 2n ** 60n + 1n) },
      { name: "c", datatype: "BYTES", shape: [], data: ["text"] },
      { name: "d", datatype: "BOOL", shape: [1], data: Uint8Array.of(0) },
      { name: "e", datatype: "FP16", shape: [], data: Uint16Array.of(0x3c00) },
    ]);
    expect(codec.decodeMessage(codec.encodeMessage(message))).toEqual(
      // Integers that float64 does not hold are text, as protobuf writes them in JSON.
      jsonMessage({
        a: [[1, 2.5]],
        b: [3, "1152921504606846977"],
        c: "text",
        d: [false],
        e: 1,
      }),
    );
  });

  test("refuses bytes that are no text where only text can stand", () => {
    const message = tensorMessage([bytes([Uint8Array.of(255)]), bytes(["a"])]);
    expect(failure(() => codec.encodeMessage(message))).toContain("INTERNAL A BYTES element is not UTF-8 text");
  });

  test("writes integers of JSON that float64 does not hold as text", () => {
    const message = jsonMessage({ a: 2n ** 60n, b: 2n ** 60n + 1n, c: [-(2n ** 53n) - 1n] });
    expect(codec.decodeMessage(codec.encodeMessage(message))).toEqual(
      jsonMessage({ a: 2 ** 60, b: "1152921504606846977", c: ["-9007199254740993"] }),
    );
  });

  test("keeps NaN and the infinities in an ndarray", () => {
    const data = Float64Array.of(NaN, Infinity, -Infinity, -0);
    const message = tensorMessage([{ name: "", datatype: "FP64", shape: [4], data }]);
    expect(only(codec.decodeMessage(codec.encodeMessage(message))).data).toEqual(data);
  });

  test("always writes a meta, and no names when there are none", () => {
    const body = codec.encodeMessage(tensorMessage([], []));
    const message = fromBinary(SeldonMessageSchema, body);
    expect(message.meta).toBeDefined();
    expect(message.dataOneof).toMatchObject({ case: "data", value: { names: [], dataOneof: { case: "ndarray" } } });
  });
});
