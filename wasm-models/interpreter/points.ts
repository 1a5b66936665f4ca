/** Operations between a row and stored points. @module */
import type { Distance, Kernel, Nearest, Quadratic } from "../ir/ops.ts";
import { exp, log, tanh } from "./math.ts";
import type { Row } from "./forest.ts";

function pointsOf(data: Float64Array, width: number): readonly Float64Array[] {
  return Array.from({ length: data.length / width }, (_, at) => data.subarray(at * width, (at + 1) * width));
}

function dot(a: Row, b: Row): number {
  let sum = 0;
  for (let at = 0; at < a.length; at++) sum += a[at]! * b[at]!;
  return sum;
}

function squared(a: Row, b: Row): number {
  let sum = 0;
  for (let at = 0; at < a.length; at++) sum += (a[at]! - b[at]!) * (a[at]! - b[at]!);
  return sum;
}

function power(x: number, p: number): number {
  return x === 0 ? 0 : exp(p * log(x));
}

function integerPower(base: number, exponent: number): number {
  let result = 1;
  for (let square = base; exponent > 0; exponent >>= 1, square *= square) if ((exponent & 1) === 1) result *= square;
  return result;
}

function distanceOf({ metric, power: p = 2 }: Distance, a: Row, b: Row): number {
  const sizes = Array.from(a, (value, at) => Math.abs(value - b[at]!));
  switch (metric) {
    case "euclidean":
      return Math.sqrt(squared(a, b));
    case "squared-euclidean":
      return squared(a, b);
    case "manhattan":
      return sizes.reduce((sum, size) => sum + size, 0);
    case "chebyshev":
      return sizes.reduce((most, size) => Math.max(most, size), 0);
    case "minkowski":
      return power(
        sizes.reduce((sum, size) => sum + power(size, p), 0),
        1 / p,
      );
    default: {
      const size = Math.sqrt(dot(a, a)) * Math.sqrt(dot(b, b));
      return size === 0 ? 1 : 1 - dot(a, b) / size;
    }
  }
}

export function distances(op: Distance, row: Row): readonly number[] {
  return pointsOf(op.points, row.length).map((point) => distanceOf(op, row, point));
}

export function quadratic(op: Quadratic, row: Row): readonly number[] {
  return Array.from(op.bias, (bias, o) => {
    let sum = bias;
    for (let i = 0; i < row.length; i++) {
      const difference = row[i]! - op.centres[o * row.length + i]!;
      sum += difference * difference * op.weights[o * row.length + i]!;
    }
    return sum;
  });
}

export function kernels(op: Kernel, row: Row): readonly number[] {
  return pointsOf(op.vectors, row.length).map((vector) => {
    if (op.function === "rbf") return exp(-op.gamma * squared(row, vector));
    const product = dot(row, vector);
    if (op.function === "linear") return product;
    const shifted = op.gamma * product + op.constant;
    return op.function === "sigmoid" ? tanh(shifted) : integerPower(shifted, op.degree);
  });
}

export function nearest(op: Nearest, far: Row): Float64Array {
  const order = Array.from(far, (_, point) => point).toSorted((a, b) => far[a]! - far[b]! || a - b);
  const chosen = order.slice(0, op.k);
  const byDistance = op.weights === "distance";
  const exact = byDistance && far[chosen[0]!] === 0;
  const sums = new Float64Array(op.columns);
  let total = 0;
  for (const point of chosen) {
    const weight = !byDistance ? 1 : exact ? (far[point] === 0 ? 1 : 0) : 1 / far[point]!;
    total += weight;
    for (let at = 0; at < op.columns; at++) sums[at]! += weight * op.targets[point * op.columns + at]!;
  }
  return sums.map((sum) => sum / total);
}
