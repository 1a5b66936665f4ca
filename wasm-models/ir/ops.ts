/**
 * The closed set of operations. Each makes one value, a matrix of float64 with a row for each row of
 * the batch; `columns` is its width. Operands are numbers of earlier operations. Nothing here depends
 * on another row.
 *
 * The first three take the request's columns and run where strings are (in TypeScript); the others are
 * numeric and run in every backend.
 * @module
 */
import type { BoundaryOp } from "./boundary-ops.ts";
import type { ModelOp } from "./model-ops.ts";
import type { Value } from "./value.ts";

export type { Analyzer, BoundaryOp, Category, Numbers, Terms } from "./boundary-ops.ts";
export type { Distance, Kernel, Leaves, ModelOp, Nearest, Quadratic, Trees } from "./model-ops.ts";
export type { Value } from "./value.ts";

/** The same row for every row. */
export interface Constant {
  readonly kind: "constant";
  readonly row: Float64Array;
}

/** Chosen columns in a chosen order; a column may come twice. */
export interface Select {
  readonly kind: "select";
  readonly input: Value;
  readonly columns: Int32Array;
}

/** Columns of several values, one after the other. */
export interface Concat {
  readonly kind: "concat";
  readonly inputs: readonly Value[];
}

/** exp, log, log1p, expm1, tanh and sigmoid are the project's own: the same bits on every host. */
export type UnaryFunction =
  | "negate"
  | "absolute"
  | "square"
  | "sqrt"
  | "reciprocal"
  | "exp"
  | "expm1"
  | "log"
  | "log1p"
  | "log2"
  | "log10"
  | "tanh"
  /** 1 / (1 + exp(-x)). */
  | "sigmoid"
  /** 0 stays 0, x becomes 1 + log(x). */
  | "sublinear"
  | "relu"
  | "sign"
  | "floor"
  | "ceil"
  /** Half to even. */
  | "round"
  /** To float32 and back. */
  | "float32"
  /** 1 where the value is NaN, else 0. */
  | "isNaN";

export interface Unary {
  readonly kind: "unary";
  readonly function: UnaryFunction;
  readonly input: Value;
}

/** Comparisons give 1 or 0. min and max give NaN when either is NaN. */
export type BinaryFunction = "add" | "subtract" | "multiply" | "divide" | "min" | "max" | "le" | "lt" | "equal";

/** Column by column; a value of one column meets every column of the other. */
export interface Binary {
  readonly kind: "binary";
  readonly function: BinaryFunction;
  readonly left: Value;
  readonly right: Value;
}

/** Every value equal to `match` (NaN matches NaN) becomes the column's replacement. */
export interface Replace {
  readonly kind: "replace";
  readonly input: Value;
  readonly match: number;
  readonly row: Float64Array;
}

/** The value unchanged; the request is refused when a value is not what is allowed. */
export interface Check {
  readonly kind: "check";
  readonly input: Value;
  /** `float32` lets NaN pass, but nothing that float32 cannot hold. */
  readonly allowed: "finite" | "not-infinite" | "non-negative" | "float32";
  /** What refuses it, such as the estimator's class. */
  readonly by: string;
}

/**
 * out[o] = bias[o] + sum over i of x[i] * weights[i * columns + o], summed in the order of i; in
 * float32 everything is rounded to it first, and every step.
 */
export interface Linear {
  readonly kind: "linear";
  readonly input: Value;
  readonly columns: number;
  readonly weights: Float64Array;
  readonly bias: Float64Array;
  readonly precision?: "f32";
}

/** One column out of all; argmax and argmin give the first of equals. */
export interface Reduce {
  readonly kind: "reduce";
  readonly function: "sum" | "mean" | "min" | "max" | "argmax" | "argmin";
  readonly input: Value;
}

/** exp(x - max) over its sum. */
export interface Softmax {
  readonly kind: "softmax";
  readonly input: Value;
}

/** log of the sum of exp(x), without overflow; one column. */
export interface LogSumExp {
  readonly kind: "log-sum-exp";
  readonly input: Value;
}

/** Each row over its norm; a row whose norm is 0 or less than `tiny` stays. */
export interface Normalise {
  readonly kind: "normalise";
  readonly input: Value;
  readonly norm: "l1" | "l2" | "max" | "sum";
  readonly tiny?: number;
}

/** The first of equals in `row` by column: index of the sorted category, or what is unknown. */
export interface Codes {
  readonly kind: "codes";
  readonly input: Value;
  /** By column, in any order; NaN is found by NaN. */
  readonly categories: readonly Float64Array[];
  readonly unknown: number | "refuse";
}

/** Index of the interval: how many of the column's edges are <= the value. */
export interface Bins {
  readonly kind: "bins";
  readonly input: Value;
  /** By column, ascending. */
  readonly edges: readonly Float64Array[];
}

/** Each column, an index, as `sizes[c]` columns of which one is 1; outside of it (or NaN) all are 0. */
export interface OneHot {
  readonly kind: "one-hot";
  readonly input: Value;
  readonly sizes: readonly number[];
}

/** A row of the table by the index in the only column. */
export interface Lookup {
  readonly kind: "lookup";
  readonly input: Value;
  readonly table: Float64Array;
  readonly columns: number;
}

/** Products of columns; the empty term is 1. */
export interface Polynomial {
  readonly kind: "polynomial";
  readonly input: Value;
  readonly terms: readonly (readonly number[])[];
}

/** By column: the line between the two points around x; outside of them the nearer one's y. */
export interface Interpolate {
  readonly kind: "interpolate";
  readonly input: Value;
  /** By column, ascending and as long as its ys. */
  readonly xs: readonly Float64Array[];
  readonly ys: readonly Float64Array[];
}

/** The median of the columns where each counts as much as its weight. @see AdaBoostRegressor */
export interface WeightedMedian {
  readonly kind: "weighted-median";
  readonly input: Value;
  readonly weights: Float64Array;
}

/** Votes for each class from the decisions of all pairs (0,1), (0,2), ...: first when > 0. */
export interface Votes {
  readonly kind: "votes";
  readonly input: Value;
  readonly classes: number;
}

/** Class probabilities from those of all pairs. @see Wu, Lin, Weng (2004), as libsvm does it */
export interface Coupling {
  readonly kind: "coupling";
  readonly input: Value;
  readonly classes: number;
}

export type NumericOp =
  | ModelOp
  | Constant
  | Select
  | Concat
  | Unary
  | Binary
  | Replace
  | Check
  | Linear
  | Reduce
  | Softmax
  | LogSumExp
  | Normalise
  | Codes
  | Bins
  | OneHot
  | Lookup
  | Polynomial
  | Interpolate
  | WeightedMedian
  | Votes
  | Coupling;

export type Op = BoundaryOp | NumericOp;
export type OpKind = Op["kind"];
