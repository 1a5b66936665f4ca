import { deflateSync, gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { decompress, sniffCompression } from "../../../../wasm-models/readers/decompress.ts";
import { xxhash32 } from "../../../../wasm-models/readers/joblib/xxhash32.ts";
import { DEFAULT_LIMITS } from "../../../../wasm-models/readers/limits.ts";
import { bytesOf, rowsOf } from "../pickle/fixtures/read.ts";

const limits = { ...DEFAULT_LIMITS, freeInflatedBytes: 1000, maxInflateRatio: 10, maxInflatedBytes: 10_000 };
const ascii = (text: string): Uint8Array => new TextEncoder().encode(text);

/** A frame of raw bytes of a header after its magic, and blocks. */
function frame(header: readonly number[], ...blocks: readonly (readonly number[])[]): Uint8Array {
  const checksum = (xxhash32(Uint8Array.from(header)) >>> 8) & 0xff;
  const body = blocks.flatMap((block) => [block.length & 0xff, block.length >> 8, 0, 0, ...block]);
  return Uint8Array.of(4, 0x22, 0x4d, 0x18, ...header, checksum, ...body, 0, 0, 0, 0);
}

const ABCABC = [0x32, 0x61, 0x62, 0x63, 3, 0, 0x10, 0x21];

describe("xxhash32()", () => {
  it.each([
    ["", 0x02cc5d05],
    ["a", 0x550d7456],
    ["abc", 0x32d153ff],
    ["Nobody inspects the spammish repetition", 0xe2293b2f],
  ])("of %j", (text, hash) => {
    expect(xxhash32(ascii(text))).toBe(hash);
  });
});

describe("decompress()", () => {
  it("gives back what is not compressed", async () => {
    const bytes = ascii("x is no zlib");
    expect(await decompress(bytes, limits)).toBe(bytes);
  });

  it.each([1, 6, 9])("reads zlib of level %i, and gzip", async (level) => {
    const bytes = ascii("abc".repeat(200));
    expect(await decompress(new Uint8Array(deflateSync(bytes, { level })), limits)).toEqual(bytes);
    expect(await decompress(new Uint8Array(gzipSync(bytes, { level })), limits)).toEqual(bytes);
  });

  it("reads lz4 blocks that refer to themselves and to those before", async () => {
    expect(await decompress(frame([0x60, 0x40], ABCABC), limits)).toEqual(ascii("abcabcabc!"));
    const linked = frame([0x40, 0x40], ABCABC, [0x00, 4, 0, 0x10, 0x3f]);
    expect(await decompress(linked, limits)).toEqual(ascii("abcabcabc!abc!?"));
  });

  it("checks the size before it grows", async () => {
    const zeros = new Uint8Array(9_000_000);
    const small = new Uint8Array(deflateSync(zeros));
    await expect(decompress(small, limits)).rejects.toThrow(
      "expected at most 10000 bytes when it is unpacked (zlib), got more",
    );
    await expect(decompress(new Uint8Array(gzipSync(zeros)), limits)).rejects.toThrow("(gzip)");
    const many = frame([0x60, 0x70], [0x1f, 0, 1, 0, ...Array.from({ length: 60 }, () => 255), 0, 0x10, 0]);
    await expect(decompress(many, limits)).rejects.toThrow("(lz4), got more");
  });

  it("allows a small file a large ratio, and a large file its ratio", async () => {
    const kilobyte = new Uint8Array(deflateSync(new Uint8Array(1000)));
    expect((await decompress(kilobyte, limits)).length).toBe(1000);
    await expect(decompress(new Uint8Array(deflateSync(new Uint8Array(1001))), limits)).rejects.toThrow(
      "at most 1000 bytes",
    );
  });

  it.each([
    ["zlib", new Uint8Array(deflateSync(ascii("abc".repeat(100))))],
    ["gzip", new Uint8Array(gzipSync(ascii("abc".repeat(100))))],
    ["lz4", bytesOf(rowsOf("numpy2").find(({ joblib }) => joblib === "lz4")!)],
  ])("refuses a damaged %s file", async (name, whole) => {
    for (let length = 8; length < whole.length; length += 7) {
      await expect(decompress(whole.slice(0, length), limits)).rejects.toThrow(`expected a whole ${name}`);
    }
  });

  it.each([
    ["a wrong checksum of the header", [...frame([0x60, 0x40], ABCABC)].with(6, 0)],
    ["an offset before the beginning", [...frame([0x60, 0x40], [0x32, 0x61, 0x62, 0x63, 4, 0, 0x10, 0x21])]],
    ["an offset of nothing", [...frame([0x60, 0x40], [0x32, 0x61, 0x62, 0x63, 0, 0, 0x10, 0x21])]],
    ["an offset into another block", [...frame([0x60, 0x40], ABCABC, [0x00, 4, 0, 0x10, 0x3f])]],
    ["literals beyond the end", [...frame([0x60, 0x40], [0x40, 0x61])]],
    ["half an offset", [...frame([0x60, 0x40], [0x10, 0x61, 1])]],
    ["another version", [...frame([0x20, 0x40], ABCABC)]],
    ["a dictionary", [...frame([0x61, 0x40, 1, 0, 0, 0], ABCABC)]],
    ["something behind it", [...frame([0x60, 0x40], ABCABC), 1, 2, 3, 4]],
  ])("refuses lz4 with %s", async (_, bytes) => {
    await expect(decompress(Uint8Array.from(bytes), limits)).rejects.toThrow("got a damaged or different one");
  });

  it.each([
    ["bz2", "BZh91AY", 'dump it with compress=("zlib", 3)'],
    ["xz", "\xfd7zXZ\0", 'dump it with compress=("zlib", 3)'],
    ["lzma", "]\0\0", 'dump it with compress=("zlib", 3)'],
    ["joblib-zf", "ZF0x10", "load it with that version, and dump it with a newer one"],
    ["zip", "PK\x03\x04", "skops and PyTorch"],
  ])("says what to do about %s", async (name, start, advice) => {
    const bytes = Uint8Array.from(start, (character) => character.charCodeAt(0));
    expect(sniffCompression(bytes)).toBe(name);
    await expect(decompress(bytes, limits)).rejects.toThrow(advice);
  });
});
