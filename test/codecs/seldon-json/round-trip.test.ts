import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeMessage } from "../../../runtime/codecs/seldon-json/decode.ts";
import { encodeMessage } from "../../../runtime/codecs/seldon-json/encode.ts";
import type { JsonObject } from "../../../runtime/message/json-value.ts";
import type { Encoding, Message } from "../../../runtime/message/message.ts";
import { EMPTY_META } from "../../../runtime/message/meta.ts";
import { toNested } from "../../../runtime/tensor/convert.ts";
import { DATATYPES } from "../../../runtime/tensor/datatype.ts";
import type { Datatype, NumericArray } from "../../../runtime/tensor/datatype.ts";
import type { Tensor } from "../../../runtime/tensor/tensor.ts";

const name = fc.string({ maxLength: 8, unit: "binary" });
const shape = fc.array(fc.nat(4), { maxLength: 4 });
const count = (axes: readonly number[]): number => axes.reduce((product, size) => product * size, 1);

const meta = fc.record({
  puid: name,
  tags: fc.dictionary(fc.string({ minLength: 1 }), fc.jsonValue({ maxDepth: 1 })) as fc.Arbitrary<JsonObject>,
  metrics: fc.array(
    fc.record({
      key: fc.string({ minLength: 1 }),
      type: fc.constantFrom("COUNTER" as const, "GAUGE" as const, "TIMER" as const),
      value: fc.double({ noNaN: true, noDefaultInfinity: true, max: 1e15, min: -1e15 }),
      tags: fc.dictionary(name, name),
    }),
    { maxLength: 3 },
  ),
  requestPath: fc.dictionary(name, name),
  routing: fc.dictionary(name, fc.integer({ min: -2, max: 9 })),
});

/** Equal as JSON is equal: -0 is 0, and an object has no prototype to speak of. */
function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, (_, item: unknown) => (typeof item === "bigint" ? Number(item) : item)));
}

