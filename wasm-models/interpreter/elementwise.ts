/** Functions of single numbers. @module */
import type { BinaryFunction, UnaryFunction } from "../ir/ops.ts";
import { exp, expm1, log, log1p, roundEven, sigmoid, tanh } from "./math.ts";

export const UNARY: Readonly<Record<UnaryFunction, (x: number) => number>> = {
  negate: (x) => -x,
  absolute: Math.abs,
  square: (x) => x * x,
  sqrt: Math.sqrt,
  reciprocal: (x) => 1 / x,
  exp,
  expm1,
  log,
  log1p,
  log2: (x) => log(x) * Math.LOG2E,
  log10: (x) => log(x) * Math.LOG10E,
  tanh,
  sigmoid,
  sublinear: (x) => (x === 0 ? 0 : 1 + log(x)),
  relu: (x) => (x > 0 || Number.isNaN(x) ? x : 0),
  sign: (x) => (x > 0 ? 1 : x < 0 ? -1 : x),
  floor: Math.floor,
  ceil: Math.ceil,
  round: roundEven,
  float32: Math.fround,
  isNaN: (x) => (Number.isNaN(x) ? 1 : 0),
};

export const BINARY: Readonly<Record<BinaryFunction, (a: number, b: number) => number>> = {
  add: (a, b) => a + b,
  subtract: (a, b) => a - b,
  multiply: (a, b) => a * b,
  divide: (a, b) => a / b,
  min: Math.min,
  max: Math.max,
  le: (a, b) => (a <= b ? 1 : 0),
  lt: (a, b) => (a < b ? 1 : 0),
  equal: (a, b) => (a === b ? 1 : 0),
};
