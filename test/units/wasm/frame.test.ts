import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { InferenceError } from "../../../runtime/errors.ts";
import { bytesMessage, jsonMessage, tensorMessage, textMessage } from "../../../runtime/message/message.ts";
import type { Message } from "../../../runtime/message/message.ts";
import { DATATYPES } from "../../../runtime/tensor/datatype.ts";
import type { Datatype, TensorData } from "../../../runtime/tensor/datatype.ts";
import type { Tensor } from "../../../runtime/tensor/tensor.ts";
import { readFrame } from "../../../runtime/units/wasm/frame-decode.ts";
import type { FrameGroup } from "../../../runtime/units/wasm/frame-decode.ts";
import { planFrame, writeFrame } from "../../../runtime/units/wasm/frame-encode.ts";
import { ownViews } from "../../../runtime/units/wasm/memory-views.ts";
import { viewsOf } from "../../../runtime/units/wasm/raw-frame.ts";
import { readUtf8, utf8Length, writeUtf8 } from "../../../runtime/units/wasm/utf8.ts";

function encode(messages: readonly Message[], withNames = true): Uint8Array {
  const plan = planFrame(messages, withNames);
  const views = ownViews(plan.bytes + 32);
  writeFrame(plan, views, 16);
  return views.bytes.slice(16, 16 + plan.bytes);
}

function decode(bytes: Uint8Array): readonly FrameGroup[] {
  return readFrame(viewsOf(bytes), 0, bytes.length);
}

const DATATYPE = fc.constantFrom(...(Object.keys(DATATYPES) as Datatype[]));
// A string that is well formed; a lone surrogate has no UTF-8 and arrives as U+FFFD.
const TEXT = fc.string({ unit: "grapheme", maxLength: 60 });

function dataOf(datatype: Datatype, length: number, seed: Uint8Array, texts: string[]): TensorData {
  const { array, width } = DATATYPES[datatype];
  if (array === undefined) {
    const strings = Array.from({ length }, (_, i) => texts[i % texts.length] ?? "");
    return seed[0]! % 2 === 0 ? strings : strings.map((text) => new TextEncoder().encode(text));
  }
  const bytes = Uint8Array.from({ length: length * width }, (_, i) => seed[i % seed.length]! ^ (i * 37));
  if (datatype === "BOOL") return bytes.map((byte) => byte & 1);
  const Kind = array as unknown as new (buffer: ArrayBuffer) => TensorData;
  return new Kind(bytes.buffer);
}

const TENSOR: fc.Arbitrary<Tensor> = fc
  .record({
    name: TEXT,
    datatype: DATATYPE,
    shape: fc.array(fc.integer({ min: 1, max: 5 }), { maxLength: 4 }),
    seed: fc.uint8Array({ minLength: 1, maxLength: 32 }),
    texts: fc.array(TEXT, { maxLength: 5 }),
  })
  .map(({ name, datatype, shape, seed, texts }) => {
    const length = shape.reduce((product, size) => product * size, 1);
    return { name, datatype, shape, data: dataOf(datatype, length, seed, texts) };
  });

const MESSAGE: fc.Arbitrary<Message> = fc.oneof(
  fc
    .tuple(fc.array(TENSOR, { minLength: 1, maxLength: 3 }), fc.array(TEXT, { maxLength: 4 }))
    .map(([tensors, names]) => tensorMessage(tensors, names)),
  TEXT.map((text) => textMessage(text)),
  fc.uint8Array({ maxLength: 40 }).map((bytes) => bytesMessage(bytes)),
  // JSON has one zero.
  fc.jsonValue().map((value) => jsonMessage(JSON.parse(JSON.stringify(value)) as null)),
);

