import fc from "fast-check";
import * as codec from "../../../runtime/codecs/seldon-proto/codec.ts";
import { bytesMessage, jsonMessage, tensorMessage, textMessage } from "../../../runtime/message/message.ts";
import type { Message } from "../../../runtime/message/message.ts";
import type { JsonValue } from "../../../runtime/message/json-value.ts";
import type { Meta } from "../../../runtime/message/meta.ts";
import { describeCodec } from "../../suites/codec.ts";
import { tensors } from "../protobuf/tensors.ts";

const names = fc.array(fc.string({ unit: "grapheme" }), { maxLength: 4 });

// Numbers are float64 there, and -0 is one of them.
const json = fc.jsonValue({ maxDepth: 4 }) as fc.Arbitrary<JsonValue>;

const metrics = fc.record(
  {
    key: fc.string({ minLength: 1 }),
    type: fc.constantFrom("COUNTER" as const, "GAUGE" as const, "TIMER" as const),
    // -0 is 0 to protobuf.
    value: fc.float().filter((value) => !Object.is(value, -0)),
    // The generated schema keeps maps as plain objects and loses this key.
    tags: fc.dictionary(
      fc.string().filter((key) => key !== "__proto__"),
      fc.string(),
      { minKeys: 1, maxKeys: 3, noNullPrototype: true },
    ),
  },
  { requiredKeys: ["key", "type", "value"] },
);

const record = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<Record<string, T>> =>
  fc.dictionary(fc.string(), value, { maxKeys: 3, noNullPrototype: true });

const metas: fc.Arbitrary<Meta> = fc.record({
  puid: fc.string(),
  tags: record(json),
  metrics: fc.array(metrics, { maxLength: 3 }),
  requestPath: record(fc.string()),
  routing: record(fc.integer()),
});

// What an ndarray and a tensor say without loss; everything else is written as a tftensor.
const asWritten = fc.oneof(
  fc
    .tuple(tensors({ datatypes: ["FP64"] }), names)
    .map(([tensor, columns]) => tensorMessage([tensor], columns, "tensor")),
  fc
    .tuple(tensors({ datatypes: ["FP64", "BOOL"], minRank: 1, minSize: 1 }), names)
    .map(([tensor, columns]) => tensorMessage([tensor], columns)),
  fc
    .tuple(tensors({ datatypes: ["BYTES"], minRank: 1, minSize: 1 }), names)
    .filter(([tensor]) => typeof tensor.data[0] === "string")
    .map(([tensor, columns]) => tensorMessage([tensor], columns)),
  fc.tuple(tensors(), names).map(([tensor, columns]) => tensorMessage([tensor], columns, "tftensor")),
);

const messages: fc.Arbitrary<Message> = fc
  .tuple(
    fc.oneof(
      asWritten,
      fc.string({ unit: "grapheme" }).map((text) => textMessage(text)),
      fc.uint8Array().map((bytes) => bytesMessage(new Uint8Array(bytes))),
      fc.uint8Array().map((bytes): Message => ({ ...bytesMessage(new Uint8Array(bytes)), encoding: "customData" })),
      json.map((value) => jsonMessage(value)),
    ),
    metas,
  )
  .map(([message, meta]) => ({ ...message, meta }));

describeCodec({ name: "Seldon protobuf", encode: codec.encodeMessage, decode: codec.decodeMessage, messages });
