/** Operations on each number by itself. Matrices are `rows` of `columns` float64 without gaps. */
import { exp, expm1, log, log1p, sigmoid, tanh } from "./math.ts";

function unaryOf(name: i32, x: f64): f64 {
  switch (name) {
    case 0:
      return -x;
    case 1:
      return abs(x);
    case 2:
      return x * x;
    case 3:
      return sqrt(x);
    case 4:
      return 1 / x;
    case 5:
      return exp(x);
    case 6:
      return expm1(x);
    case 7:
      return log(x);
    case 8:
      return log1p(x);
    case 9:
      return log(x) * Math.LOG2E;
    case 10:
      return log(x) * Math.LOG10E;
    case 11:
      return tanh(x);
    case 12:
      return sigmoid(x);
    case 13:
      return x == 0 ? 0 : 1 + log(x);
    case 14:
      return x > 0 || x != x ? x : 0;
    case 15:
      return x > 0 ? 1 : x < 0 ? -1 : x;
    case 16:
      return floor(x);
    case 17:
      return ceil(x);
    case 18:
      return nearest(x);
    case 19:
      return f64(f32(x));
    default:
      return x != x ? 1 : 0;
  }
}

export function unary(name: i32, count: i32, x: i32, out: i32): void {
  const end = x + (count << 3);
  for (; x < end; x += 8, out += 8) store<f64>(out, unaryOf(name, load<f64>(x)));
}

function binaryOf(name: i32, a: f64, b: f64): f64 {
  switch (name) {
    case 0:
      return a + b;
    case 1:
      return a - b;
    case 2:
      return a * b;
    case 3:
      return a / b;
    case 4:
      return min(a, b);
    case 5:
      return max(a, b);
    case 6:
      return a <= b ? 1 : 0;
    case 7:
      return a < b ? 1 : 0;
    default:
      return a == b ? 1 : 0;
  }
}

/**
 * Column by column.
 * @param a address of the left rows; `aStep` bytes from column to column (0 for a single one), `aStride` from row to row
 */
export function binary(
  name: i32,
  rows: i32,
  columns: i32,
  a: i32,
  aStep: i32,
  aStride: i32,
  b: i32,
  bStep: i32,
  bStride: i32,
  out: i32,
): void {
  for (let row = 0; row < rows; row++, a += aStride, b += bStride) {
    let left = a;
    let right = b;
    for (let column = 0; column < columns; column++, left += aStep, right += bStep, out += 8)
      store<f64>(out, binaryOf(name, load<f64>(left), load<f64>(right)));
  }
}

/** @param row address of the replacements by column */
export function replace(rows: i32, columns: i32, x: i32, match: f64, row: i32, out: i32): void {
  const missing = match != match;
  for (let r = 0; r < rows; r++) {
    for (let column = 0; column < columns; column++, x += 8, out += 8) {
      const value = load<f64>(x);
      const found = missing ? value != value : value == match;
      store<f64>(out, found ? load<f64>(row + (column << 3)) : value);
    }
  }
}

/**
 * The first number that is not allowed, or -1.
 * @param allowed 0 finite, 1 not infinite, 2 not negative, 3 finite as float32
 */
export function firstForbidden(allowed: i32, count: i32, x: i32): i32 {
  for (let at = 0; at < count; at++) {
    const value = load<f64>(x + (at << 3));
    if (allowed == 2) {
      if (value < 0) return at;
    } else if (allowed == 1) {
      if (abs(value) == Infinity) return at;
    } else if (allowed == 3) {
      if (abs(f32(value)) == f32(Infinity)) return at;
    } else if (!(abs(value) < Infinity)) return at;
  }
  return -1;
}
