import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { NumberField } from "../../../runtime/codecs/protobuf/number-field.ts";
import type { NumberKind } from "../../../runtime/codecs/protobuf/number-field.ts";
import { ProtoReader } from "../../../runtime/codecs/protobuf/reader.ts";
import { FIXED32, FIXED64, LENGTH, tagOf, VARINT } from "../../../runtime/codecs/protobuf/wire.ts";
import { ProtoWriter } from "../../../runtime/codecs/protobuf/writer.ts";
import { InferenceError } from "../../../runtime/errors.ts";
import { DATATYPES } from "../../../runtime/tensor/datatype.ts";
import type { Datatype } from "../../../runtime/tensor/datatype.ts";

const read = (...bytes: number[]): ProtoReader => new ProtoReader(Uint8Array.from(bytes));

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

/** Reads a message to its end without knowing any of its fields. */
function skipAll(reader: ProtoReader): void {
  for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) reader.skip(tag);
}

describe("ProtoReader", () => {
  test("reads integers of all sizes and both signs", () => {
    const int64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
    fc.assert(
      fc.property(int64, fc.integer(), (wide, narrow) => {
        const writer = new ProtoWriter();
        writer.int64(tagOf(1, VARINT), wide);
        writer.int64(tagOf(2, VARINT), BigInt.asUintN(64, wide));
        writer.int32(tagOf(3, VARINT), narrow);
        writer.int64(tagOf(4, VARINT), narrow);
        const reader = new ProtoReader(writer.finish());
        expect([reader.tag(), reader.int64("")]).toEqual([tagOf(1, VARINT), wide]);
        expect([reader.tag(), reader.uint64("")]).toEqual([tagOf(2, VARINT), BigInt.asUintN(64, wide)]);
        expect([reader.tag(), reader.varint("")]).toEqual([tagOf(3, VARINT), narrow]);
        expect([reader.tag(), reader.integer("")]).toEqual([tagOf(4, VARINT), narrow]);
        expect(reader.tag()).toBe(0);
      }),
    );
  });

  test("reads text of every plane and length", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 80 }), (text) => {
        const writer = new ProtoWriter();
        writer.string(tagOf(1, LENGTH), text);
        const reader = new ProtoReader(writer.finish());
        reader.tag();
        expect(reader.string("")).toBe(text);
        expect(reader.remaining).toBe(0);
      }),
    );
  });

  test("keeps a byte order mark, and writes a lone surrogate as the replacement character", () => {
    const writer = new ProtoWriter();
    writer.string(tagOf(1, LENGTH), "\ufeffa\ud800");
    const reader = new ProtoReader(writer.finish());
    reader.tag();
    expect(reader.string("")).toBe("\ufeffa\ufffd");
  });

  test("skips fields that it does not know, groups with all that is in them included", () => {
    const writer = new ProtoWriter();
    writer.int64(tagOf(1, VARINT), -1);
    writer.double(tagOf(2, FIXED64), 1);
    writer.string(tagOf(3, LENGTH), "text");
    writer.float(tagOf(4, FIXED32), 1);
    const known = writer.finish();
    // Group 5 holds group 6, which holds the fields from above.
    const reader = read(0x2b, 0x33, ...known, 0x34, ...known, 0x2c, ...known);
    skipAll(reader);
    expect(reader.remaining).toBe(0);
  });

  test("reads the numbers of fields up to the largest", () => {
    const largest = tagOf(536_870_911, VARINT);
    expect(read(0xf8, 0xff, 0xff, 0xff, 0x0f).tag()).toBe(largest);
  });

  test.each([
    ["the field number 0", [0x00]],
    ["a field number beyond the largest", [0xf8, 0xff, 0xff, 0xff, 0x1f, 0]],
    ["a tag of more than ten bytes", [0x88, ...Array<number>(10).fill(0x80), 1]],
    ["a varint that breaks off", [0x08, 0x80]],
    ["a varint of eleven bytes", [0x08, ...Array<number>(10).fill(0xff), 1]],
    ["a length beyond the message", [0x0a, 0x05, 1]],
    ["a length of 64 bits", [0x0a, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01]],
    ["a double that breaks off", [0x09, 1, 2, 3]],
    ["a float that breaks off", [0x0d, 1]],
    ["a group without an end", [0x0b, 0x08, 1]],
    ["the end of another group", [0x0b, 0x14]],
    ["the end of a group that did not begin", [0x0c]],
    ["wire type 6", [0x0e]],
    ["wire type 7", [0x0f]],
    ["groups in each other without end", Array<number>(100_000).fill(0x0b)],
  ])("refuses %s", (_, bytes) => {
    expect(failure(() => skipAll(read(...bytes)))).toMatch(/^Request body: expected /);
  });

  test("names the field in the message that it is in", () => {
    const reader = read(0x0a, 0x07, 0x12, 0x05, 0x1a, 0x03, 0xff, 0xfe, 0xfd);
    reader.tag();
    reader.enter("data");
    reader.tag();
    reader.enter("items", 3);
    reader.tag();
    expect(failure(() => reader.string("name"))).toBe("data.items[3].name: expected UTF-8 text, got other bytes");
  });

  test("refuses a message that is longer than the one around it", () => {
    const reader = read(0x0a, 0x03, 0x12, 0x05, 0x1a, 0, 0, 0, 0);
    reader.tag();
    reader.enter("data");
    reader.tag();
    expect(failure(() => reader.enter("tensor"))).toBe("data.tensor: expected more bytes, got the end of the message");
  });

  test("gives bytes as a window on the message, of a Buffer no Buffer", () => {
    const bytes = Buffer.from([0x0a, 0x02, 7, 8]);
    const reader = new ProtoReader(bytes);
    reader.tag();
    const slice = reader.slice("");
    expect(Object.getPrototypeOf(slice)).toBe(Uint8Array.prototype);
    expect(slice).toEqual(Uint8Array.of(7, 8));
    expect(slice.buffer).toBe(bytes.buffer);
  });
});

