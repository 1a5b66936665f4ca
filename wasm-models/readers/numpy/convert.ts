/** Arrays of a file in the few forms that importers work with. @module */
import { NdArray } from "../pickle/values.ts";
import type { PickleValue } from "../pickle/values.ts";

/** Row-major float64: every float and integer type without loss. */
export interface NumberArray {
  readonly shape: readonly number[];
  readonly data: Float64Array;
  /** What the file has: `float32`, `int64`; `list` when it is a list of numbers. */
  readonly dtype: string;
}

/** Row-major integers: indices, counts, flags. */
export interface IntegerArray {
  readonly shape: readonly number[];
  readonly data: Int32Array;
}

/** What a class or a category is. */
export type Label = string | number | bigint | boolean | null;

/** @returns undefined when it holds no numbers, or integers beyond 2^53 */
export function toFloat64s(array: NdArray): Float64Array | undefined {
  const { data, dtype } = array;
  if (dtype.kind === "O") return fromObjects(data as readonly PickleValue[]);
  if (!dtype.isNumeric) return undefined;
  if (data instanceof Float64Array) return data;
  if (data instanceof BigInt64Array || data instanceof BigUint64Array) return fromBigints(data);
  return Float64Array.from(data as Float32Array);
}

/** @returns undefined when it holds no integers or booleans, or some that do not fit 32 bits */
export function toInt32s(array: NdArray): Int32Array | undefined {
  const { data, dtype } = array;
  if (data instanceof Int32Array) return data;
  if (dtype.isNumeric && dtype.kind === "f") return undefined;
  const numbers = toFloat64s(array);
  if (numbers === undefined) return undefined;
  const integers = Int32Array.from(numbers);
  return numbers.every((value, index) => value === integers[index]) ? integers : undefined;
}

/** @returns undefined when there is anything else than text, numbers, booleans and None in it */
export function toLabels(array: NdArray): readonly Label[] | undefined {
  const { data, dtype } = array;
  if (dtype.kind === "U") return data as readonly string[];
  if (dtype.kind === "b" && data instanceof Uint8Array) return Array.from(data, (value) => value !== 0);
  if (dtype.kind === "O") {
    const values = data as readonly PickleValue[];
    return values.every(isLabel) ? values : undefined;
  }
  if (!dtype.isNumeric) return undefined;
  if (data instanceof BigInt64Array || data instanceof BigUint64Array) return Array.from(data, toSafe);
  return Array.from(data as Float64Array);
}

/** @returns undefined when there is anything else than text in it */
export function toStrings(values: readonly PickleValue[]): readonly string[] | undefined {
  return values.every((value) => typeof value === "string") ? values : undefined;
}

/** A number while it is safe. */
export function toSafe(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

export function isLabel(value: PickleValue): value is Label {
  return value === null || ["string", "number", "bigint", "boolean"].includes(typeof value);
}

function fromObjects(values: readonly PickleValue[]): Float64Array | undefined {
  const numbers = values.every((value) => typeof value === "number" || typeof value === "boolean");
  return numbers ? Float64Array.from(values, Number) : undefined;
}

function fromBigints(data: BigInt64Array | BigUint64Array): Float64Array | undefined {
  const numbers = new Float64Array(data.length);
  for (let index = 0; index < data.length; index++) {
    const number = Number(data[index]!);
    if (!Number.isSafeInteger(number)) return undefined;
    numbers[index] = number;
  }
  return numbers;
}
