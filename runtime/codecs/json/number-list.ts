/** The numbers of one array while it is read. @module */
import { InferenceError } from "../../errors.ts";
import { MAX_NUMBERS } from "./limits.ts";
import { placeOf } from "../../message/place.ts";

/** Up to here a plain list is the faster one; above it would take several times its numbers' bytes. */
const FEW = 1024;
/** Numbers that room is made for ahead of their coming. */
const MAX_AHEAD = 1 << 22;

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
      if (this.length === FEW) this.#grow(2 * FEW);
      return;
    }
    if (this.length === this.#many.length) {
      if (this.length >= MAX_NUMBERS) throw tooMany(path);
      this.#grow(2 * this.length);
    }
    this.#many[this.length++] = value;
  }

  /**
   * Adds many at once.
   * @param ahead How many are expected behind these. Without any, the first ones take no more room than they need.
   * @throws InferenceError INVALID_ARGUMENT naming `path` when there are too many.
   */
  append(values: Float64Array, ahead: number, path: string): void {
    if (values.length === 0) return;
    const length = this.length + values.length;
    if (length > MAX_NUMBERS) throw tooMany(path);
    if (length > (this.#many?.length ?? 0)) this.#grow(Math.max(length + Math.min(ahead, MAX_AHEAD), 2 * this.length));
    this.#many!.set(values, this.length);
    this.length = length;
  }

  #grow(capacity: number): void {
    const grown = new Float64Array(Math.min(capacity, MAX_NUMBERS));
    grown.set(this.view());
    this.#many = grown;
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
