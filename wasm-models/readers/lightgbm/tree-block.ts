/** One tree block: `Tree=0` and the lines behind it. @module */
import type { Lines, Span } from "./lines.ts";
import { floats, integer, integers } from "./numbers.ts";
import { refuse } from "./refuse.ts";

/** Lines that are read; the others tell of training. */
const KEYS = [
  "num_leaves",
  "num_cat",
  "split_feature",
  "threshold",
  "decision_type",
  "left_child",
  "right_child",
  "leaf_value",
  "leaf_count",
  "internal_count",
  "cat_boundaries",
  "cat_threshold",
  "is_linear",
  "leaf_const",
  "num_features",
  "leaf_features",
  "leaf_coeff",
] as const;

export type TreeKey = (typeof KEYS)[number];

/** The lines of one tree by their keys. */
export class TreeBlock {
  readonly lines: Lines;
  readonly index: number;
  readonly #spans = new Map<TreeKey, Span>();

  /** Reads on to the next tree or the end of trees; `Tree=` is the current line. */
  constructor(lines: Lines, index: number) {
    this.lines = lines;
    this.index = index;
    while (lines.advance() && !lines.startsWith("Tree=") && !lines.is("end of trees")) {
      if (lines.isEmpty) continue;
      for (const key of KEYS) {
        const value = lines.value(key);
        if (value === undefined) continue;
        this.#spans.set(key, value);
        break;
      }
    }
  }

  has(key: TreeKey): boolean {
    return this.#spans.has(key);
  }

  place(key: TreeKey): string {
    return `tree ${this.index}, ${key}`;
  }

  /** Whether the line is there and says nothing. */
  isEmpty(key: TreeKey): boolean {
    const span = this.#spans.get(key);
    return span !== undefined && span.start === span.end;
  }

  /** @param otherwise when there is no such line */
  integer(key: TreeKey, least: number, most: number, otherwise?: number): number {
    if (otherwise !== undefined && !this.has(key)) return otherwise;
    return integer(this.lines, this.#span(key), least, most, this.place(key));
  }

  integers(key: TreeKey, count: number, least: number, most: number): Float64Array {
    return integers(this.lines, this.#span(key, count), count, least, most, this.place(key));
  }

  floats(key: TreeKey, count: number): Float64Array {
    return floats(this.lines, this.#span(key, count), count, this.place(key));
  }

  /** A line of nothing may be missing. */
  #span(key: TreeKey, count?: number): Span {
    const span = this.#spans.get(key);
    if (span !== undefined) return span;
    return count === 0 ? { start: 0, end: 0 } : refuse(this.place(key), "a line", "none");
  }
}
