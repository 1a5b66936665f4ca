/**
 * Tensors from what JavaScript code holds: nested arrays, typed arrays, tensor-like objects.
 * @module
 */
import { InferenceError } from "../errors.ts";
import { DATATYPES, isDatatype } from "./datatype.ts";
import type { Datatype, NumericArray, TensorData } from "./datatype.ts";
import { elementCount } from "./tensor.ts";
import type { Tensor } from "./tensor.ts";

/**
 * A value as a tensor, if it is one but for a missing name: a datatype's array of as many elements
 * as the shape holds. An object that only looks like one, as JSON with a list for `data` does, is none.
 */
export function toTensor(value: unknown): Tensor | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const { name = "", datatype, shape, data } = value as Readonly<Record<keyof Tensor, unknown>>;
  if (typeof name !== "string" || typeof datatype !== "string" || !isDatatype(datatype)) return undefined;
  const { array } = DATATYPES[datatype];
  const isData = array === undefined ? isElements(data) : data instanceof array;
  if (!isData || !isShape(shape) || (data as TensorData).length !== elementCount(shape)) return undefined;
  return "name" in value ? (value as Tensor) : { name, datatype, shape, data: data as TensorData };
}

/** Whether a value is a Tensor. */
export function isTensor(value: unknown): value is Tensor {
  return toTensor(value) === value;
}

function isShape(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every((size) => Number.isSafeInteger(size) && size >= 0);
}

function isElements(value: unknown): value is readonly string[] | readonly Uint8Array[] {
  if (!Array.isArray(value)) return false;
  return value.every((item) => typeof item === "string") || value.every((item) => item instanceof Uint8Array);
}

const ARRAY_DATATYPES: readonly Datatype[] = [
  "INT8",
  "UINT16",
  "INT16",
  "UINT32",
  "INT32",
  "UINT64",
  "INT64",
  "FP32",
  "FP64",
];

function datatypeOf(array: NumericArray): Datatype {
  return ARRAY_DATATYPES.find((datatype) => array instanceof DATATYPES[datatype].array!) ?? "UINT8";
}

/**
 * Nested arrays as one tensor; undefined when the leaves are of several types.
 * @throws InferenceError INVALID_ARGUMENT for ragged arrays.
 */
export function fromNested(value: unknown): Tensor | undefined {
  if (ArrayBuffer.isView(value)) {
    const array = value as NumericArray;
    return { name: "", datatype: datatypeOf(array), shape: [array.length], data: array };
  }
  const matrix = fromMatrix(value as readonly unknown[]);
  if (matrix !== undefined) return matrix;
  const shape: number[] = [];
  const leaves: unknown[] = [];
  collect(value as readonly unknown[], 0, shape, leaves);
  const expected = elementCount(shape);
  if (leaves.length !== expected)
    throw ragged(`${expected} values for shape [${shape.join(",")}], got ${leaves.length}`);
  const typed = toData(leaves);
  return typed && { name: "", datatype: typed.datatype, shape, data: typed.data };
}

// The usual case: equally long rows of numbers. Anything else is left to the general way.
function fromMatrix(rows: readonly unknown[]): Tensor | undefined {
  const first = rows[0];
  if (!Array.isArray(first) || first.length === 0) return undefined;
  const width = first.length;
  const data = new Float64Array(rows.length * width);
  let next = 0;
  for (const row of rows) {
    if (!Array.isArray(row) || row.length !== width) return undefined;
    for (let column = 0; column < width; column++) {
      const value: unknown = row[column];
      if (typeof value !== "number") return undefined;
      data[next++] = value;
    }
  }
  return { name: "", datatype: "FP64", shape: [rows.length, width], data };
}

function collect(items: ArrayLike<unknown>, axis: number, shape: number[], leaves: unknown[]): void {
  if (shape[axis] === undefined) shape[axis] = items.length;
  else if (shape[axis] !== items.length) throw ragged(`${shape[axis]} items at depth ${axis}, got ${items.length}`);
  for (let i = 0; i < items.length; i++) {
    const item = items[i];
    const nested = Array.isArray(item) || (ArrayBuffer.isView(item) && !(item instanceof Uint8Array));
    if (nested) {
      if (leaves.length > 0 && shape.length === axis + 1) throw ragged(`values at depth ${axis + 1}, got an array`);
      collect(item as ArrayLike<unknown>, axis + 1, shape, leaves);
    } else if (shape.length > axis + 1) throw ragged(`an array at depth ${axis + 1}, got a value`);
    else leaves.push(item);
  }
}

function ragged(text: string): InferenceError {
  return new InferenceError("INVALID_ARGUMENT", `Ragged array: expected ${text}`);
}

function toData(leaves: readonly unknown[]): { datatype: Datatype; data: TensorData } | undefined {
  const kind = typeof leaves[0];
  if (leaves.length === 0) return { datatype: "FP64", data: new Float64Array(0) };
  const numeric = kind === "number" || kind === "bigint";
  if (!numeric && !leaves.every((leaf) => typeof leaf === kind)) return undefined;
  if (kind === "string") return { datatype: "BYTES", data: leaves as string[] };
  if (kind === "boolean") return { datatype: "BOOL", data: Uint8Array.from(leaves as boolean[], Number) };
  if (!numeric) return undefined;
  let wide = 0;
  for (const leaf of leaves) {
    if (typeof leaf === "bigint") wide++;
    else if (typeof leaf !== "number") return undefined;
  }
  if (wide > 0 && leaves.every((leaf) => typeof leaf === "bigint" || Number.isInteger(leaf))) {
    return toIntegers(leaves.map((leaf) => BigInt(leaf as number | bigint)));
  }
  return { datatype: "FP64", data: Float64Array.from(leaves as number[], Number) };
}

// Beyond 64 bits there is only float64.
function toIntegers(values: readonly bigint[]): { datatype: Datatype; data: TensorData } {
  if (values.every((value) => BigInt.asIntN(64, value) === value)) {
    return { datatype: "INT64", data: BigInt64Array.from(values) };
  }
  if (values.every((value) => BigInt.asUintN(64, value) === value)) {
    return { datatype: "UINT64", data: BigUint64Array.from(values) };
  }
  return { datatype: "FP64", data: Float64Array.from(values, Number) };
}
