import fc from "fast-check";
import { decodeMessage } from "../../../runtime/codecs/seldon-json/decode.ts";
import { encodeMessage } from "../../../runtime/codecs/seldon-json/encode.ts";
import { EMPTY_META } from "../../../runtime/message/meta.ts";
import { bytesMessage, tensorMessage, textMessage } from "../../../runtime/message/message.ts";
import type { Message } from "../../../runtime/message/message.ts";
import { describeCodec } from "../../suites/codec.ts";

const meta = fc.record({
  puid: fc.string(),
  name: fc.string({ minLength: 1 }),
  branch: fc.integer({ min: -2, max: 9 }),
});

const metas = meta.map(({ puid, name, branch }) => {
  const key = `unit ${name}`;
  return { ...EMPTY_META, puid, tags: { [key]: name }, requestPath: { [key]: "image" }, routing: { [key]: branch } };
});

// An empty array says nothing of its axes beyond the first empty one, so there is always a row.
const tensors = fc
  .tuple(
    fc.integer({ min: 1, max: 4 }),
    fc.integer({ min: 1, max: 4 }),
    fc.constantFrom("ndarray" as const, "tensor" as const, "tftensor" as const),
    fc.boolean(),
  )
  .chain(([rows, columns, encoding, isInteger]) => {
    const size = { minLength: rows * columns, maxLength: rows * columns };
    // JSON has no word for the infinities in nested arrays.
    const floats = fc.array(fc.double({ noDefaultInfinity: true }), size).map((list) => Float64Array.from(list));
    const integers = fc
      .array(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), size)
      .map((list) => BigInt64Array.from(list));
    const shape = [rows, columns];
    const names = Array.from({ length: columns }, (_, column) => `column ${column}`);
    if (isInteger)
      return integers.map((data) => tensorMessage([{ name: "", datatype: "INT64", shape, data }], names, encoding));
    return floats.map((data) => tensorMessage([{ name: "", datatype: "FP64", shape, data }], names, encoding));
  });

const messages: fc.Arbitrary<Message> = fc
  .tuple(
    fc.oneof(
      tensors,
      fc.string({ unit: "grapheme" }).map((text) => textMessage(text)),
      fc.uint8Array().map((bytes) => bytesMessage(new Uint8Array(bytes))),
    ),
    metas,
  )
  .map(([message, given]) => ({ ...message, meta: given }));

describeCodec({ name: "Seldon JSON", encode: encodeMessage, decode: decodeMessage, messages });
