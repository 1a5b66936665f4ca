/** What reading one file may still cost, shared by all pickles inside it. @module */
import type { ReaderLimits } from "../limits.ts";
import type { Cursor } from "./cursor.ts";

/** Arrays may take their bytes from one value again and again; together no more than this beyond the file. */
const FREE_ARRAY_BYTES = 2 ** 20;

export class Budget {
  readonly limits: ReaderLimits;
  readonly #cursor: Cursor;
  #operations: number;
  #nodes: number;
  #arrayBytes: number;

  constructor(limits: ReaderLimits, cursor: Cursor) {
    this.limits = limits;
    this.#cursor = cursor;
    this.#operations = limits.maxOperations;
    this.#nodes = limits.maxNodes;
    this.#arrayBytes = cursor.bytes.length * 2 + FREE_ARRAY_BYTES;
  }

  /** Steps of the machine, or values that are copied. */
  operations(count: number): void {
    this.#operations -= count;
    if (this.#operations < 0) this.#cursor.refuse(`at most ${this.limits.maxOperations} operations`, "more");
  }

  /** Values that take memory of their own. */
  nodes(count: number): void {
    this.#nodes -= count;
    if (this.#nodes < 0) this.#cursor.refuse(`at most ${this.limits.maxNodes} objects`, "more");
  }

  /** Bytes that an array is made of. */
  arrayBytes(count: number): void {
    this.#arrayBytes -= count;
    if (this.#arrayBytes < 0) this.#cursor.refuse("arrays that are no larger than the file", "larger ones");
  }
}
