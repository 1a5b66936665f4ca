/**
 * Writes a protobuf message from front to back into one buffer that grows. A message in a message
 * is written where it stands; its length, known afterwards, goes into the room that was left for it.
 *
 * ```ts
 * writer.open(DATA);
 * writer.string(NAME, "a");
 * writer.close();
 * ```
 * @module
 */
import { InferenceError } from "../../errors.ts";
import type { NumericArray } from "../../tensor/datatype.ts";
import { growRoom, leaveRoom, takeRoom } from "./room.ts";
import type { Room } from "./room.ts";
import { utf8Length, writeUtf8 } from "./utf8.ts";
import { MAX_NESTING } from "./wire.ts";

/** A tag and a varint behind it, at most. */
const HEAD_BYTES = 15;
/** Up to here numbers are written one after the other. */
const FEW_NUMBERS = 16;

export class ProtoWriter {
  #room: Room;
  #bytes: Uint8Array<ArrayBuffer>;
  #view: DataView;
  #at = 0;
  readonly #open: Int32Array;
  /** Entries of `open` that are in use: two for each open message. */
  #depth = 0;

  /** @param size bytes that are expected, if many */
  constructor(size: number = 0) {
    this.#room = takeRoom(size);
    this.#bytes = this.#room.bytes;
    this.#view = this.#room.view;
    this.#open = this.#room.open;
  }

  /** What was written; the writer is not to be used any more. */
  finish(): Uint8Array<ArrayBuffer> {
    return leaveRoom(this.#room, this.#at);
  }

  /**
   * Begins the message that a field holds; `close` ends it.
   * @param size bytes that it will have, if many: then its length need not be made room for later
   */
  open(tag: number, size: number = 0): void {
    if (this.#depth === 2 * MAX_NESTING) {
      throw new InferenceError("INTERNAL", `The answer has more than ${MAX_NESTING} messages in each other`);
    }
    this.#reserve(HEAD_BYTES);
    this.#varint(tag);
    const room = varintLength(size);
    this.#at += room;
    this.#open[this.#depth++] = this.#at;
    this.#open[this.#depth++] = room;
  }

  close(): void {
    const room = this.#open[--this.#depth]!;
    const start = this.#open[--this.#depth]!;
    const length = this.#at - start;
    const more = varintLength(length) - room;
    if (more !== 0) {
      this.#reserve(HEAD_BYTES);
      this.#bytes.copyWithin(start + more, start, this.#at);
    }
    this.#at = start - room;
    this.#varint(length);
    this.#at += length;
  }

  /** Writes an integer of 32 bits; as int32 where it is negative. */
  int32(tag: number, value: number): void {
    if (value < 0) this.int64(tag, value);
    else {
      this.#reserve(HEAD_BYTES);
      this.#varint(tag);
      this.#varint(value);
    }
  }

  /** Writes an integer of 64 bits, of either sign: int64 or uint64. */
  int64(tag: number, value: number | bigint): void {
    this.#reserve(HEAD_BYTES);
    this.#varint(tag);
    if (typeof value === "bigint") {
      this.#wide(Number(BigInt.asUintN(32, value)), Number(BigInt.asUintN(32, value >> 32n)));
    } else this.#wide(value >>> 0, Math.floor(value / 4294967296) >>> 0);
  }

  bool(tag: number, value: boolean): void {
    this.int32(tag, value ? 1 : 0);
  }

  double(tag: number, value: number): void {
    this.#reserve(HEAD_BYTES);
    this.#varint(tag);
    this.#view.setFloat64(this.#at, value, true);
    this.#at += 8;
  }

  float(tag: number, value: number): void {
    this.#reserve(HEAD_BYTES);
    this.#varint(tag);
    this.#view.setFloat32(this.#at, value, true);
    this.#at += 4;
  }

  string(tag: number, text: string): void {
    const length = utf8Length(text);
    this.head(tag, length);
    writeUtf8(text, length, this.#bytes, this.#at);
    this.#at += length;
  }

  bytes(tag: number, bytes: Uint8Array): void {
    this.head(tag, bytes.length);
    this.#bytes.set(bytes, this.#at);
    this.#at += bytes.length;
  }

  /** Writes numbers of a fixed width as they lie in memory: packed, or raw contents. */
  numbers(tag: number, data: NumericArray): void {
    this.head(tag, data.byteLength);
    if (data instanceof Float64Array && data.length <= FEW_NUMBERS) {
      for (let i = 0; i < data.length; i++) this.#view.setFloat64(this.#at + 8 * i, data[i]!, true);
    } else this.#bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), this.#at);
    this.#at += data.byteLength;
  }

  /** Writes integers as varints, packed; those of 64 bits from their halves. */
  varints(tag: number, data: NumericArray | readonly number[]): void {
    const isWide = typeof data[0] === "bigint";
    this.open(tag, data.length);
    this.#reserve(10 * data.length);
    if (isWide) {
      const { buffer, byteOffset, length } = data as BigInt64Array | BigUint64Array;
      const halves = new Uint32Array(buffer, byteOffset, 2 * length);
      for (let i = 0; i < halves.length; i += 2) this.#wide(halves[i]!, halves[i + 1]!);
    } else {
      for (let i = 0; i < data.length; i++) {
        const value = data[i] as number;
        if (value >= 0 && value <= 0xffffffff) this.#varint(value);
        else this.#wide(value >>> 0, Math.floor(value / 4294967296) >>> 0);
      }
    }
    this.close();
  }

  /** Begins a field of `length` bytes, which the caller writes next. */
  head(tag: number, length: number): void {
    this.#reserve(HEAD_BYTES + length);
    this.#varint(tag);
    this.#varint(length);
  }

  /** An unsigned number of 32 bits. */
  #varint(value: number): void {
    let rest = value;
    while (rest >= 0x80) {
      this.#bytes[this.#at++] = (rest & 0x7f) | 0x80;
      rest >>>= 7;
    }
    this.#bytes[this.#at++] = rest;
  }

  #wide(lower: number, upper: number): void {
    let low = lower;
    let high = upper;
    while (high !== 0) {
      this.#bytes[this.#at++] = (low & 0x7f) | 0x80;
      low = ((low >>> 7) | (high << 25)) >>> 0;
      high >>>= 7;
    }
    this.#varint(low);
  }

  #reserve(count: number): void {
    const needed = this.#at + count;
    if (needed <= this.#bytes.length) return;
    this.#room = growRoom(this.#room, this.#at, needed);
    this.#bytes = this.#room.bytes;
    this.#view = this.#room.view;
  }
}

/** Bytes that an unsigned number of 32 bits takes as a varint. */
export function varintLength(value: number): number {
  if (value < 0x80) return 1;
  if (value < 0x4000) return 2;
  if (value < 0x200000) return 3;
  return value < 0x10000000 ? 4 : 5;
}
