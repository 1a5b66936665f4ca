/**
 * A LightGBM model as it was read and checked. Everything that a walk over it uses is in range: children
 * are nodes or leaves of their tree, none is reached twice, features and category sets exist.
 * @module
 */

export interface LightgbmModel {
  /** Of the format: v2, v3, v4; undefined when the file does not say. */
  readonly version: string | undefined;
  /** Undefined when it was trained with an objective of one's own: sums are the answer. */
  readonly objective: LightgbmObjective | undefined;
  readonly featureCount: number;
  readonly classCount: number;
  /** Sums that are made for a row; tree i adds to sum `i % groups`. */
  readonly groups: number;
  /** Sums are divided by the number of iterations before the objective transforms them. */
  readonly averageOutput: boolean;
  readonly trees: readonly LightgbmTree[];
  readonly featureNames: readonly string[];
  /** Empty when the file does not say. */
  readonly featureInfos: readonly LightgbmFeatureInfo[];
  /** What the codes of categorical columns stood for, in the order of the columns. */
  readonly pandasCategories: readonly (readonly LightgbmCategory[])[] | undefined;
  /** What it was trained with, such as `categorical_feature`; empty in old files. */
  readonly parameters: ReadonlyMap<string, string>;
}

export type LightgbmCategory = string | number | boolean | null;

export interface LightgbmObjective {
  /** Such as `binary`. */
  readonly name: string;
  /** What stands behind it: `sigmoid:1` is ["sigmoid", "1"], `sqrt` is ["sqrt", ""]. */
  readonly parameters: ReadonlyMap<string, string>;
}

/** What training saw of a feature; "none" was not used. */
export type LightgbmFeatureInfo =
  | { readonly kind: "none" }
  | { readonly kind: "range"; readonly least: number; readonly most: number }
  | { readonly kind: "categories"; readonly categories: Int32Array };

/** What a numeric split does with a value: bits 2 and 3 of its decision type. */
export const LIGHTGBM_MISSING = {
  /** NaN is 0. */
  none: 0,
  /** Zero and NaN go to the default side. */
  zero: 1,
  /** NaN goes to the default side. */
  nan: 2,
} as const;

/** Bits of a decision type. */
export const CATEGORICAL_BIT = 1;
export const DEFAULT_LEFT_BIT = 2;
export const MISSING_SHIFT = 2;

/** Values up to here, either sign, are zero. Float32, as the library has it. */
export const ZERO_THRESHOLD: number = Math.fround(1e-35);

/**
 * One tree as columns: splits have numbers of their own, and leaves have theirs. A tree of one leaf has
 * no splits. A row goes left when `x <= threshold` in float64; a categorical one when the set has
 * `trunc(x)`.
 */
export interface LightgbmTree {
  /** A split, or `-1 - leaf`. */
  readonly left: Int32Array;
  readonly right: Int32Array;
  readonly feature: Int32Array;
  /** What is compared; of a categorical split the number of its set. */
  readonly threshold: Float64Array;
  readonly decision: Uint8Array;
  /** Set s is the words `setStart[s]` to `setStart[s + 1]`. */
  readonly setStart: Int32Array;
  /** Category c is bit `c & 31` of word `c >> 5` of its set. */
  readonly sets: Uint32Array;
  readonly leafValue: Float64Array;
  /** Rows of training that ended in a leaf; empty when the file does not say. */
  readonly leafCount: Float64Array;
  /** Rows of training that came through a split. */
  readonly internalCount: Float64Array;
  readonly linear: LightgbmLinear | undefined;
}

/**
 * A linear model in each leaf: constant and the sum of coefficient times feature. A row where one of the
 * features is NaN gets the leaf's value instead.
 */
export interface LightgbmLinear {
  readonly constant: Float64Array;
  /** By leaf, and one more at the end. */
  readonly start: Int32Array;
  readonly feature: Int32Array;
  readonly coefficient: Float64Array;
}
