/**
 * What a TensorProto means, however it is written: its types, and how few values fill a shape.
 * @see contract section 1.2, "TensorFlow pieces"
 * @module
 */
import { invalid } from "../../errors.ts";
import { DATATYPES } from "../../tensor/datatype.ts";
import type { Datatype, NumericArray, TensorData } from "../../tensor/datatype.ts";
import { elementCount } from "../../tensor/tensor.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { MAX_NODES } from "../json/limits.ts";
import { readElements } from "../protobuf/elements.ts";
import { utf8OrBytes } from "../text-or-bytes.ts";

/** Bytes that may be made up by repeating the last value, or out of none at all. */
const MAX_FILLED_BYTES = 1 << 20;
/** What an element of a list takes beside its text. */
const SLOT_BYTES = 8;

/** A `DataType` that has a datatype of the runtime. */
export interface TensorType {
  readonly name: string;
  readonly number: number;
  readonly datatype: Datatype;
  /** The repeated field that holds the values when `tensor_content` does not. */
  readonly field: string;
}

/** Where the TensorProto stands, for errors. */
export interface Place {
  /** The path of one of its fields as the writing at hand spells it; "" is the TensorProto itself. */
  path(field: string): string;
}

const TYPES: readonly TensorType[] = [
  { name: "DT_FLOAT", number: 1, datatype: "FP32", field: "float_val" },
  { name: "DT_DOUBLE", number: 2, datatype: "FP64", field: "double_val" },
  { name: "DT_INT32", number: 3, datatype: "INT32", field: "int_val" },
  { name: "DT_UINT8", number: 4, datatype: "UINT8", field: "int_val" },
  { name: "DT_INT16", number: 5, datatype: "INT16", field: "int_val" },
  { name: "DT_INT8", number: 6, datatype: "INT8", field: "int_val" },
  { name: "DT_STRING", number: 7, datatype: "BYTES", field: "string_val" },
  { name: "DT_INT64", number: 9, datatype: "INT64", field: "int64_val" },
  { name: "DT_BOOL", number: 10, datatype: "BOOL", field: "bool_val" },
  { name: "DT_BFLOAT16", number: 14, datatype: "BF16", field: "half_val" },
  { name: "DT_UINT16", number: 17, datatype: "UINT16", field: "int_val" },
  { name: "DT_HALF", number: 19, datatype: "FP16", field: "half_val" },
  { name: "DT_UINT32", number: 22, datatype: "UINT32", field: "uint32_val" },
  { name: "DT_UINT64", number: 23, datatype: "UINT64", field: "uint64_val" },
];

/** What there is beside, and why it is refused. */
const REFUSED: readonly { readonly name: string; readonly number: number; readonly what: string }[] = [
  { name: "DT_INVALID", number: 0, what: "no type" },
  { name: "DT_COMPLEX64", number: 8, what: "complex numbers" },
  { name: "DT_QINT8", number: 11, what: "quantised numbers" },
  { name: "DT_QUINT8", number: 12, what: "quantised numbers" },
  { name: "DT_QINT32", number: 13, what: "quantised numbers" },
  { name: "DT_QINT16", number: 15, what: "quantised numbers" },
  { name: "DT_QUINT16", number: 16, what: "quantised numbers" },
  { name: "DT_COMPLEX128", number: 18, what: "complex numbers" },
  { name: "DT_RESOURCE", number: 20, what: "the handle of a resource" },
  { name: "DT_VARIANT", number: 21, what: "a variant" },
];
const KNOWN = TYPES.map(({ name }) => name).join(", ");

/** Datatypes by the number of their `DataType`. */
export const DTYPES: ReadonlyMap<number, Datatype> = new Map(TYPES.map(({ number, datatype }) => [number, datatype]));
const BY_DATATYPE: ReadonlyMap<Datatype, TensorType> = new Map(TYPES.map((type) => [type.datatype, type]));

/**
 * The type of a name or number.
 * @throws InferenceError INVALID_ARGUMENT for what no tensor of the runtime is
 */
export function tensorType(dtype: unknown, place: Place): TensorType {
  const type = TYPES.find(({ name, number }) => number === dtype || name === dtype);
  if (type !== undefined) return type;
  const refused = REFUSED.find(({ name, number }) => number === dtype || name === dtype);
  let got = "";
  if (refused !== undefined) got = `, got ${refused.name} (${refused.what})`;
  else if (typeof dtype === "number") got = `, got ${dtype}`;
  return invalid(`${place.path("dtype")}: expected one of ${KNOWN}${got}`);
}

/** The type that a datatype is written as. */
export function typeOf(datatype: Datatype): TensorType {
  return BY_DATATYPE.get(datatype)!;
}

/**
 * The elements in `tensor_content`.
 * @throws InferenceError INVALID_ARGUMENT when they are not whole, or the type has none there
 */
export function fromContent({ datatype, name }: TensorType, bytes: Uint8Array, place: Place): NumericArray {
  const { width } = DATATYPES[datatype];
  if (width !== 0 && bytes.length % width === 0) return readElements(datatype, bytes, 0, bytes.length);
  const text = `${bytes.length} bytes are no whole number of ${name}`;
  return invalid(`${place.path("tensor_content")}: ${text}`);
}

/**
 * Values as many as the shape wants: as TensorFlow does, the last one stands for those that are
 * missing, and zero for all when there are none.
 * @throws InferenceError INVALID_ARGUMENT for too many, and for a short message that would become long
 */
export function fillNumbers(values: NumericArray, type: TensorType, count: number, place: Place): NumericArray {
  const given = values.length;
  if (given === count) return values;
  const { array, width } = DATATYPES[type.datatype];
  checkFilled(given, count, width, place.path(type.field));
  const data = new array!(count) as Float64Array;
  data.set(values as Float64Array);
  return given === 0 ? data : data.fill(values[given - 1] as number, given);
}

/** The same for DT_STRING: text where every element is UTF-8, else bytes. */
export function fillTexts(items: readonly Uint8Array[], count: number, place: Place): TensorData {
  const given = items.length;
  const last = items[given - 1] ?? new Uint8Array(0);
  if (given !== count) checkFilled(given, count, last.length + SLOT_BYTES, place.path("string_val"));
  return utf8OrBytes(given === count ? items : [...items, ...Array.from({ length: count - given }, () => last)]);
}

/**
 * A tensor without a name.
 * @throws InferenceError INVALID_ARGUMENT when the shape does not hold the elements
 */
export function tensorOf(type: TensorType, shape: readonly number[], data: TensorData, place: Place): Tensor {
  if (data.length !== elementCount(shape)) {
    const expected = `${elementCount(shape)} elements for shape [${shape.join(",")}]`;
    invalid(`${place.path("")}: expected ${expected}, got ${data.length}`);
  }
  return { name: "", datatype: type.datatype, shape, data };
}

// A short request must not become a long answer without bounds.
function checkFilled(given: number, count: number, width: number, path: string): void {
  if (given > count) {
    invalid(`${path}: expected ${count} values, got ${given}`);
  }
  if ((count - given) * width > MAX_FILLED_BYTES || count - given > MAX_NODES) {
    const expected = `a value for each of ${count} elements, but for ${MAX_FILLED_BYTES} bytes at most`;
    invalid(`${path}: expected ${expected}, got ${given}`);
  }
}
