/**
 * Writes the few protobuf shapes that ONNX needs. A message keeps pieces and their size; a message in a
 * message is taken by reference, so the numbers of a large model are copied once, by `finish`.
 * @module
 */

const ENCODER = new TextEncoder();
/** What protobuf readers take at most. */
const MAX_BYTES = 2_147_483_647;

const VARINT = 0;
const FIXED32 = 5;
const LENGTH = 2;

/** Bytes of a varint; negative numbers as 64-bit two's complement. */
function varint(value: number | bigint, into: number[]): void {
  if (typeof value === "number" && value >= 0 && Number.isSafeInteger(value)) {
    let rest = value;
    for (; rest > 127; rest = Math.floor(rest / 128)) into.push((rest % 128) | 128);
    into.push(rest);
    return;
  }
  let rest = BigInt.asUintN(64, BigInt(value));
  for (; rest > 127n; rest >>= 7n) into.push(Number(rest & 127n) | 128);
  into.push(Number(rest));
}

export class Message {
  readonly #pieces: Uint8Array[] = [];
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** A whole number. */
  number(field: number, value: number | bigint): this {
    const bytes: number[] = [];
    varint(field * 8 + VARINT, bytes);
    varint(value, bytes);
    return this.#push(Uint8Array.from(bytes));
  }

  float(field: number, value: number): this {
    const bytes = new Uint8Array(5);
    bytes[0] = field * 8 + FIXED32;
    new DataView(bytes.buffer).setFloat32(1, value, true);
    return this.#push(bytes);
  }

  text(field: number, value: string): this {
    return this.bytes(field, ENCODER.encode(value));
  }

  bytes(field: number, value: Uint8Array): this {
    return this.#head(field, value.length).#push(value);
  }

  message(field: number, value: Message): this {
    this.#head(field, value.#size);
    for (const piece of value.#pieces) this.#push(piece);
    return this;
  }

  /** A packed list of whole numbers that are not negative. */
  numbers(field: number, values: ArrayLike<number>): this {
    let size = values.length;
    for (let at = 0; at < values.length; at++) {
      for (let rest = values[at]!; rest > 127; rest = Math.floor(rest / 128)) size++;
    }
    const bytes = new Uint8Array(size);
    let end = 0;
    for (let at = 0; at < values.length; at++) {
      let rest = values[at]!;
      for (; rest > 127; rest = Math.floor(rest / 128)) bytes[end++] = (rest % 128) | 128;
      bytes[end++] = rest;
    }
    return this.bytes(field, bytes);
  }

  /** Short ASCII texts, up to 127 bytes each. */
  texts(field: number, count: number, textAt: (index: number) => Uint8Array): this {
    let size = 0;
    for (let at = 0; at < count; at++) size += 2 + textAt(at).length;
    const bytes = new Uint8Array(size);
    let end = 0;
    for (let at = 0; at < count; at++) {
      const text = textAt(at);
      bytes[end++] = field * 8 + LENGTH;
      bytes[end++] = text.length;
      bytes.set(text, end);
      end += text.length;
    }
    return this.#push(bytes);
  }

  /** @throws RangeError when it is larger than protobuf allows */
  finish(): Uint8Array<ArrayBuffer> {
    if (this.#size > MAX_BYTES) {
      throw new RangeError(`The ONNX model would have ${this.#size} bytes, at most ${MAX_BYTES} are read anywhere`);
    }
    const bytes = new Uint8Array(this.#size);
    let at = 0;
    for (const piece of this.#pieces) {
      bytes.set(piece, at);
      at += piece.length;
    }
    return bytes;
  }

  #head(field: number, length: number): this {
    const bytes: number[] = [];
    varint(field * 8 + LENGTH, bytes);
    varint(length, bytes);
    return this.#push(Uint8Array.from(bytes));
  }

  #push(piece: Uint8Array): this {
    this.#pieces.push(piece);
    this.#size += piece.length;
    return this;
  }
}
