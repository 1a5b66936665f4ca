/** Repeated numbers, packed or one by one, as their bytes until their type is known. @module */
import { InferenceError } from "../../errors.ts";
import type { NumericArray } from "../../tensor/datatype.ts";
import { MAX_NUMBERS } from "../json/limits.ts";
import { WIRE } from "./reader.ts";
import type { ProtoReader } from "./reader.ts";

/** float, double, fixed32 and fixed64: elements of one width. */
export class FixedList {
  #bytes: Uint8Array = new Uint8Array(0);
  #used = 0;
  #isOwn = false;

  /** Reads what stands at the reader: all at once, or one element. @param width bytes of an element */
  read(reader: ProtoReader, tag: number, width: 4 | 8, path: string): void {
    if ((tag & 7) === WIRE.bytes) {
      const view = reader.view();
      if (view.length % width !== 0) throw invalid(`${path}: ${view.length} bytes are no whole number of values`);
      this.#add(view);
    } else {
      const start = reader.position;
      reader.skip(tag);
      this.#add(reader.bytes.subarray(start, reader.position));
    }
  }

  // The usual case is one packed field: it stays where it is.
  #add(view: Uint8Array): void {
    if (this.#used === 0 && !this.#isOwn) {
      this.#bytes = view;
      this.#used = view.length;
      return;
    }
    const needed = this.#used + view.length;
    if (!this.#isOwn || needed > this.#bytes.length) {
      const grown = new Uint8Array(2 * needed);
      grown.set(this.#bytes.subarray(0, this.#used));
      this.#bytes = grown;
      this.#isOwn = true;
    }
    this.#bytes.set(view, this.#used);
    this.#used = needed;
  }

  /** The elements; copied, so that the array is aligned. */
  toArray<T extends NumericArray>(array: { new (length: number): T; readonly BYTES_PER_ELEMENT: number }): T {
    const out = new array(this.#used / array.BYTES_PER_ELEMENT);
    new Uint8Array(out.buffer).set(this.#bytes.subarray(0, this.#used));
    return out;
  }
}

/** int32, uint32, int64, uint64, bool and enum: each as 64 bits. */
export class VarintList {
  /** Lower and upper halves in turn. */
  #halves = new Uint32Array(16);
  length = 0;

  read(reader: ProtoReader, tag: number, path: string): void {
    if ((tag & 7) !== WIRE.bytes) return this.#one(reader, path);
    const outer = reader.enter();
    while (!reader.atEnd) this.#one(reader, path);
    reader.leave(outer);
  }

  #one(reader: ProtoReader, path: string): void {
    const at = 2 * this.length;
    if (at === this.#halves.length) {
      if (this.length >= MAX_NUMBERS) throw invalid(`${path}: expected at most ${MAX_NUMBERS} values, got more`);
      const grown = new Uint32Array(2 * at);
      grown.set(this.#halves);
      this.#halves = grown;
    }
    reader.halves(this.#halves, at);
    this.length++;
  }

  /** The lower halves as they are: for int32, uint32, bool and what is smaller. */
  low(index: number): number {
    return this.#halves[2 * index]!;
  }

  toInt64(): BigInt64Array {
    return new BigInt64Array(this.#halves.slice(0, 2 * this.length).buffer);
  }

  toUint64(): BigUint64Array {
    return new BigUint64Array(this.#halves.slice(0, 2 * this.length).buffer);
  }

  /** Copied to an array of smaller integers, which takes the bits that it holds. */
  toArray<T extends Exclude<NumericArray, BigInt64Array | BigUint64Array>>(array: { new (length: number): T }): T {
    const out = new array(this.length);
    for (let at = 0; at < this.length; at++) out[at] = this.#halves[2 * at]!;
    return out;
  }

  /** 1 for everything but 0. */
  toBools(): Uint8Array {
    const out = new Uint8Array(this.length);
    for (let at = 0; at < this.length; at++)
      out[at] = (this.#halves[2 * at]! | this.#halves[2 * at + 1]!) === 0 ? 0 : 1;
    return out;
  }
}

function invalid(message: string): InferenceError {
  return new InferenceError("INVALID_ARGUMENT", message);
}
