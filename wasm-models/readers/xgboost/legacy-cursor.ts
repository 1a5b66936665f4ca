/** Reads the little-endian fields of the library's first format. @module */
import { MAX_STRING } from "./limits.ts";
import { refuse } from "./refuse.ts";

export class LegacyCursor {
  readonly view: DataView;
  readonly #bytes: Uint8Array;
  readonly #text = new TextDecoder();
  at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get left(): number {
    return this.#bytes.length - this.at;
  }

  /** Passes over `length` bytes. @returns where they begin */
  take(length: number, field: string): number {
    if (length > this.left) refuse(field, `${length} bytes`, `${this.left} bytes to the end of the file`);
    const start = this.at;
    this.at += length;
    return start;
  }

  /** A count of things of at least `width` bytes each, which have to be in the file. */
  count(field: string, width: number, most: number): number {
    const start = this.take(8, field);
    const value = this.view.getUint32(start, true) + this.view.getUint32(start + 4, true) * 4294967296;
    const limit = Math.min(most, Math.floor(this.left / width));
    if (value > limit) refuse(field, `at most ${limit}`, String(value));
    return value;
  }

  string(field: string): string {
    const length = this.count(`length of ${field}`, 1, MAX_STRING);
    const start = this.take(length, field);
    return this.#text.decode(this.#bytes.subarray(start, start + length));
  }

  float32s(count: number, field: string): Float32Array {
    const start = this.take(count * 4, field);
    return new Float32Array(this.#bytes.slice(start, start + count * 4).buffer);
  }

  int32s(count: number, field: string): Int32Array {
    const start = this.take(count * 4, field);
    return new Int32Array(this.#bytes.slice(start, start + count * 4).buffer);
  }
}
