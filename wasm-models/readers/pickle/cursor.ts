/** Reads the bytes of a pickle in order; nothing is taken that is not there. @module */
import { instructionName } from "./instruction-names.ts";
import { ModelFileError } from "./model-file-error.ts";
import { decodeUtf8, latin1 } from "./text.ts";

const NEWLINE = 0x0a;

export class Cursor {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  at = 0;
  /** The instruction that is being read, for errors. */
  opcode = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get left(): number {
    return this.bytes.length - this.at;
  }

  /** @throws ModelFileError always, with the place in the stream */
  refuse(expected: string, got: string): never {
    const name = instructionName(this.opcode);
    throw new ModelFileError(`Pickle, byte ${this.at}${name === "" ? "" : ` (${name})`}`, expected, got);
  }

  /** Passes over `length` bytes. @returns where they begin */
  take(length: number): number {
    if (length > this.left) this.refuse(`${length} more bytes`, `${this.left}`);
    const start = this.at;
    this.at += length;
    return start;
  }

  uint8(): number {
    return this.view.getUint8(this.take(1));
  }

  uint16(): number {
    return this.view.getUint16(this.take(2), true);
  }

  int32(): number {
    return this.view.getInt32(this.take(4), true);
  }

  uint32(): number {
    return this.view.getUint32(this.take(4), true);
  }

  /** A length of 64 bits; more than the file has is refused when it is taken. */
  uint64(): number {
    const start = this.take(8);
    return this.view.getUint32(start, true) + this.view.getUint32(start + 4, true) * 2 ** 32;
  }

  float64(): number {
    return this.view.getFloat64(this.take(8), false);
  }

  /** A view, not a copy. */
  slice(length: number): Uint8Array {
    const start = this.take(length);
    return this.bytes.subarray(start, start + length);
  }

  utf8(length: number): string {
    const start = this.take(length);
    return decodeUtf8(this.bytes, start, start + length) ?? this.refuse("UTF-8 text", "other bytes");
  }

  latin1(length: number): string {
    return latin1(this.slice(length));
  }

  /** The bytes up to the end of the line, which is passed over. */
  line(limit: number = this.left): Uint8Array {
    const end = this.bytes.indexOf(NEWLINE, this.at);
    if (end < 0) this.refuse("the end of a line", "the end of the file");
    if (end - this.at > limit) this.refuse(`a line of at most ${limit} bytes`, `${end - this.at}`);
    const line = this.bytes.subarray(this.at, end);
    this.at = end + 1;
    return line;
  }
}