describe("encodeMessage()", () => {
  test("writes text, bytes and JSON with meta so that decodeMessage reads them back", () => {
    const payload = fc.oneof(
      fc.string({ unit: "binary" }).map((text) => ({ data: { kind: "text", text }, encoding: "strData" }) as const),
      fc.uint8Array({ maxLength: 40 }).map((list) => {
        return { data: { kind: "bytes", bytes: new Uint8Array(list) }, encoding: "binData" } as const;
      }),
      fc.jsonValue({ maxDepth: 3 }).map((value) => {
        return { data: { kind: "json", value: plain(value) as never }, encoding: "jsonData" } as const;
      }),
    );
    fc.assert(
      fc.property(payload, meta, ({ data, encoding }, given) => {
        const message: Message = { data, encoding, names: [], meta: given };
        const read = decodeMessage(encodeMessage(message));
        expect(plain(read.data)).toEqual(plain(data));
        expect(read.encoding).toBe(encoding);
        expect(plain(read.meta)).toEqual(plain(given));
      }),
      { numRuns: 500 },
    );
  });

  const numeric = (Object.keys(DATATYPES) as Datatype[]).filter((datatype) => datatype !== "BYTES");

  function elements(datatype: Datatype, length: number): fc.Arbitrary<NumericArray> {
    const { array, kind, width } = DATATYPES[datatype];
    if (kind === "bool")
      return fc.array(fc.nat(1), { minLength: length, maxLength: length }).map((list) => Uint8Array.from(list));
    // Any bits at all are a value of each of the others, apart from NaN, which is not equal to itself.
    return fc.uint8Array({ minLength: length * width, maxLength: length * width }).map((bytes) => {
      const data = new array!(length);
      new Uint8Array(data.buffer).set(bytes);
      if (kind === "float") (data as Float64Array).forEach((value, i) => Number.isFinite(value) || (data[i] = 1.5));
      if (kind === "half") (data as Uint16Array).forEach((value, i) => (data[i] = value & 0xbfff));
      return data;
    });
  }

  const tensors = fc
    .tuple(fc.constantFrom(...numeric), shape)
    .chain(([datatype, axes]) =>
      elements(datatype, count(axes)).map((data): Tensor => ({ name: "", datatype, shape: axes, data })),
    );

  test.each(["tensor", "ndarray", "tftensor"] as const)(
    "keeps shape and values of every datatype as %s",
    (encoding: Encoding) => {
      fc.assert(
        fc.property(tensors, fc.array(name, { maxLength: 3 }), (tensor, names) => {
          fc.pre(encoding !== "ndarray" || tensor.shape.length > 0);
          const message: Message = { data: { kind: "tensors", tensors: [tensor] }, encoding, names, meta: EMPTY_META };
          const text = encodeMessage(message);
          expect(() => JSON.parse(text)).not.toThrow();
          const read = decodeMessage(text);
          if (read.data.kind !== "tensors") throw new Error("no tensor");
          const back = read.data.tensors[0]!;
          expect(read.names).toEqual(names);
          // Nested arrays end at the first axis without items.
          const cut = tensor.shape.indexOf(0);
          const kept = encoding === "ndarray" && cut >= 0 ? tensor.shape.slice(0, cut + 1) : tensor.shape;
          expect(back.shape).toEqual(kept);
          const isBoolTensor = encoding === "tensor" && tensor.datatype === "BOOL";
          const expected = isBoolTensor ? toNested({ ...tensor, datatype: "UINT8" }) : toNested(tensor);
          if (cut < 0) expect(toNested(back)).toEqual(expected);
          if (encoding === "tftensor") expect(back.datatype).toBe(tensor.datatype);
        }),
        { numRuns: 600 },
      );
    },
  );

  test("keeps text as ndarray and tftensor, and writes it as ndarray where tensor was asked", () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: "binary" }), { minLength: 1, maxLength: 5 }),
        fc.constantFrom("ndarray", "tensor"),
        (list, encoding) => {
          const tensor: Tensor = { name: "", datatype: "BYTES", shape: [list.length], data: list };
          const text = encodeMessage({
            data: { kind: "tensors", tensors: [tensor] },
            encoding: encoding,
            names: [],
            meta: EMPTY_META,
          });
          const read = decodeMessage(text);
          expect(read.encoding).toBe("ndarray");
          expect(read.data).toEqual({ kind: "tensors", tensors: [tensor] });
        },
      ),
    );
    const bytes: Tensor = { name: "", datatype: "BYTES", shape: [2], data: [Uint8Array.of(255, 0), Uint8Array.of()] };
    const message: Message = {
      data: { kind: "tensors", tensors: [bytes] },
      encoding: "tftensor",
      names: [],
      meta: EMPTY_META,
    };
    expect(decodeMessage(encodeMessage(message)).data).toEqual(message.data);
  });

  test("writes several tensors by name, and none as an empty array", () => {
    const one = (label: string): Tensor => ({ name: label, datatype: "FP32", shape: [1], data: Float32Array.of(1.5) });
    const message: Message = {
      data: { kind: "tensors", tensors: [one("a"), one("b")] },
      encoding: "tensor",
      names: [],
      meta: EMPTY_META,
    };
    expect(JSON.parse(encodeMessage(message))).toEqual({ jsonData: { a: [1.5], b: [1.5] }, meta: {} });
    expect(encodeMessage({ ...message, data: { kind: "tensors", tensors: [] } })).toBe(
      '{"data":{"names":[],"ndarray":[]},"meta":{}}',
    );
  });

  test("writes NaN as null in ndarray and by name in tensor", () => {
    const tensor: Tensor = { name: "", datatype: "FP64", shape: [1, 3], data: Float64Array.of(NaN, Infinity, -0) };
    const message: Message = {
      data: { kind: "tensors", tensors: [tensor] },
      encoding: "ndarray",
      names: [],
      meta: EMPTY_META,
    };
    expect(encodeMessage(message)).toContain("[[null,null,-0.0]]");
    expect(encodeMessage({ ...message, encoding: "tensor" })).toContain('["NaN","Infinity",-0.0]');
  });
});
