/**
 * What a learning router knows: for each child how often it was tried and how often it succeeded.
 * Counts only grow, so that copies of a router can be merged by adding what each learned.
 * @module
 */
import { isJsonObject } from "../../message/json-value.ts";
import type { JsonValue } from "../../message/json-value.ts";

export class Arms {
  readonly tries: Float64Array;
  readonly successes: Float64Array;
  /** Counts of this copy that nobody has taken yet. */
  #learned: Arms | undefined = undefined;

  constructor(count: number) {
    this.tries = new Float64Array(count);
    this.successes = new Float64Array(count);
  }

  /**
   * Counts a reward for `rows` predictions: `int(reward * rows)` successes, the rest failures.
   * A reward outside of 0 to 1 is cut to it.
   */
  reward(arm: number, reward: number, rows: number): void {
    const success = Math.min(Math.max(Math.trunc(reward * rows), 0), rows);
    this.tries[arm]! += rows;
    this.successes[arm]! += success;
    this.#learned ??= new Arms(this.tries.length);
    this.#learned.tries[arm]! += rows;
    this.#learned.successes[arm]! += success;
  }

  /** The counts since this was last called; undefined when there are none. */
  takeLearned(): JsonValue | undefined {
    const learned = this.#learned?.export();
    this.#learned = undefined;
    return learned;
  }

  /** Share of successes; 0 for a child that was never tried. */
  value(arm: number): number {
    const tries = this.tries[arm]!;
    return tries === 0 ? 0 : this.successes[arm]! / tries;
  }

  export(): JsonValue {
    return { tries: [...this.tries], successes: [...this.successes] };
  }

  /**
   * Adds another copy's counts.
   * @throws TypeError when they are not for as many children.
   */
  merge(state: JsonValue): void {
    const { tries, successes } = isJsonObject(state) ? state : {};
    const count = this.tries.length;
    if (!isCounts(tries, count) || !isCounts(successes, count)) {
      throw new TypeError(`Router state: expected tries and successes of ${count} children`);
    }
    // A child with fewer tries than successes has no posterior to draw from.
    if (successes.some((successes, arm) => successes > tries[arm]!)) {
      throw new TypeError("Router state: expected no more successes than tries");
    }
    for (let arm = 0; arm < count; arm++) {
      this.tries[arm]! += tries[arm]!;
      this.successes[arm]! += successes[arm]!;
    }
  }
}

function isCounts(value: JsonValue | undefined, length: number): value is readonly number[] {
  return (
    Array.isArray(value) &&
    value.length === length &&
    value.every((count) => Number.isFinite(count) && (count as number) >= 0)
  );
}
