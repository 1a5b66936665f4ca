/** Operations across the columns of a row. @module */
import type { Normalise, Reduce, WeightedMedian } from "../ir/ops.ts";
import type { Row } from "./forest.ts";
import { exp, log } from "./math.ts";

function fold(row: Row, name: "min" | "max" | "sum"): number {
  let result = row[0]!;
  for (let at = 1; at < row.length; at++) {
    result =
      name === "sum" ? result + row[at]! : name === "min" ? Math.min(result, row[at]!) : Math.max(result, row[at]!);
  }
  return result;
}

export function reduce(name: Reduce["function"], row: Row): number {
  if (name === "mean") return fold(row, "sum") / row.length;
  if (name !== "argmax" && name !== "argmin") return fold(row, name);
  const values = Array.from(row);
  const missing = values.findIndex(Number.isNaN);
  return missing >= 0 ? missing : values.indexOf(fold(row, name === "argmax" ? "max" : "min"));
}

export function softmax(row: Row): Float64Array {
  const largest = fold(row, "max");
  const powers = Float64Array.from(row, (value) => exp(value - largest));
  const sum = powers.reduce((total, value) => total + value, 0);
  return powers.map((value) => value / sum);
}

export function logSumExp(row: Row): number {
  const largest = fold(row, "max");
  const shift = Math.abs(largest) === Infinity ? 0 : largest;
  return log(Array.from(row).reduce((sum, value) => sum + exp(value - shift), 0)) + shift;
}

export function normalise({ norm, tiny = 0 }: Pick<Normalise, "norm" | "tiny">, row: Row): Float64Array {
  let size = 0;
  for (const value of Array.from(row)) {
    if (norm === "l1") size += Math.abs(value);
    else if (norm === "l2") size += value * value;
    else if (norm === "max") size = Math.max(size, Math.abs(value));
    else size += value;
  }
  if (norm === "l2") size = Math.sqrt(size);
  return Float64Array.from(row, (value) => value / (size === 0 || size < tiny ? 1 : size));
}

export function weightedMedian({ weights }: WeightedMedian, row: Row): number {
  const order = Array.from(row, (_, at) => at).toSorted((a, b) => row[a]! - row[b]! || a - b);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  let sum = 0;
  for (const at of order) if ((sum += weights[at]!) >= 0.5 * total) return row[at]!;
  return row[order.at(-1)!]!;
}
