/**
 * Writes the protobuf wire format into one buffer. Fields with a length are written in place: room
 * for the length is left by the size that is expected, and nothing moves when that was right.
 * @module
 */
const ENCODER = new TextEncoder();

const FIRST_BYTES = 256;

export class ProtoWriter {
  #bytes: Uint8Array<ArrayBuffer>;
  #view: DataView;
  #position = 0;

  /** @param expected bytes of the whole message, for the first buffer */
  constructor(expected: number = FIRST_BYTES) {
    this.#bytes = new Uint8Array(Math.max(expected, FIRST_BYTES));
    this.#view = new DataView(this.#bytes.buffer);
  }

  /** What was written so far. */
  finish(): Uint8Array<ArrayBuffer> {
    return this.#bytes.subarray(0, this.#position);
  }

  /** Begins a field with a length. @returns what close() needs */
  open(tag: number, expected: number = 0): number {
    this.uint32(tag);
    const room = varintSize(expected);
    this.#reserve(room + expected);
    this.#position += room;
    return this.#position * 8 + room;
  }

  /** Ends the field that `mark` began. */
  close(mark: number): void {
    const room = mark & 7;
    const start = (mark - room) / 8;
    const length = this.#position - start;
    const needed = varintSize(length);
    if (needed !== room) {
      this.#reserve(needed);
      this.#bytes.copyWithin(start + needed - room, start, this.#position);
      this.#position += needed - room;
    }
    const end = this.#position;
    this.#position = start - room;
    this.uint32(length);
    this.#position = end;
  }

  /** A varint of up to 32 bits, unsigned. */
  uint32(value: number): void {
    this.#reserve(5);
    let rest = value;
    while (rest > 0x7f) {
      this.#bytes[this.#position++] = (rest & 0x7f) | 0x80;
      rest >>>= 7;
    }
    this.#bytes[this.#position++] = rest;
  }

  /** A varint of a signed 32-bit number: ten bytes when it is negative. */
  int32(value: number): void {
    if (value >= 0) this.uint32(value);
    else this.uint64(BigInt(value));
  }

  /** A varint of 64 bits; signed numbers as their two's complement. */
  uint64(value: bigint): void {
    this.#reserve(10);
    let rest = BigInt.asUintN(64, value);
    while (rest > 0x7fn) {
      this.#bytes[this.#position++] = Number(rest & 0x7fn) | 0x80;
      rest >>= 7n;
    }
    this.#bytes[this.#position++] = Number(rest);
  }

  float(value: number): void {
    this.#reserve(4);
    this.#view.setFloat32(this.#position, value, true);
    this.#position += 4;
  }

  double(value: number): void {
    this.#reserve(8);
    this.#view.setFloat64(this.#position, value, true);
    this.#position += 8;
  }

  /** A field of bytes. */
  bytes(tag: number, value: Uint8Array): void {
    this.uint32(tag);
    this.uint32(value.length);
    this.#reserve(value.length);
    this.#bytes.set(value, this.#position);
    this.#position += value.length;
  }

  /** A field of text. */
  string(tag: number, value: string): void {
    this.bytes(tag, ENCODER.encode(value));
  }

  #reserve(bytes: number): void {
    const needed = this.#position + bytes;
    if (needed <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(needed, 2 * this.#bytes.length));
    grown.set(this.finish());
    this.#bytes = grown;
    this.#view = new DataView(grown.buffer);
  }
}

/** Bytes that a varint of up to 32 bits takes. */
function varintSize(value: number): number {
  if (value < 0x80) return 1;
  if (value < 0x4000) return 2;
  if (value < 0x200000) return 3;
  return value < 0x10000000 ? 4 : 5;
}
