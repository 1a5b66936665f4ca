/**
 * The datatypes of the Open Inference protocol, and what holds their elements in memory.
 * @module
 */

export type NumericArray =
  | Uint8Array
  | Int8Array
  | Uint16Array
  | Int16Array
  | Uint32Array
  | Int32Array
  | BigUint64Array
  | BigInt64Array
  | Float32Array
  | Float64Array;

/** Elements of a tensor, row-major. BYTES is text or raw bytes; FP16 and BF16 are bit patterns. */
export type TensorData = NumericArray | readonly string[] | readonly Uint8Array[];

interface DatatypeRow {
  /** Bytes an element takes; 0 when it varies. */
  readonly width: number;
  readonly array: { new (length: number): NumericArray } | undefined;
  /** Whether JavaScript numbers stand for its elements without loss. */
  readonly kind: "bool" | "int" | "bigint" | "float" | "half" | "bytes";
}

export type Datatype =
  | "BOOL"
  | "UINT8"
  | "UINT16"
  | "UINT32"
  | "UINT64"
  | "INT8"
  | "INT16"
  | "INT32"
  | "INT64"
  | "FP16"
  | "BF16"
  | "FP32"
  | "FP64"
  | "BYTES";

export const DATATYPES: Readonly<Record<Datatype, DatatypeRow>> = {
  BOOL: { width: 1, array: Uint8Array, kind: "bool" },
  UINT8: { width: 1, array: Uint8Array, kind: "int" },
  UINT16: { width: 2, array: Uint16Array, kind: "int" },
  UINT32: { width: 4, array: Uint32Array, kind: "int" },
  UINT64: { width: 8, array: BigUint64Array, kind: "bigint" },
  INT8: { width: 1, array: Int8Array, kind: "int" },
  INT16: { width: 2, array: Int16Array, kind: "int" },
  INT32: { width: 4, array: Int32Array, kind: "int" },
  INT64: { width: 8, array: BigInt64Array, kind: "bigint" },
  FP16: { width: 2, array: Uint16Array, kind: "half" },
  BF16: { width: 2, array: Uint16Array, kind: "half" },
  FP32: { width: 4, array: Float32Array, kind: "float" },
  FP64: { width: 8, array: Float64Array, kind: "float" },
  BYTES: { width: 0, array: undefined, kind: "bytes" },
};

/** Whether `name` is a datatype of the Open Inference protocol. */
export function isDatatype(name: string): name is Datatype {
  return Object.hasOwn(DATATYPES, name);
}
