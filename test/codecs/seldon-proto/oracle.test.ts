/** What other implementations of protobuf write is read, and they read what is written. */
import { create, fromBinary, fromJson, toBinary } from "@bufbuild/protobuf";
import type { JsonValue as ProtoJson } from "@bufbuild/protobuf";
import { anyPack, ListValueSchema, StringValueSchema, ValueSchema } from "@bufbuild/protobuf/wkt";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import * as codec from "../../../runtime/codecs/seldon-proto/codec.ts";
import {
  FeedbackSchema,
  SeldonMessageListSchema,
  SeldonMessageSchema,
} from "../../../runtime/proto/generated/seldon/prediction_pb.js";
import type { SeldonMessage } from "../../../runtime/proto/generated/seldon/prediction_pb.js";
import { TensorProtoSchema } from "../../../runtime/proto/generated/tensorflow/core/framework/tensor_pb.js";

// A key "__proto__" gets lost in the generated code.
const key = fc.string({ unit: "grapheme" }).filter((name) => name !== "__proto__");
const record = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<Record<string, T>> =>
  fc.dictionary(key, value, { maxKeys: 3, noNullPrototype: true });
const json = (fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<ProtoJson>).filter(
  (value) => !JSON.stringify(value).includes("__proto__"),
);
const value = json.map((one) => fromJson(ValueSchema, one));
const float = fc.float({ noNaN: true }).filter((one) => !Object.is(one, -0));

const meta = fc.record({
  puid: fc.string({ unit: "grapheme" }),
  tags: record(value),
  routing: record(fc.integer()),
  requestPath: record(fc.string()),
  metrics: fc.array(
    fc.record({
      key: fc.string({ minLength: 1 }),
      type: fc.constantFrom(0, 1, 2),
      value: float,
      tags: record(fc.string()),
    }),
    { maxLength: 3 },
  ),
});

const sizes = fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 3 });
const count = (shape: readonly number[]): number => shape.reduce((product, size) => product * size, 1);

const tensor = sizes.chain((shape) => {
  const values = fc.array(fc.double(), { minLength: count(shape), maxLength: count(shape) });
  return values.map((list) => ({ case: "tensor" as const, value: { shape, values: list } }));
});

const leaf = fc.constantFrom<fc.Arbitrary<ProtoJson>>(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.string({ unit: "grapheme" }),
  fc.boolean(),
);
const nested = fc.tuple(sizes, leaf).chain(([shape, element]) =>
  fc.array(element, { minLength: count(shape), maxLength: count(shape) }).map((leaves) => {
    let next = 0;
    const build = (axis: number): ProtoJson =>
      axis === shape.length ? leaves[next++]! : Array.from({ length: shape[axis]! }, () => build(axis + 1));
    return { case: "ndarray" as const, value: fromJson(ListValueSchema, build(0)) };
  }),
);
// Rows of several types.
const mixed = fc
  .array(
    fc.array(fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.string(), fc.boolean()), {
      minLength: 2,
      maxLength: 2,
    }),
    { minLength: 1, maxLength: 3 },
  )
  .map((rows) => ({ case: "ndarray" as const, value: fromJson(ListValueSchema, [...rows, ["text", true]]) }));
const tftensor = fc.array(fc.integer(), { minLength: 1, maxLength: 5 }).map((list) => ({
  case: "tftensor" as const,
  value: create(TensorProtoSchema, {
    dtype: 3,
    tensorShape: { dim: [{ size: BigInt(list.length) }] },
    tensorContent: new Uint8Array(Int32Array.from(list).buffer),
  }),
}));

const data = fc
  .tuple(fc.array(fc.string(), { maxLength: 3 }), fc.oneof(tensor, nested, mixed, tftensor))
  .map(([names, dataOneof]) => ({ case: "data" as const, value: { names, dataOneof } }));
const payload = fc.oneof(
  { weight: 4, arbitrary: data },
  fc.uint8Array().map((bytes) => ({ case: "binData" as const, value: new Uint8Array(bytes) })),
  fc.string({ unit: "grapheme" }).map((text) => ({ case: "strData" as const, value: text })),
  value.map((one) => ({ case: "jsonData" as const, value: one })),
  fc.string().map((text) => ({
    case: "customData" as const,
    value: anyPack(StringValueSchema, create(StringValueSchema, { value: text })),
  })),
);

const messages: fc.Arbitrary<SeldonMessage> = fc
  .tuple(payload, meta)
  .map(([dataOneof, given]) => create(SeldonMessageSchema, { dataOneof, meta: given }));

const bytesOf = (message: SeldonMessage): Uint8Array => toBinary(SeldonMessageSchema, message);

describe("against the generated schema", () => {
  test("a message that was written by it, read and written again is the same to it", () => {
    fc.assert(
      fc.property(messages, (message) => {
        const again = codec.encodeMessage(codec.decodeMessage(bytesOf(message)));
        expect(fromBinary(SeldonMessageSchema, again)).toEqual(message);
        expect(Buffer.compare(again, bytesOf(message))).toBe(0);
      }),
      { numRuns: 500 },
    );
  });

  test("so is a list of messages", () => {
    fc.assert(
      fc.property(fc.array(messages, { maxLength: 4 }), (seldonMessages) => {
        const list = create(SeldonMessageListSchema, { seldonMessages });
        const read = codec.decodeMessageList(toBinary(SeldonMessageListSchema, list));
        expect(read.length).toBe(seldonMessages.length);
        expect(fromBinary(SeldonMessageListSchema, codec.encodeMessageList(read))).toEqual(list);
      }),
    );
  });

  test("so is a feedback", () => {
    const parts = fc.record(
      { request: messages, response: messages, truth: messages, reward: float },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(parts, (given) => {
        const feedback = create(FeedbackSchema, given as never);
        const read = codec.decodeFeedback(toBinary(FeedbackSchema, feedback));
        expect(fromBinary(FeedbackSchema, codec.encodeFeedback(read))).toEqual(feedback);
      }),
    );
  });

  test("what it does not know stays unread: a status, fields of later versions", () => {
    const known = create(SeldonMessageSchema, {
      status: { code: 200, info: "fine", reason: "none", status: 1 },
      dataOneof: { case: "strData", value: "text" },
    });
    const later = Uint8Array.of(...bytesOf(known), 0xf8, 0x07, 1, 0xfb, 0x07, 0x08, 1, 0xfc, 0x07);
    expect(codec.decodeMessage(later)).toEqual(
      codec.decodeMessage(bytesOf(create(SeldonMessageSchema, { dataOneof: { case: "strData", value: "text" } }))),
    );
  });
});
