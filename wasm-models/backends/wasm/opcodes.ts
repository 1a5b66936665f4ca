/** The numbers by which the kernels know operations and functions; see wasm-models/kernels. @module */
import type { Binary, Check, Distance, Kernel, Normalise, Reduce, UnaryFunction } from "../../ir/ops.ts";

export const OPCODES = {
  select: 1,
  copy: 2,
  unary: 3,
  binary: 4,
  binaryRow: 5,
  replace: 6,
  check: 7,
  linear: 8,
  distance: 9,
  quadratic: 10,
  kernel: 11,
  nearest: 12,
  trees: 13,
  leaves: 14,
  reduce: 15,
  softmax: 16,
  "log-sum-exp": 17,
  normalise: 18,
  codes: 19,
  bins: 20,
  "one-hot": 21,
  lookup: 22,
  polynomial: 23,
  interpolate: 24,
  "weighted-median": 25,
  votes: 26,
  coupling: 27,
  constant: 28,
  linear32: 29,
} as const;

export const UNARY: Readonly<Record<UnaryFunction, number>> = {
  negate: 0,
  absolute: 1,
  square: 2,
  sqrt: 3,
  reciprocal: 4,
  exp: 5,
  expm1: 6,
  log: 7,
  log1p: 8,
  log2: 9,
  log10: 10,
  tanh: 11,
  sigmoid: 12,
  sublinear: 13,
  relu: 14,
  sign: 15,
  floor: 16,
  ceil: 17,
  round: 18,
  float32: 19,
  isNaN: 20,
};

export const BINARY: Readonly<Record<Binary["function"], number>> = {
  add: 0,
  subtract: 1,
  multiply: 2,
  divide: 3,
  min: 4,
  max: 5,
  le: 6,
  lt: 7,
  equal: 8,
};

export const CHECKS: Readonly<Record<Check["allowed"], number>> = {
  finite: 0,
  "not-infinite": 1,
  "non-negative": 2,
  float32: 3,
};

export const METRICS: Readonly<Record<Distance["metric"], number>> = {
  euclidean: 0,
  "squared-euclidean": 1,
  manhattan: 2,
  chebyshev: 3,
  minkowski: 4,
  cosine: 5,
};

export const KERNELS: Readonly<Record<Kernel["function"], number>> = { linear: 0, polynomial: 1, rbf: 2, sigmoid: 3 };

export const REDUCES: Readonly<Record<Reduce["function"], number>> = {
  sum: 0,
  mean: 1,
  min: 2,
  max: 3,
  argmax: 4,
  argmin: 5,
};

export const NORMS: Readonly<Record<Normalise["norm"], number>> = { l1: 0, l2: 1, max: 2, sum: 3 };
