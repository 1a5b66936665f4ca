/**
 * A pull reader over the bytes of a protobuf message. Codecs read straight from it into their own
 * structures: no message objects in between. What a codec does not know it skips.
 *
 * ```ts
 * const outer = reader.enter("data");
 * for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
 *   if (tag === NAME) name = reader.string("name");
 *   else reader.skip(tag);
 * }
 * reader.leave(outer);
 * ```
 *
 * Everything throws InferenceError INVALID_ARGUMENT, naming the field, where the bytes are no such
 * thing.
 * @module
 */
import { InferenceError } from "../../errors.ts";
import { placeOf } from "../../message/place.ts";
import { MAX_NODES } from "../json/limits.ts";
import { readUtf8 } from "./utf8.ts";
import { END_GROUP, FIXED32, FIXED64, GROUP, LENGTH, MAX_NESTING, VARINT } from "./wire.ts";

export class ProtoReader {
  readonly bytes: Uint8Array;
  /** Where the next byte stands. */
  position = 0;
  /** Upper 32 bits, signed, of the varint that was read last. */
  high = 0;
  #end: number;
  #depth = 0;
  #nodes = 0;
  #view: DataView | undefined;
  /** The fields that were entered, outermost first, and which of several each is: -1 for the only one. */
  readonly #names: string[] = [];
  readonly #indices: number[] = [];

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.#end = bytes.length;
  }

  /** Bytes that the message still has. */
  get remaining(): number {
    return this.#end - this.position;
  }

  /** The next field's tag; 0 at the end of the message. */
  tag(): number {
    if (this.position === this.#end) return 0;
    const first = this.bytes[this.position]!;
    if (first >= 8 && first < 0x80) {
      this.position++;
      return first;
    }
    const tag = this.varint("") >>> 0;
    return tag >= 8 && this.high === 0 ? tag : this.fail("", "a field number of 1 to 536870911, got another");
  }

  /**
   * Goes into the message that a field holds, until `leave`.
   * @param name "" for what is a step of nesting but none of the path
   * @param index which of several in the field it is
   * @returns what `leave` wants
   */
  enter(name: string, index: number = -1): number {
    const length = this.length(name);
    this.#names[this.#depth] = name;
    this.#indices[this.#depth] = index;
    this.#deepen();
    const outer = this.#end;
    this.#end = this.position + length;
    return outer;
  }

  /** Goes back to the message that held the one whose end was reached. */
  leave(outer: number): void {
    this.position = this.#end;
    this.#end = outer;
    this.#depth--;
  }

  /** Counts one more text, list or object that will be kept. */
  count(name: string): void {
    if (++this.#nodes > MAX_NODES) this.fail(name, `at most ${MAX_NODES} texts, lists and objects, got more`);
  }

  /** Passes over a field. */
  skip(tag: number): void {
    switch (tag & 7) {
      case VARINT:
        this.varint("");
        return;
      case FIXED64:
        this.#take(8, "");
        return;
      case LENGTH:
        this.#take(this.length(""), "");
        return;
      case FIXED32:
        this.#take(4, "");
        return;
      case GROUP:
        this.#skipGroup(tag);
        return;
      case END_GROUP:
        this.fail("", "fields, got the end of a group that did not begin");
      default:
        this.fail("", `a wire type of 0 to 5, got ${tag & 7}`);
    }
  }

  #skipGroup(start: number): void {
    this.#names[this.#depth] = "";
    this.#indices[this.#depth] = -1;
    this.#deepen();
    for (let tag = this.tag(); tag !== start + 1; tag = this.tag()) {
      if (tag === 0) this.#truncated("");
      this.skip(tag);
    }
    this.#depth--;
  }

  #deepen(): void {
    if (++this.#depth > MAX_NESTING) this.fail("", `at most ${MAX_NESTING} messages in each other, got more`);
  }

  /** Reads a varint: its lower 32 bits, signed; `high` has the others. */
  varint(name: string): number {
    const { bytes } = this;
    const end = this.#end;
    let at = this.position;
    let low = 0;
    let high = 0;
    for (let shift = 0; shift < 70; shift += 7) {
      if (at >= end) this.#truncated(name);
      const byte = bytes[at++]!;
      const bits = byte & 0x7f;
      if (shift < 28) low |= bits << shift;
      else if (shift === 28) {
        low |= bits << 28;
        high = bits >> 4;
      } else high |= bits << (shift - 32);
      if (byte < 0x80) {
        this.position = at;
        this.high = high;
        return low;
      }
    }
    return this.fail(name, "an integer of at most 10 bytes, got a longer one");
  }

  bool(name: string): boolean {
    return this.varint(name) !== 0 || this.high !== 0;
  }

  int64(name: string): bigint {
    const low = this.varint(name) >>> 0;
    return this.high === 0 ? BigInt(low) : (BigInt(this.high) << 32n) | BigInt(low);
  }

  uint64(name: string): bigint {
    return BigInt.asUintN(64, this.int64(name));
  }

  /** An int64 as a number: beyond 2^53 the nearest. */
  integer(name: string): number {
    const low = this.varint(name) >>> 0;
    return this.high * 4294967296 + low;
  }

  double(name: string): number {
    return this.view.getFloat64(this.#take(8, name), true);
  }

  float(name: string): number {
    return this.view.getFloat32(this.#take(4, name), true);
  }

  string(name: string): string {
    const length = this.length(name);
    const start = this.#take(length, name);
    return readUtf8(this.bytes, start, start + length) ?? this.fail(name, "UTF-8 text, got other bytes");
  }

  /** The bytes of a field: a window on the message, no copy. */
  slice(name: string): Uint8Array {
    const length = this.length(name);
    const start = this.#take(length, name);
    // Not subarray: of a Buffer it would make a Buffer.
    return new Uint8Array(this.bytes.buffer, this.bytes.byteOffset + start, length);
  }

  /** Reads the length of what follows, and checks that there is as much. */
  length(name: string): number {
    const length = this.varint(name) >>> 0;
    if (this.high !== 0 || length > this.#end - this.position) this.#truncated(name);
    return length;
  }

  /** The bytes as numbers can be read from them. */
  get view(): DataView {
    return (this.#view ??= new DataView(this.bytes.buffer, this.bytes.byteOffset, this.bytes.byteLength));
  }

  /** The path of a field in the message that is being read; "" is that message itself. */
  path(name: string): string {
    let path = "";
    for (let i = 0; i < this.#depth; i++) {
      const index = this.#indices[i]!;
      const step = this.#names[i]!;
      if (step !== "") path += `${path === "" ? "" : "."}${step}${index < 0 ? "" : `[${index}]`}`;
    }
    return path === "" || name === "" ? path + name : `${path}.${name}`;
  }

  /** Throws INVALID_ARGUMENT: a field of the message that is being read is not as expected. */
  fail(name: string, expected: string): never {
    throw new InferenceError("INVALID_ARGUMENT", `${placeOf(this.path(name))}: expected ${expected}`);
  }

  #take(length: number, name: string): number {
    const start = this.position;
    if (length > this.#end - start) this.#truncated(name);
    this.position = start + length;
    return start;
  }

  #truncated(name: string): never {
    this.fail(name, "more bytes, got the end of the message");
  }
}
