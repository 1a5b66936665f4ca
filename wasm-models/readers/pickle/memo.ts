/** What a pickle remembers under numbers, which it hands out in order but for oddities. @module */
import type { PickleValue } from "./values.ts";

export class Memo {
  /** Numbers lie below it, and no more values than that are kept. */
  readonly limit: number;
  readonly #dense: PickleValue[] = [];
  readonly #others = new Map<number, PickleValue>();

  constructor(limit: number) {
    this.limit = limit;
  }

  /** Values that are remembered, which is the number that the next one gets by itself. */
  get size(): number {
    return this.#dense.length + this.#others.size;
  }

  /** @returns false when it is full, or the number too large */
  set(index: number, value: PickleValue): boolean {
    if (index >= this.limit || this.size >= this.limit) return false;
    if (index < this.#dense.length) this.#dense[index] = value;
    else if (index > this.#dense.length) this.#others.set(index, value);
    else {
      this.#dense.push(value);
      this.#others.delete(index);
    }
    return true;
  }

  /** @returns undefined when there is none */
  get(index: number): PickleValue | undefined {
    return index < this.#dense.length ? this.#dense[index] : this.#others.get(index);
  }
}
