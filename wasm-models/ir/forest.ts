/**
 * Decision trees as columns: every importer writes this form and every backend reads it. A forest
 * says exactly what the library that trained it does with a row: what it compares, in which
 * precision, where missing values go and in which order leaves are added.
 * @module
 */

/** What a node does with a value that is not there. */
export const MISSING = {
  /** NaN is compared as it is: never smaller, so it goes right. */
  compared: 0,
  /** NaN goes to the node's default side. */
  nan: 1,
  /** NaN counts as 0 and is compared. */
  asZero: 2,
  /** NaN and |x| <= float32(1e-35) go to the node's default side. */
  zero: 3,
} as const;

export type Missing = (typeof MISSING)[keyof typeof MISSING];

/** Bits of a node's flags: two for the Missing rule, then these. */
export const MISSING_BITS = 3;
/** The default side is left. */
export const DEFAULT_LEFT = 4;
/** The node asks whether the category is in its set instead of comparing. */
export const CATEGORICAL = 8;
/**
 * Members of the set go right instead of left. What is negative is then no category; without this flag
 * the fraction is dropped first. What is no category is no member.
 */
export const MEMBERS_RIGHT = 16;

/** A linear model in each leaf, as LightGBM has them: constant + sum of weight times feature. */
export interface LinearLeaves {
  /** By leaf. */
  readonly constant: Float64Array;
  /** Where the terms of a leaf begin, and one more at the end. */
  readonly start: Int32Array;
  readonly feature: Int32Array;
  readonly weight: Float64Array;
}

export interface Forest {
  /** The node that a tree begins with, by tree; a tree of one leaf begins with a leaf. */
  readonly roots: Int32Array;
  /** The output column that a tree's leaves are added to (its first, when leaves hold several). */
  readonly targets: Int32Array;
  /** The left child of a node; of a leaf `-1 - l`, where l is the leaf's number. */
  readonly left: Int32Array;
  readonly right: Int32Array;
  /** The input column that a node looks at; of a leaf 0. */
  readonly feature: Int32Array;
  /** What is compared; of a categorical node the number of its set. */
  readonly threshold: Float64Array;
  readonly flags: Uint8Array;
  /** Bit c of set s is bit (c & 31) of `sets[setStart[s] + (c >> 5)]`; one more start at the end. */
  readonly setStart: Int32Array;
  readonly sets: Uint32Array;
  /** Numbers that each leaf holds, at least 1. */
  readonly arity: number;
  /** What leaf l adds: `values[l * arity ...]`. */
  readonly values: Float64Array;
  readonly linear?: LinearLeaves;
  /** Left when `x <= threshold`, or only when `x < threshold`. */
  readonly comparison: "le" | "lt";
  /** The precision that a value is rounded to before it is compared. */
  readonly compared: "f32" | "f64";
  /** The precision that leaves are added in, tree by tree. */
  readonly summed: "f32" | "f64";
}

export function treeCount(forest: Forest): number {
  return forest.roots.length;
}

export function leafCount(forest: Forest): number {
  return forest.values.length / forest.arity;
}
