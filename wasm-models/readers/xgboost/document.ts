/**
 * What JSON and UBJSON files have in common once they are read: objects, lists and texts, where a list of
 * numbers is one typed array. An `Entry` is a value with the way to it, so that whatever is wrong can be
 * named.
 * @module
 */
import { refuse } from "./refuse.ts";

export type Numbers = Float64Array | Float32Array | Int32Array | Int16Array | Int8Array | Uint8Array;

export type DocumentValue =
  | null
  | boolean
  | number
  | string
  | Numbers
  | readonly DocumentValue[]
  | ReadonlyMap<string, DocumentValue>;

/** An empty list; it may stand for one of anything. */
export const EMPTY: Float64Array = new Float64Array(0);

/** Columns of trees that no prediction needs; readers pass over them. */
export const UNREAD: ReadonlySet<string> = new Set(["base_weights", "loss_changes", "parents", "Config"]);

export class Entry {
  /** Such as `learner.gradient_booster`; empty for the outermost. */
  readonly path: string;
  readonly value: DocumentValue | undefined;

  constructor(path: string, value: DocumentValue | undefined) {
    this.path = path;
    this.value = value;
  }

  get present(): boolean {
    return this.value !== undefined;
  }

  /** A field of this object; not there when the object has none of that name. */
  get(key: string): Entry {
    const path = this.path === "" ? key : `${this.path}.${key}`;
    return new Entry(path, this.#object().get(key));
  }

  /** A field, or not there when this is none itself. */
  find(key: string): Entry {
    return this.value instanceof Map ? this.get(key) : new Entry(this.path, undefined);
  }

  text(): string {
    return typeof this.value === "string" ? this.value : this.fail("a string");
  }

  /** An integer, also when it is written as a string. */
  integer(least: number, most: number): number {
    const { value } = this;
    const number = typeof value === "string" && /^[+-]?\d{1,16}$/.test(value) ? Number(value) : value;
    if (typeof number === "number" && Number.isInteger(number) && number >= least && number <= most) return number;
    return this.fail(`an integer of ${least} to ${most}`, typeof number === "number" ? String(number) : undefined);
  }

  /** Entries of a list that holds no numbers. */
  items(most: number): Entry[] {
    const { value } = this;
    if (value instanceof Float64Array && value.length === 0) return [];
    if (!Array.isArray(value)) return this.fail("a list");
    if (value.length > most) return this.fail(`at most ${most} of them`, `${value.length}`);
    return value.map((item: DocumentValue, index) => new Entry(`${this.path}[${index}]`, item));
  }

  texts(most: number): string[] {
    return this.items(most).map((item) => item.text());
  }

  /** Every string of an object; what is none is left out. */
  textFields(most: number): Map<string, string> {
    const found = new Map<string, string>();
    for (const [key, value] of this.#object()) {
      if (typeof value === "string") found.set(key, value);
      if (found.size > most) this.fail(`at most ${most} of them`, "more");
    }
    return found;
  }

  /** Names of an object's fields. */
  keys(): Iterable<string> {
    return this.#object().keys();
  }

  numbers(): Numbers {
    const { value } = this;
    return ArrayBuffer.isView(value) ? value : this.fail("a list of numbers");
  }

  /** @param length that it has to have; undefined for any */
  float32s(length?: number): Float32Array {
    const numbers = this.#sized(length);
    return numbers instanceof Float32Array ? numbers : Float32Array.from(numbers);
  }

  /** Integers from `least` to `most`; both have to fit 32 bits. */
  int32s(length: number | undefined, least: number, most: number): Int32Array {
    const numbers = this.#sized(length);
    const result = new Int32Array(numbers.length);
    for (let index = 0; index < numbers.length; index++) {
      const number = numbers[index]!;
      if (!Number.isInteger(number) || number < least || number > most) {
        refuse(`${this.path}[${index}]`, `an integer of ${least} to ${most}`, String(number));
      }
      result[index] = number;
    }
    return result;
  }

  /** Refuses this value; without `got` its type is named. */
  fail(expected: string, got?: string): never {
    return refuse(this.path, expected, got ?? typeOf(this.value));
  }

  #sized(length: number | undefined): Numbers {
    const numbers = this.numbers();
    if (length !== undefined && numbers.length !== length) this.fail(`${length} numbers`, `${numbers.length}`);
    return numbers;
  }

  #object(): ReadonlyMap<string, DocumentValue> {
    return this.value instanceof Map ? this.value : this.fail("an object");
  }
}

function typeOf(value: DocumentValue | undefined): string {
  if (value === undefined) return "nothing";
  if (value === null) return "null";
  if (value instanceof Map) return "an object";
  if (ArrayBuffer.isView(value)) return `a list of ${value.length} numbers`;
  return Array.isArray(value) ? "a list" : `a ${typeof value}`;
}
