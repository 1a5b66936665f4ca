/**
 * Reads the protobuf wire format. Codecs read straight from it into their own structures: one pass,
 * no message objects in between. Nothing is allocated before the bytes for it have been seen. What
 * is no protobuf throws InferenceError INVALID_ARGUMENT.
 * @module
 */
import { InferenceError } from "../../errors.ts";

/** How a field's value is laid out. */
export const WIRE = { varint: 0, fixed64: 1, bytes: 2, startGroup: 3, endGroup: 4, fixed32: 5 } as const;
const UTF8 = new TextDecoder("utf-8", { fatal: true });
/** Deepest nesting of messages that is read: twice that of JSON, whose lists are two messages each. */
const MAX_DEPTH = 300;

export class ProtoReader {
  readonly bytes: Uint8Array;
  readonly #view: DataView;
  position = 0;
  #end: number;
  #depth = 0;
  readonly #pair = new Uint32Array(2);

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#end = bytes.length;
  }

  /** The next field as number and wire type together, `(field << 3) | wire`; 0 at the message's end. */
  next(): number {
    if (this.position >= this.#end) return 0;
    const tag = this.uint32();
    if (tag >>> 3 === 0) throw broken("a field number of 0");
    return tag;
  }

  /** Enters a message field. @returns what leave() needs to get back */
  enter(): number {
    const length = this.#length();
    if (++this.#depth > MAX_DEPTH) throw broken(`messages nested deeper than ${MAX_DEPTH}`);
    const outer = this.#end;
    this.#end = this.position + length;
    return outer;
  }

  /** Leaves the message at its end, whatever was read of it. */
  leave(outer: number): void {
    this.position = this.#end;
    this.#end = outer;
    this.#depth--;
  }

  /** Whether the message, or the packed field, is at its end. */
  get atEnd(): boolean {
    return this.position >= this.#end;
  }

  /** A varint's lower 32 bits, unsigned. */
  uint32(): number {
    this.halves(this.#pair, 0);
    return this.#pair[0]!;
  }

  /** A varint's lower 32 bits, signed. */
  int32(): number {
    return this.uint32() | 0;
  }

  /** A varint's 64 bits as two numbers of 32: the lower at `at`, the upper behind it. */
  halves(out: Uint32Array, at: number): void {
    let low = 0;
    let high = 0;
    for (let shift = 0; shift < 70; shift += 7) {
      if (this.position >= this.#end) throw broken("a number that breaks off");
      const byte = this.bytes[this.position++]!;
      const bits = byte & 0x7f;
      if (shift < 28) low |= bits << shift;
      else if (shift === 28) {
        low |= bits << 28;
        high = bits >>> 4;
      } else if (shift < 64) high |= bits << (shift - 32);
      if (byte < 0x80) {
        out[at] = low;
        out[at + 1] = high;
        return;
      }
    }
    throw broken("a number of more than ten bytes");
  }

  uint64(): bigint {
    this.halves(this.#pair, 0);
    return (BigInt(this.#pair[1]!) << 32n) | BigInt(this.#pair[0]!);
  }

  int64(): bigint {
    return BigInt.asIntN(64, this.uint64());
  }

  bool(): boolean {
    this.halves(this.#pair, 0);
    return (this.#pair[0]! | this.#pair[1]!) !== 0;
  }

  float(): number {
    return this.#view.getFloat32(this.#take(4), true);
  }

  double(): number {
    return this.#view.getFloat64(this.#take(8), true);
  }

  /** A view of a bytes field, not a copy. */
  view(): Uint8Array {
    const length = this.#length();
    const start = this.position;
    this.position = start + length;
    return this.bytes.subarray(start, this.position);
  }

  /** @param path of the field, for the message when it is not UTF-8 */
  string(path: string): string {
    try {
      return UTF8.decode(this.view());
    } catch (error) {
      if (InferenceError.is(error)) throw error;
      throw new InferenceError("INVALID_ARGUMENT", `${path}: expected UTF-8 text`);
    }
  }

  /** Passes over the value of a field. */
  skip(tag: number): void {
    switch (tag & 7) {
      case WIRE.varint:
        this.halves(this.#pair, 0);
        return;
      case WIRE.fixed64:
        this.#take(8);
        return;
      case WIRE.bytes:
        this.view();
        return;
      case WIRE.fixed32:
        this.#take(4);
        return;
      case WIRE.startGroup:
        this.#skipGroup(tag >>> 3);
        return;
      default:
        throw broken(`the wire type ${tag & 7}`);
    }
  }

  #skipGroup(field: number): void {
    if (++this.#depth > MAX_DEPTH) throw broken(`groups nested deeper than ${MAX_DEPTH}`);
    for (let tag = this.next(); (tag & 7) !== WIRE.endGroup; tag = this.next()) {
      if (tag === 0) throw broken("a group that does not end");
      this.skip(tag);
      if (this.atEnd) throw broken(`a group ${field} that does not end`);
    }
    this.#depth--;
  }

  #length(): number {
    const length = this.uint32();
    if (length > this.#end - this.position) throw broken("a field that is longer than its message");
    return length;
  }

  #take(bytes: number): number {
    const at = this.position;
    if (bytes > this.#end - at) throw broken("a number that breaks off");
    this.position = at + bytes;
    return at;
  }
}

function broken(got: string): InferenceError {
  return new InferenceError("INVALID_ARGUMENT", `The message is no protobuf of its type: got ${got}`);
}
