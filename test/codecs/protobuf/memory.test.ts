/** A short message must not make the process allocate much, whatever it announces. */
import { describe, expect, test } from "vitest";
import { LENGTH, tagOf, VARINT } from "../../../runtime/codecs/protobuf/wire.ts";
import { ProtoWriter } from "../../../runtime/codecs/protobuf/writer.ts";
import { decodeMessage } from "../../../runtime/codecs/seldon-proto/codec.ts";
import { decodeExamplesRequest, decodePredictRequest } from "../../../runtime/codecs/tensorflow-proto/codec.ts";
import { decodeInferRequest } from "../../../runtime/codecs/v2-proto/codec.ts";
import { InferenceError } from "../../../runtime/errors.ts";

/** Writes messages in each other, and in the innermost what `inside` writes. */
function nested(fields: readonly number[], inside: (writer: ProtoWriter) => void): Uint8Array {
  const writer = new ProtoWriter();
  for (const field of fields) writer.open(tagOf(field, LENGTH));
  inside(writer);
  for (const _ of fields) writer.close();
  return writer.finish();
}

function shapeOf(writer: ProtoWriter, dtype: number, ...sizes: number[]): void {
  writer.int32(tagOf(1, VARINT), dtype);
  writer.open(tagOf(2, LENGTH));
  for (const size of sizes) {
    writer.open(tagOf(2, LENGTH));
    writer.int64(tagOf(1, VARINT), size);
    writer.close();
  }
  writer.close();
}

const huge = 2 ** 31 - 1;
const CASES: readonly (readonly [string, (body: Uint8Array) => unknown, Uint8Array])[] = [
  [
    "a Seldon tensor of a huge shape",
    decodeMessage,
    nested([3, 2], (writer) => writer.varints(tagOf(1, LENGTH), [huge, huge])),
  ],
  [
    "a Seldon tensor of many empty rows",
    decodeMessage,
    nested([3, 2], (writer) => writer.varints(tagOf(1, LENGTH), [huge, 0])),
  ],
  ["a tftensor of a huge shape", decodeMessage, nested([3, 4], (writer) => shapeOf(writer, 2, huge, huge))],
  ["a tftensor of 16 MiB", decodeMessage, nested([3, 4], (writer) => shapeOf(writer, 2, 2 ** 21))],
  ["a tftensor of many texts", decodeMessage, nested([3, 4], (writer) => shapeOf(writer, 7, 2 ** 21))],
  ["an input of TensorFlow of 16 MiB", decodePredictRequest, nested([2, 2], (writer) => shapeOf(writer, 9, 2 ** 21))],
  [
    "a V2 input of a huge shape",
    decodeInferRequest,
    nested([5], (writer) => {
      writer.string(tagOf(2, LENGTH), "BYTES");
      writer.varints(tagOf(3, LENGTH), [huge, huge]);
    }),
  ],
  [
    "V2 raw texts without bytes",
    decodeInferRequest,
    Uint8Array.of(
      ...nested([5], (writer) => {
        writer.string(tagOf(2, LENGTH), "BYTES");
        writer.varints(tagOf(3, LENGTH), [2 ** 20]);
      }),
      0x3a,
      4,
      0,
      0,
      0,
      0,
    ),
  ],
  ["a length that is not there", decodeMessage, Uint8Array.of(0x22, 0xff, 0xff, 0xff, 0x7f, 1)],
  ["a packed field that is not there", decodeMessage, Uint8Array.of(0x1a, 8, 0x12, 6, 0x12, 0xff, 0xff, 0xff, 0x7f, 1)],
];

function refusal(decode: (body: Uint8Array) => unknown, body: Uint8Array): unknown {
  try {
    return decode(body);
  } catch (error) {
    return error;
  }
}

describe("a message of a few bytes", () => {
  test.each(CASES)("takes no memory to speak of: %s", (_, decode, body) => {
    expect(body.length).toBeLessThan(48);
    refusal(decode, body);
    const before = process.memoryUsage();
    for (let times = 0; times < 20; times++) expect(refusal(decode, body)).toBeInstanceOf(InferenceError);
    const after = process.memoryUsage();
    // Twenty times a megabyte would be seen; the garbage of twenty errors is not.
    expect(after.arrayBuffers - before.arrayBuffers).toBeLessThan(1 << 20);
    expect(after.heapUsed - before.heapUsed).toBeLessThan(8 << 20);
  });

  test("fills a shape up to a megabyte", () => {
    const body = nested([3, 4], (writer) => shapeOf(writer, 2, 2 ** 17));
    const { data } = decodeMessage(body);
    expect(data.kind === "tensors" && (data.tensors[0]!.data as Float64Array).byteLength).toBe(2 ** 20);
  });
});

describe("a message of megabytes that says little", () => {
  const count = 2 ** 21;
  const repeat = (...bytes: number[]): Uint8Array =>
    new Uint8Array(count * bytes.length).map((_, index) => bytes[index % bytes.length]!);
  const wrap = (field: number, content: Uint8Array): Uint8Array => {
    const writer = new ProtoWriter(content.length + 16);
    writer.bytes(tagOf(field, LENGTH), content);
    return writer.finish();
  };

  test.each([
    ["names", decodeMessage, wrap(3, repeat(0x0a, 0))],
    ["texts of an ndarray", decodeMessage, wrap(3, wrap(3, repeat(0x0a, 2, 0x1a, 0)))],
    ["nulls of jsonData", decodeMessage, wrap(6, wrap(6, repeat(0x0a, 0)))],
    ["tags", decodeMessage, wrap(2, repeat(0x12, 0))],
    ["metrics", decodeMessage, wrap(2, repeat(0x2a, 3, 0x0a, 1, 0x61))],
    ["requested outputs", decodeInferRequest, repeat(0x32, 0)],
    ["raw contents", decodeInferRequest, repeat(0x3a, 0)],
    ["parameters", decodeInferRequest, repeat(0x22, 0)],
    ["names of outputs", decodePredictRequest, repeat(0x1a, 0)],
    ["examples", decodeExamplesRequest, wrap(2, wrap(1, repeat(0x0a, 0)))],
  ])("is refused for its many %s", (_, decode, body) => {
    expect(() => decode(body)).toThrow(/expected at most 1048576 texts, lists and objects, got more/);
  });
});