describe("ProtoWriter", () => {
  test.each([0, 1, 127, 128, 16_383, 16_384, 2 ** 21 - 1, 2 ** 21])(
    "finds room for the length of a message of %d bytes, whatever was expected",
    (length) => {
      for (const expected of [0, length, 2 * length]) {
        const writer = new ProtoWriter();
        writer.open(tagOf(1, LENGTH), expected);
        const content = new Uint8Array(length).map((_, index) => index);
        for (const byte of content.subarray(0, 1)) writer.head(byte, 0);
        writer.close();
        writer.open(tagOf(2, LENGTH), expected);
        if (length > 2) writer.bytes(tagOf(3, LENGTH), content.subarray(0, length - 2));
        writer.close();
        writer.bool(tagOf(4, VARINT), true);
        const reader = new ProtoReader(writer.finish());
        expect(reader.tag()).toBe(tagOf(1, LENGTH));
        reader.slice("");
        expect(reader.tag()).toBe(tagOf(2, LENGTH));
        const outer = reader.enter("");
        if (length > 2) {
          expect(reader.tag()).toBe(tagOf(3, LENGTH));
          expect(Buffer.compare(reader.slice(""), content.subarray(0, length - 2))).toBe(0);
        }
        expect(reader.tag()).toBe(0);
        reader.leave(outer);
        expect(reader.tag()).toBe(tagOf(4, VARINT));
        expect(reader.bool("")).toBe(true);
        expect(reader.tag()).toBe(0);
      }
    },
  );

  test("refuses messages in each other without end", () => {
    const writer = new ProtoWriter();
    expect(() => {
      for (;;) writer.open(tagOf(1, LENGTH));
    }).toThrow(/messages in each other/);
  });
});

