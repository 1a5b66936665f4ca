/**
 * Operations that carry what a model learned beside weights: points, vectors, trees. See ops.ts.
 * @module
 */
import type { Forest } from "./forest.ts";
import type { Value } from "./value.ts";

/** Distance of the row to each point; points are rows of the input's width. */
export interface Distance {
  readonly kind: "distance";
  readonly input: Value;
  readonly points: Float64Array;
  readonly metric: "euclidean" | "squared-euclidean" | "manhattan" | "chebyshev" | "minkowski" | "cosine";
  /** The power of minkowski. */
  readonly power?: number;
}

/** out[o] = bias[o] + sum over i of (x[i] - centres[o][i])² * weights[o][i]. */
export interface Quadratic {
  readonly kind: "quadratic";
  readonly input: Value;
  readonly centres: Float64Array;
  readonly weights: Float64Array;
  readonly bias: Float64Array;
}

/** Similarity of the row to each vector. @see libsvm, kernel functions */
export interface Kernel {
  readonly kind: "kernel";
  readonly input: Value;
  readonly vectors: Float64Array;
  readonly function: "linear" | "polynomial" | "rbf" | "sigmoid";
  readonly gamma: number;
  readonly constant: number;
  readonly degree: number;
}

/**
 * What the k nearest of the points have, from their distances: the (weighted) mean of their rows of
 * `targets`. With targets of one-hot classes that is the share of the votes. Of equally near points the
 * one with the smaller number is taken first.
 */
export interface Nearest {
  readonly kind: "nearest";
  readonly distances: Value;
  readonly k: number;
  readonly weights: "uniform" | "distance";
  /** By point, `columns` each. */
  readonly targets: Float64Array;
  readonly columns: number;
}

/** Sum of leaves: `base` first, then tree by tree. */
export interface Trees {
  readonly kind: "trees";
  readonly input: Value;
  readonly forest: Forest;
  readonly base: Float64Array;
}

/** The number of the leaf that each tree ends in, one column a tree. */
export interface Leaves {
  readonly kind: "leaves";
  readonly input: Value;
  readonly forest: Forest;
}

export type ModelOp = Distance | Quadratic | Kernel | Nearest | Trees | Leaves;
