/** The numbers of one array while it is read. @module */
import { InferenceError } from "../../errors.ts";
import { MAX_NUMBERS } from "./limits.ts";
import { placeOf } from "../../message/place.ts";

/** Up to here a plain list is the faster one; above it would take several times its numbers' bytes. */
const FEW = 1024;

/** A list of float64 that only grows. */
export class NumberList {
  length = 0;
  #few: number[] = [];
  #many: Float64Array | undefined;

  /**
   * Adds a number.
   * @throws InferenceError INVALID_ARGUMENT naming `path` when there are too many.
   */
  push(value: number, path: string): void {
    if (this.#many === undefined) {
      this.length = this.#few.push(value);
      if (this.length === FEW) this.#grow(this.#few);
      return;
    }
    if (this.length === this.#many.length) {
      if (this.length >= MAX_NUMBERS) throw tooMany(path);
      this.#grow(this.#many);
    }
    this.#many[this.length++] = value;
  }

  #grow(from: ArrayLike<number>): void {
    this.#many = new Float64Array(2 * from.length);
    this.#many.set(from);
    this.#few = [];
  }

  /** The numbers, to be read only. */
  view(): ArrayLike<number> {
    return this.#many?.subarray(0, this.length) ?? this.#few;
  }

  /** The numbers as an array of their own. */
  toFloat64(): Float64Array {
    if (this.#many === undefined) return new Float64Array(this.#few);
    return this.length === this.#many.length ? this.#many : this.#many.slice(0, this.length);
  }
}

function tooMany(path: string): InferenceError {
  return new InferenceError("INVALID_ARGUMENT", `${placeOf(path)}: expected at most ${MAX_NUMBERS} numbers, got more`);
}