describe("NumberField", () => {
  const KINDS: readonly (readonly [NumberKind, Datatype, fc.Arbitrary<number | bigint>])[] = [
    ["float", "FP32", fc.float()],
    ["double", "FP64", fc.double()],
    ["int32", "INT32", fc.integer()],
    ["int32", "INT16", fc.integer({ min: -32768, max: 32767 })],
    ["int32", "INT8", fc.integer({ min: -128, max: 127 })],
    ["int32", "UINT16", fc.nat(65535)],
    ["uint32", "UINT32", fc.nat(0xffffffff)],
    ["uint32", "UINT8", fc.nat(255)],
    ["int64", "INT64", fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })],
    ["uint64", "UINT64", fc.bigInt({ min: 0n, max: 2n ** 64n - 1n })],
    ["bool", "BOOL", fc.nat(1)],
  ];

  const writeOne = (writer: ProtoWriter, kind: NumberKind, value: number | bigint): void => {
    if (kind === "float") writer.float(tagOf(1, FIXED32), value as number);
    else if (kind === "double") writer.double(tagOf(1, FIXED64), value as number);
    else writer.int64(tagOf(1, VARINT), value);
  };

  test.each(KINDS)("reads %s as %s, packed, one by one, and in pieces of both", (kind, datatype, value) => {
    const pieces = fc.array(fc.tuple(fc.boolean(), fc.array(value, { maxLength: 40 })), { maxLength: 5 });
    fc.assert(
      fc.property(pieces, (given) => {
        const writer = new ProtoWriter();
        const all: (number | bigint)[] = [];
        for (const [isPacked, values] of given) {
          all.push(...values);
          const data = new DATATYPES[datatype].array!(values.length);
          for (const [index, one] of values.entries()) data[index] = one as never;
          if (!isPacked) for (const one of values) writeOne(writer, kind, one);
          else if (kind === "float" || kind === "double") writer.numbers(tagOf(1, LENGTH), data);
          else writer.varints(tagOf(1, LENGTH), data);
        }
        const reader = new ProtoReader(writer.finish());
        const field = new NumberField(datatype, kind, "values");
        for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) expect(field.read(reader, tag)).toBe(true);
        const found = field.finish();
        expect(found).toBeInstanceOf(DATATYPES[datatype].array!);
        expect(Array.from(found as Float64Array)).toEqual(
          all.map((one) => (datatype === "FP32" ? Math.fround(one as number) : one)),
        );
      }),
    );
  });

  test("looks at large numbers where they lie, when they lie well", () => {
    const values = Float64Array.from({ length: 1000 }, (_, index) => index / 3);
    const writer = new ProtoWriter();
    writer.numbers(tagOf(1, LENGTH), values);
    const bytes = writer.finish();
    for (let offset = 0; offset < 8; offset++) {
      const moved = new Uint8Array(bytes.length + 16).subarray(offset, offset + bytes.length);
      moved.set(bytes);
      const reader = new ProtoReader(moved);
      const field = new NumberField("FP64", "double", "values");
      field.read(reader, reader.tag());
      expect(field.finish()).toEqual(values);
      // A tag and a length of two bytes lie before them.
      expect(field.finish().buffer === moved.buffer).toBe((offset + 3) % 8 === 0);
    }
  });

  test.each([
    ["double", "FP64", [0x0a, 3, 0, 0, 0], "values: expected 8 bytes for each number, got 3 bytes"],
    ["int32", "INT8", [0x08, 0x80, 0x01], "values: expected numbers of INT8, got 128"],
    ["uint32", "UINT8", [0x08, 0x80, 0x02], "values: expected numbers of UINT8, got 256"],
    ["int32", "INT32", [0x0a, 2, 1, 0x80, 1], "values: expected whole numbers, got a part of one"],
    [
      "int64",
      "INT64",
      [0x0a, 12, ...Array<number>(11).fill(0xff), 1],
      "values: expected an integer of at most 10 bytes",
    ],
  ] as const)("refuses %s that are no %s", (kind, datatype, bytes, expected) => {
    const reader = read(...bytes);
    const field = new NumberField(datatype, kind, "values");
    expect(failure(() => field.read(reader, reader.tag()))).toContain(expected);
  });

  test("does not look beyond the message that it stands in", () => {
    const reader = read(0x0a, 0x01, 0x08, 0x05, 0x10, 0x01);
    reader.tag();
    reader.enter("list");
    const field = new NumberField("INT32", "int32", "values");
    expect(failure(() => field.read(reader, reader.tag()))).toBe(
      "list.values: expected more bytes, got the end of the message",
    );
  });

  test("leaves a field of another wire type to be skipped", () => {
    const reader = read(0x08, 1);
    expect(new NumberField("FP64", "double", "values").read(reader, reader.tag())).toBe(false);
  });

  test("reads very many numbers that come one by one", () => {
    const count = 300_000;
    const bytes = new Uint8Array(2 * count).map((_, index) => (index % 2 === 0 ? 0x08 : 1));
    const reader = new ProtoReader(bytes);
    const field = new NumberField("INT64", "int64", "values");
    for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) field.read(reader, tag);
    expect(field.finish().length).toBe(count);
  });
});
