/**
 * Moves between tensors and plain JavaScript values.
 * @module
 */
import { InferenceError } from "../errors.ts";
import { DATATYPES } from "./datatype.ts";
import type { Datatype, NumericArray } from "./datatype.ts";
import { fromBfloat16, fromFloat16, toBfloat16, toFloat16 } from "./half.ts";
import { describeTensor } from "./tensor.ts";
import type { Tensor } from "./tensor.ts";

const SAFE = BigInt(Number.MAX_SAFE_INTEGER);

/** A tensor element as JavaScript sees it; 64-bit integers beyond 2^53 stay bigint. */
export type Scalar = number | bigint | boolean | string | Uint8Array;
export type NestedArray = Scalar | readonly NestedArray[];

/**
 * The elements as float64, row-major; a FP64 tensor's own array is returned, not copied.
 * @throws InferenceError INVALID_ARGUMENT when the tensor holds text or bytes.
 */
export function toFloat64(tensor: Tensor): Float64Array {
  const { data, datatype } = tensor;
  if (data instanceof Float64Array) return data;
  const out = new Float64Array(data.length);
  switch (DATATYPES[datatype].kind) {
    case "bigint":
      wide(data as BigInt64Array | BigUint64Array, out);
      return out;
    case "half": {
      const decode = datatype === "FP16" ? fromFloat16 : fromBfloat16;
      for (let i = 0; i < out.length; i++) out[i] = decode((data as Uint16Array)[i]!);
      return out;
    }
    case "bytes":
      throw new InferenceError("INVALID_ARGUMENT", `Expected numbers, got ${describeTensor(tensor)} (text)`);
    default:
      for (let i = 0; i < out.length; i++) out[i] = (data as Float32Array)[i]!;
      return out;
  }
}

// Reads 64-bit integers by halves: a bigint per element would cost an allocation each.
function wide(data: BigInt64Array | BigUint64Array, out: Float64Array): void {
  const low = new Uint32Array(data.buffer, data.byteOffset, data.length * 2);
  const signed = data instanceof BigInt64Array;
  for (let i = 0; i < out.length; i++) {
    const upper = signed ? low[2 * i + 1]! | 0 : low[2 * i + 1]!;
    out[i] = upper * 4294967296 + low[2 * i]!;
  }
}

/**
 * The same values as another numeric datatype; the tensor itself when nothing changes.
 * @throws InferenceError INVALID_ARGUMENT when a value has no counterpart (text, or a fraction or
 * out-of-range number for an integer type).
 */
export function castTensor(tensor: Tensor, datatype: Datatype): Tensor {
  if (tensor.datatype === datatype) return tensor;
  const { kind, array } = DATATYPES[datatype];
  if (array === undefined) throw mismatch(tensor, datatype);
  const from = toFloat64(tensor);
  const out: NumericArray = new array(from.length);
  if (kind === "bigint") castWide(tensor, from, out as BigInt64Array, datatype);
  else if (kind === "half") {
    const encode = datatype === "FP16" ? toFloat16 : toBfloat16;
    for (let i = 0; i < from.length; i++) out[i] = encode(from[i]!);
  } else if (kind === "float") (out as Float64Array).set(from);
  else {
    for (let i = 0; i < from.length; i++) {
      out[i] = from[i]!;
      if (out[i] !== from[i] || (kind === "bool" && from[i]! > 1)) throw mismatch(tensor, datatype);
    }
  }
  return { name: tensor.name, datatype, shape: tensor.shape, data: out };
}

function castWide(tensor: Tensor, from: Float64Array, out: BigInt64Array, datatype: Datatype): void {
  const exact = DATATYPES[tensor.datatype].kind === "bigint" ? (tensor.data as BigInt64Array) : undefined;
  for (let i = 0; i < from.length; i++) {
    if (!Number.isInteger(from[i]!)) throw mismatch(tensor, datatype);
    const value = exact === undefined ? BigInt(from[i]!) : exact[i]!;
    out[i] = value;
    if (out[i] !== value) throw mismatch(tensor, datatype);
  }
}

function mismatch(tensor: Tensor, datatype: Datatype): InferenceError {
  return new InferenceError(
    "INVALID_ARGUMENT",
    `Expected ${datatype} values, got ${describeTensor(tensor)} with values outside of it`,
  );
}

/** One element as a JavaScript value. */
export function elementAt(tensor: Tensor, index: number): Scalar {
  const value = tensor.data[index]!;
  switch (DATATYPES[tensor.datatype].kind) {
    case "bool":
      return value !== 0;
    case "bigint":
      return (value as bigint) <= SAFE && (value as bigint) >= -SAFE ? Number(value) : value;
    case "half":
      return tensor.datatype === "FP16" ? fromFloat16(value as number) : fromBfloat16(value as number);
    default:
      return value;
  }
}

/** Nested arrays in the tensor's shape, sharing nothing with it; a bare scalar for rank 0. */
export function toNested(tensor: Tensor): NestedArray {
  const { shape } = tensor;
  const flat = toScalars(tensor);
  if (shape.length === 1) return flat;
  if (shape.length === 2) return rows(flat, shape[0]!, shape[1]!);
  let next = 0;
  const read = (axis: number): NestedArray => {
    if (axis === shape.length) return flat[next++]!;
    return Array.from({ length: shape[axis]! }, () => read(axis + 1));
  };
  return read(0);
}

function rows(flat: Scalar[], count: number, width: number): Scalar[][] {
  if (count === 1) return [flat];
  const out: Scalar[][] = [];
  for (let row = 0; row < count; row++) out.push(flat.slice(row * width, (row + 1) * width));
  return out;
}

function ownBytes(item: string | Uint8Array): string | Uint8Array {
  return typeof item === "string" ? item : new Uint8Array(item);
}

function toScalars(tensor: Tensor): Scalar[] {
  const { data } = tensor;
  const out: Scalar[] = [];
  const { kind } = DATATYPES[tensor.datatype];
  if (kind === "float" || kind === "int") for (let i = 0; i < data.length; i++) out.push(data[i]!);
  else if (kind === "bytes") for (const item of data as readonly (string | Uint8Array)[]) out.push(ownBytes(item));
  else for (let i = 0; i < data.length; i++) out.push(elementAt(tensor, i));
  return out;
}