describe("frames", () => {
  test("readFrame() gives back what writeFrame() wrote, for all datatypes and several groups", () => {
    fc.assert(
      fc.property(fc.array(MESSAGE, { minLength: 1, maxLength: 4 }), (messages) => {
        const groups = decode(encode(messages));
        expect(groups.length).toBe(messages.length);
        messages.forEach((message, i) => {
          expect(groups[i]!.data).toEqual(message.data);
          expect(groups[i]!.names ?? []).toEqual(message.names);
        });
      }),
      { numRuns: 500 },
    );
  });

  test("planFrame() leaves column names out when the guest does not want them", () => {
    const message = tensorMessage([{ name: "", datatype: "FP64", shape: [1], data: new Float64Array(1) }], ["a"]);
    expect(decode(encode([message], false))[0]!.names).toBeUndefined();
  });

  test("readFrame() answers a frame or an InferenceError, whatever bytes are changed", () => {
    fc.assert(
      fc.property(
        fc.array(MESSAGE, { minLength: 1, maxLength: 3 }),
        fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { minLength: 1, maxLength: 6 }),
        (messages, changes) => {
          const bytes = encode(messages);
          for (const [at, value] of changes) bytes[at % bytes.length] = value;
          try {
            const size = decode(bytes).reduce((total, group) => total + sizeOf(group), 0);
            expect(size).toBeLessThanOrEqual(bytes.length);
          } catch (error) {
            expect(error).toBeInstanceOf(InferenceError);
            expect((error as InferenceError).message).toMatch(/^Result frame/);
          }
        },
      ),
      { numRuns: 3000 },
    );
  });

  test("readFrame() refuses random bytes behind a good header", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 16, maxLength: 200 }), fc.nat(20), (noise, count) => {
        const bytes = new Uint8Array(Math.ceil(noise.length / 16) * 16 + 16);
        bytes.set(noise, 16);
        new Uint32Array(bytes.buffer).set([0x0146485a, bytes.length, count, 0]);
        try {
          decode(bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(InferenceError);
        }
      }),
      { numRuns: 3000 },
    );
  });

  const words = (...values: number[]): Uint8Array => new Uint8Array(Uint32Array.from(values).buffer);
  const header = (length: number, count = 1): number[] => [0x0146485a, length, count, 0];
  const FP64_RANK1 = 13 | (1 << 8);

  test.each([
    ["another magic number", words(1, 16, 0, 0), "does not start with the magic number"],
    ["a wrong length", words(...header(999)), "says it has 999 bytes"],
    ["too many parts", words(...header(16, 5000)), "has 5000 parts"],
    ["a missing part", words(...header(16)), "ends inside the description of part 0"],
    ["a shape beyond its end", words(...header(32), 13 | (200 << 8), 0, 0, 0), "ends inside the description"],
    ["too many axes", words(...header(256), 13 | (40 << 8), 0, 0, 0, ...Array<number>(56).fill(1)), "40 axes"],
    ["misaligned data", words(...header(48), FP64_RANK1, 0, 40, 8, 1, 0, 0, 0), "not a multiple of 16"],
    ["data beyond its end", words(...header(48), FP64_RANK1, 0, 32, 80, 10, 0, 0, 0), "beyond the frame's 48"],
    ["a shape that does not fit", words(...header(48), FP64_RANK1, 0, 32, 8, 7, 0, 0, 0), "shape [7] and 8 bytes each"],
    ["an unknown type", words(...header(32), 99, 0, 0, 0), "unknown type 99"],
    ["a group out of order", words(...header(32), 32, 3, 0, 0), "part 0 is of group 3"],
    ["a BOOL of 2", words(...header(64), 1 | (1 << 8), 0, 48, 1, 1, 0, 0, 0, 2, 0, 0, 0), "BOOL has an element 2"],
    ["text that is not UTF-8", words(...header(48), 32, 0, 32, 4, 0xffffffff, 0, 0, 0), "not UTF-8"],
    ["text that is not JSON", words(...header(48), 33, 0, 32, 4, 0x7b7b7b7b, 0, 0, 0), "not JSON"],
    ["strings beyond the data", words(...header(48), 14 | (1 << 8), 0, 32, 8, 9, 0, 0, 0), "no room for 9 elements"],
    [
      "an endless string",
      words(...header(64), 14 | (1 << 8), 0, 48, 8, 1, 0, 0, 0, 0xffffffff, 0, 0, 0),
      "beyond its data",
    ],
    [
      "an empty tensor of a huge shape",
      words(...header(64), 13 | (2 << 8), 0, 48, 0, 0xffffffff, 0, 0, 0, 0, 0, 0, 0),
      "is empty, yet of shape",
    ],
    [
      "parts that share data",
      words(...header(96, 2), FP64_RANK1, 0, 64, 8, 1, FP64_RANK1, 0, 64, 8, 1, ...Array<number>(10).fill(0)),
      "overlaps",
    ],
    [
      "a text after a tensor",
      words(...header(96, 2), 13, 0, 64, 8, 32, 0, 80, 0, ...Array<number>(12).fill(0)),
      "stand alone",
    ],
  ])("readFrame() refuses %s", (_what, bytes, text) => {
    expect(() => decode(bytes)).toThrow(text);
  });

  test("utf8Length() and writeUtf8() agree with TextEncoder", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 80 }), (text) => {
        const expected = new TextEncoder().encode(text);
        const into = new Uint8Array(expected.length + 2);
        expect(utf8Length(text)).toBe(expected.length);
        writeUtf8(text, into, 1);
        expect(into.slice(1, -1)).toEqual(expected);
        expect(readUtf8(into, 1, expected.length)).toBe(new TextDecoder("utf-8", { ignoreBOM: true }).decode(expected));
      }),
    );
    expect(utf8Length("a\ud800b")).toBe(5);
  });
});

function sizeOf({ data }: FrameGroup): number {
  if (data.kind === "bytes") return data.bytes.length;
  if (data.kind !== "tensors") return 0;
  return data.tensors.reduce((total, tensor) => total + tensor.data.length * DATATYPES[tensor.datatype].width, 0);
}

describe("planFrame() refuses what a frame has no room for", () => {
  const empty = { name: "x", datatype: "FP64" as const, shape: [0], data: new Float64Array(0) };

  test.each<[string, Message, string]>([
    [
      "a long name",
      tensorMessage([{ ...empty, name: "x".repeat(70_000) }]),
      "names of at most 65535 bytes, got one of 70000",
    ],
    ["many tensors", tensorMessage(Array<Tensor>(1025).fill(empty)), "at most 1024 tensors and lists, got 1025"],
    ["many axes", tensorMessage([{ ...empty, shape: Array<number>(33).fill(0) }]), "at most 32 axes, got 33"],
  ])("%s", (_, message, text) => {
    expect(() => planFrame([message], true)).toThrow(
      expect.objectContaining({ code: "INVALID_ARGUMENT", message: `A guest takes ${text}` }),
    );
  });
});
