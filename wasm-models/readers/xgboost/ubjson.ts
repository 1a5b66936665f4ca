/**
 * Reads a model's UBJSON: big-endian, lists of numbers as typed arrays.
 * @see https://ubjson.org (draft 12)
 * @module
 */
import { Containers } from "./containers.ts";
import { EMPTY, UNREAD } from "./document.ts";
import type { DocumentValue, Numbers } from "./document.ts";
import { MAX_STRING } from "./limits.ts";
import { refuse } from "./refuse.ts";

const CLOSE_LIST = 0x5d;
const CLOSE_OBJECT = 0x7d;
const TYPE = 0x24;
const COUNT = 0x23;
const NO_OP = 0x4e;
const STRING = 0x53;

/** Bytes of a number, by marker. */
const WIDTHS: Readonly<Record<number, number>> = {
  0x69: 1, // i: int8
  0x55: 1, // U: uint8
  0x49: 2, // I: int16
  0x6c: 4, // l: int32
  0x4c: 8, // L: int64
  0x64: 4, // d: float32
  0x44: 8, // D: float64
};

/** @throws ModelFileError naming the byte where it is no UBJSON */
export function readUbjson(bytes: Uint8Array): DocumentValue {
  return new UbjsonReader(bytes).document();
}

class UbjsonReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #containers: Containers;
  readonly #text = new TextDecoder();
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#containers = new Containers(bytes.length);
  }

  document(): DocumentValue {
    const value = this.#value(this.#marker());
    while (this.#bytes[this.#at] === NO_OP || this.#bytes[this.#at] === 0) this.#at++;
    if (this.#at < this.#bytes.length) this.#fail("the end of the document", `${this.#bytes.length - this.#at} bytes`);
    return value;
  }

  #value(marker: number): DocumentValue {
    if (WIDTHS[marker] !== undefined) return this.#number(marker);
    switch (marker) {
      case 0x7b:
        return this.#object();
      case 0x5b:
        return this.#list();
      case STRING:
        return this.#string();
      case 0x43: // C: one character
        return this.#textOf(1);
      case 0x54:
        return true;
      case 0x46:
        return false;
      case 0x5a:
        return null;
      case 0x48: // H: a number as text
        return Number(this.#string());
      default:
        this.#at--;
        return this.#fail("a value");
    }
  }

  #object(): DocumentValue {
    this.#containers.enter(this.#at - 1);
    const { type, count } = this.#header();
    const fields = new Map<string, DocumentValue>();
    for (let index = 0; index !== count; index++) {
      if (count === undefined && this.#peek() === CLOSE_OBJECT) {
        this.#at++;
        break;
      }
      const name = this.#string();
      const value = this.#value(type ?? this.#marker());
      if (!UNREAD.has(name)) fields.set(name, value);
    }
    this.#containers.leave();
    return fields;
  }

  #list(): DocumentValue {
    const start = this.#at - 1;
    const { type, count } = this.#header();
    if (type !== undefined && WIDTHS[type] !== undefined) return this.#typed(type, count!);
    if (count === 0) return EMPTY;
    this.#containers.enter(start);
    const items: DocumentValue[] = [];
    for (let index = 0; index !== count; index++) {
      if (count === undefined && this.#peek() === CLOSE_LIST) {
        this.#at++;
        break;
      }
      items.push(this.#value(type ?? this.#marker()));
    }
    this.#containers.leave();
    if (items.length === 0) return EMPTY;
    return items.every((item) => typeof item === "number") ? Float64Array.from(items) : items;
  }

  /** What a list or object says about its items: all of one type, and how many. */
  #header(): { type: number | undefined; count: number | undefined } {
    let type: number | undefined;
    if (this.#peek() === TYPE) {
      this.#at++;
      type = this.#marker();
      if (WIDTHS[type] === undefined && type !== STRING) this.#fail("a list of numbers or strings");
      if (this.#peek() !== COUNT) this.#fail("a count behind the type");
    }
    if (this.#peek() !== COUNT) return { type, count: undefined };
    this.#at++;
    const count = this.#size("items", WIDTHS[type ?? STRING] ?? 1);
    return { type, count };
  }

  /** @returns a copy in the machine's byte order; int64 becomes float64 where that is exact */
  #typed(type: number, count: number): Numbers {
    if (count === 0) return EMPTY;
    const view = this.#view;
    const start = this.#at;
    this.#at += count * WIDTHS[type]!;
    switch (type) {
      case 0x69:
        return new Int8Array(this.#bytes.slice(start, this.#at).buffer);
      case 0x55:
        return this.#bytes.slice(start, this.#at);
      case 0x49: {
        const list = new Int16Array(count);
        for (let index = 0; index < count; index++) list[index] = view.getInt16(start + 2 * index);
        return list;
      }
      case 0x6c: {
        const list = new Int32Array(count);
        for (let index = 0; index < count; index++) list[index] = view.getInt32(start + 4 * index);
        return list;
      }
      case 0x64: {
        const list = new Float32Array(count);
        for (let index = 0; index < count; index++) list[index] = view.getFloat32(start + 4 * index);
        return list;
      }
      default: {
        const list = new Float64Array(count);
        const wide = type === 0x4c;
        for (let index = 0; index < count; index++) {
          list[index] = wide ? int64(view, start + 8 * index) : view.getFloat64(start + 8 * index);
        }
        return list;
      }
    }
  }

  #number(marker: number): number {
    const at = this.#take(WIDTHS[marker]!, "a number");
    switch (marker) {
      case 0x69:
        return this.#view.getInt8(at);
      case 0x55:
        return this.#view.getUint8(at);
      case 0x49:
        return this.#view.getInt16(at);
      case 0x6c:
        return this.#view.getInt32(at);
      case 0x4c:
        return int64(this.#view, at);
      case 0x64:
        return this.#view.getFloat32(at);
      default:
        return this.#view.getFloat64(at);
    }
  }

  #string(): string {
    return this.#textOf(this.#size("bytes", 1, MAX_STRING));
  }

  #textOf(length: number): string {
    const at = this.#take(length, "a string");
    return this.#text.decode(this.#bytes.subarray(at, at + length));
  }

  /** A count of what takes `width` bytes each and has to be in the file. */
  #size(what: string, width: number, most: number = Number.MAX_SAFE_INTEGER): number {
    const start = this.#at;
    const marker = this.#marker();
    if (WIDTHS[marker] === undefined || marker === 0x64 || marker === 0x44) this.#fail("a length");
    const size = this.#number(marker);
    const left = Math.min(most, Math.floor((this.#bytes.length - this.#at) / width));
    if (size < 0 || size > left) refuse(`byte ${start}`, `at most ${left} ${what}`, String(size));
    return size;
  }

  #marker(): number {
    let marker = this.#bytes[this.#take(1, "a value")]!;
    while (marker === NO_OP) marker = this.#bytes[this.#take(1, "a value")]!;
    return marker;
  }

  #peek(): number | undefined {
    while (this.#bytes[this.#at] === NO_OP) this.#at++;
    return this.#bytes[this.#at];
  }

  #take(length: number, what: string): number {
    const at = this.#at;
    if (this.#bytes.length - at < length) this.#fail(what, "the end of the file");
    this.#at += length;
    return at;
  }

  #fail(expected: string, got?: string): never {
    const code = this.#bytes[this.#at];
    const byte = code === undefined ? "the end of the file" : `byte 0x${code.toString(16).padStart(2, "0")}`;
    return refuse(`byte ${this.#at}`, expected, got ?? byte);
  }
}

function int64(view: DataView, at: number): number {
  return view.getInt32(at) * 4294967296 + view.getUint32(at + 4);
}
