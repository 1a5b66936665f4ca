/** LZ4 frames. @see https://github.com/lz4/lz4/blob/dev/doc/lz4_Frame_format.md @module */
import { ModelFileError } from "../pickle/model-file-error.ts";
import { xxhash32 } from "./xxhash32.ts";

const MAGIC = 0x184d2204;
const SKIPPABLE = 0x184d2a50;
const FIRST_ROOM = 2 ** 16;
/** Bytes up to which a loop is faster than a call. */
const SHORT = 48;

/**
 * @param most bytes that it may unpack to
 * @throws ModelFileError when it is damaged, or unpacks to more
 */
export function decodeLz4(bytes: Uint8Array, most: number): Uint8Array {
  return new Lz4Decoder(bytes, most).decode();
}

interface FrameHeader {
  readonly hasBlockChecksums: boolean;
  readonly hasChecksum: boolean;
  readonly isLinked: boolean;
  readonly maxBlock: number;
}

class Lz4Decoder {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #most: number;
  #at = 0;
  #out: Uint8Array;
  #length = 0;

  constructor(bytes: Uint8Array, most: number) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#most = most;
    this.#out = new Uint8Array(Math.min(most, FIRST_ROOM));
  }

  /** Frames one after another. */
  decode(): Uint8Array {
    do {
      const magic = this.#uint32();
      if ((magic & 0xfffffff0) >>> 0 === SKIPPABLE) this.#take(this.#uint32());
      else if (magic === MAGIC) this.#frame();
      else this.#damaged();
    } while (this.#at < this.#bytes.length);
    return this.#out.subarray(0, this.#length);
  }

  #frame(): void {
    const header = this.#header();
    const start = this.#length;
    for (let size = this.#uint32(); size !== 0; size = this.#uint32()) {
      const isRaw = size >>> 31 === 1;
      const length = size & 0x7fffffff;
      if (length > header.maxBlock) this.#damaged();
      const from = this.#take(length);
      const before = this.#length;
      if (isRaw) this.#copy(from, length);
      else this.#block(from, from + length, header.isLinked ? start : before);
      if (this.#length - before > header.maxBlock) this.#damaged();
      if (header.hasBlockChecksums) this.#check(this.#bytes.subarray(from, from + length));
    }
    if (header.hasChecksum) this.#check(this.#out.subarray(start, this.#length));
  }

  #header(): FrameHeader {
    const start = this.#at;
    const flags = this.#uint8();
    const block = (this.#uint8() >>> 4) & 7;
    const hasDictionary = (flags & 1) !== 0;
    if (flags >>> 6 !== 1 || block < 4 || hasDictionary) this.#damaged("a frame without dictionary, of version 1");
    if ((flags & 8) !== 0) this.#take(8);
    const end = this.#at;
    const checksum = (xxhash32(this.#bytes.subarray(start, end)) >>> 8) & 0xff;
    if (this.#uint8() !== checksum) this.#damaged();
    return {
      isLinked: (flags & 0x20) === 0,
      hasBlockChecksums: (flags & 0x10) !== 0,
      hasChecksum: (flags & 4) !== 0,
      maxBlock: 2 ** (8 + 2 * block),
    };
  }

  /** @param start the first byte of what was unpacked that this block may refer to */
  #block(from: number, end: number, start: number): void {
    const bytes = this.#bytes;
    let at = from;
    while (at < end) {
      const token = bytes[at++]!;
      let literals = token >>> 4;
      if (literals === 15) [literals, at] = this.#more(literals, at, end);
      if (literals > end - at) this.#damaged();
      this.#copy(at, literals);
      at += literals;
      // The last sequence has literals only.
      if (at === end) return;
      if (end - at < 2) this.#damaged();
      const offset = bytes[at]! | (bytes[at + 1]! << 8);
      at += 2;
      let length = token & 15;
      if (length === 15) [length, at] = this.#more(length, at, end);
      if (offset === 0 || offset > this.#length - start) this.#damaged();
      this.#repeat(offset, length + 4);
    }
  }

  /** A length goes on as long as its bytes are 255. */
  #more(length: number, at: number, end: number): [length: number, at: number] {
    for (;;) {
      if (at >= end) this.#damaged();
      const byte = this.#bytes[at++]!;
      length += byte;
      if (byte !== 255) return [length, at];
    }
  }

  #copy(from: number, length: number): void {
    this.#grow(length);
    const out = this.#out;
    const bytes = this.#bytes;
    const to = this.#length;
    if (length > SHORT) out.set(bytes.subarray(from, from + length), to);
    else for (let index = 0; index < length; index++) out[to + index] = bytes[from + index]!;
    this.#length += length;
  }

  #repeat(offset: number, length: number): void {
    this.#grow(length);
    const out = this.#out;
    const to = this.#length;
    if (offset >= length && length > SHORT) out.copyWithin(to, to - offset, to - offset + length);
    else for (let index = to; index < to + length; index++) out[index] = out[index - offset]!;
    this.#length += length;
  }

  #grow(length: number): void {
    const needed = this.#length + length;
    if (needed <= this.#out.length) return;
    if (needed > this.#most) {
      throw new ModelFileError("Model file", `at most ${this.#most} bytes when it is unpacked (lz4)`, "more");
    }
    const larger = new Uint8Array(Math.min(this.#most, Math.max(needed, this.#out.length * 2)));
    larger.set(this.#out.subarray(0, this.#length));
    this.#out = larger;
  }

  #check(content: Uint8Array): void {
    if (this.#uint32() !== xxhash32(content)) this.#damaged();
  }

  #uint8(): number {
    return this.#view.getUint8(this.#take(1));
  }

  #uint32(): number {
    return this.#view.getUint32(this.#take(4), true);
  }

  #take(length: number): number {
    if (length > this.#bytes.length - this.#at) this.#damaged();
    const start = this.#at;
    this.#at += length;
    return start;
  }

  #damaged(expected = "a whole lz4 frame"): never {
    throw new ModelFileError("Model file", expected, "a damaged or different one");
  }
}
