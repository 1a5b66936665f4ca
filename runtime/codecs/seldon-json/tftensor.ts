/**
 * Reads and writes `data.tftensor`: a TensorFlow TensorProto in proto3 JSON.
 * @see contract section 1.2, "TensorFlow pieces"
 * @module
 */
import { InferenceError } from "../../errors.ts";
import { isJsonObject } from "../../message/json-value.ts";
import type { JsonObject, JsonValue } from "../../message/json-value.ts";
import { DATATYPES } from "../../tensor/datatype.ts";
import type { Datatype, NumericArray, TensorData } from "../../tensor/datatype.ts";
import { elementCount } from "../../tensor/tensor.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { decodeBase64, encodeBase64 } from "../base64.ts";

interface TypeRow {
  readonly name: string;
  readonly number: number;
  readonly datatype: Datatype;
  /** The repeated field that holds the values when tensorContent does not. */
  readonly field: string;
}

const TYPES: readonly TypeRow[] = [
  { name: "DT_FLOAT", number: 1, datatype: "FP32", field: "floatVal" },
  { name: "DT_DOUBLE", number: 2, datatype: "FP64", field: "doubleVal" },
  { name: "DT_INT32", number: 3, datatype: "INT32", field: "intVal" },
  { name: "DT_UINT8", number: 4, datatype: "UINT8", field: "intVal" },
  { name: "DT_INT16", number: 5, datatype: "INT16", field: "intVal" },
  { name: "DT_INT8", number: 6, datatype: "INT8", field: "intVal" },
  { name: "DT_STRING", number: 7, datatype: "BYTES", field: "stringVal" },
  { name: "DT_INT64", number: 9, datatype: "INT64", field: "int64Val" },
  { name: "DT_BOOL", number: 10, datatype: "BOOL", field: "boolVal" },
  { name: "DT_BFLOAT16", number: 14, datatype: "BF16", field: "halfVal" },
  { name: "DT_UINT16", number: 17, datatype: "UINT16", field: "intVal" },
  { name: "DT_HALF", number: 19, datatype: "FP16", field: "halfVal" },
  { name: "DT_UINT32", number: 22, datatype: "UINT32", field: "uint32Val" },
  { name: "DT_UINT64", number: 23, datatype: "UINT64", field: "uint64Val" },
];

/**
 * Takes both spellings of field names; a single value fills the whole shape, as TensorFlow does.
 * @throws InferenceError INVALID_ARGUMENT for unknown types and contents that do not fit the shape.
 */
export function fromTensorProto(value: JsonValue, path: string): Tensor {
  if (!isJsonObject(value)) throw new InferenceError("INVALID_ARGUMENT", `${path}: expected an object`);
  const row = TYPES.find((type) => type.name === value["dtype"] || type.number === value["dtype"]);
  if (row === undefined) {
    const known = TYPES.map((type) => type.name).join(", ");
    throw new InferenceError("INVALID_ARGUMENT", `${path}.dtype: expected one of ${known}`);
  }
  const shape = readShape(pick(value, "tensorShape"), `${path}.tensorShape`);
  const content = pick(value, "tensorContent");
  const data =
    typeof content === "string" && content !== ""
      ? fromContent(row, decodeBase64(content, `${path}.tensorContent`), `${path}.tensorContent`)
      : fromValues(row, pick(value, row.field) ?? [], elementCount(shape), `${path}.${row.field}`);
  if (data.length !== elementCount(shape)) {
    const expected = `${elementCount(shape)} elements for shape [${shape.join(",")}]`;
    throw new InferenceError("INVALID_ARGUMENT", `${path}: expected ${expected}, got ${data.length}`);
  }
  return { name: "", datatype: row.datatype, shape, data };
}

function pick(object: JsonObject, camel: string): JsonValue | undefined {
  return object[camel] ?? object[camel.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)];
}

function readShape(value: JsonValue | undefined, path: string): number[] {
  const dims = isJsonObject(value) ? (value["dim"] ?? []) : [];
  if (!Array.isArray(dims)) throw new InferenceError("INVALID_ARGUMENT", `${path}.dim: expected an array`);
  return dims.map((dim: JsonValue, axis) => {
    const size = Number(isJsonObject(dim) ? (dim["size"] ?? 0) : NaN);
    if (Number.isInteger(size) && size >= 0 && size <= 2 ** 31) return size;
    throw new InferenceError("INVALID_ARGUMENT", `${path}.dim[${axis}].size: expected a size of 0 or more`);
  });
}

function fromContent(row: TypeRow, bytes: Uint8Array<ArrayBuffer>, path: string): TensorData {
  const { array, width } = DATATYPES[row.datatype];
  if (array === undefined || bytes.length % width !== 0) {
    throw new InferenceError("INVALID_ARGUMENT", `${path}: ${bytes.length} bytes are no whole number of ${row.name}`);
  }
  const data = new array(bytes.length / width);
  new Uint8Array(data.buffer).set(bytes);
  return data;
}

function fromValues(row: TypeRow, value: JsonValue, count: number, path: string): TensorData {
  const list: readonly JsonValue[] = Array.isArray(value) ? value : [value];
  if (list.length > 1 && list.length !== count) {
    throw new InferenceError("INVALID_ARGUMENT", `${path}: expected ${count} values, got ${list.length}`);
  }
  if (count > 1 << 26) throw new InferenceError("INVALID_ARGUMENT", `${path}: more than ${1 << 26} elements`);
  const at = (index: number): JsonValue => list[list.length === 1 ? 0 : index] ?? 0;
  const { array, kind } = DATATYPES[row.datatype];
  if (array === undefined) {
    return Array.from({ length: count }, (_, index) => decodeBase64(String(at(index)), path));
  }
  const data = new array(count);
  for (let i = 0; i < count; i++) setElement(data, i, at(i), kind === "bigint", path);
  return data;
}

function setElement(data: NumericArray, index: number, value: JsonValue, isWide: boolean, path: string): void {
  const known = typeof value === "number" || typeof value === "boolean" || typeof value === "bigint";
  if (!known && typeof value !== "string") throw new InferenceError("INVALID_ARGUMENT", `${path}: expected numbers`);
  try {
    data[index] = isWide ? BigInt(value) : Number(value);
  } catch {
    throw new InferenceError("INVALID_ARGUMENT", `${path}: expected whole numbers`);
  }
}

/** Writes a tensor; numbers as tensorContent, text as stringVal. */
export function writeTensorProto(tensor: Tensor): string {
  const row = TYPES.find((type) => type.datatype === tensor.datatype)!;
  const dims = tensor.shape.map((size) => `{"size":"${size}"}`).join(",");
  const head = `{"dtype":"${row.name}","tensorShape":{"dim":[${dims}]}`;
  if (tensor.datatype === "BYTES") {
    const encoder = new TextEncoder();
    const items = (tensor.data as readonly (string | Uint8Array)[]).map((item) =>
      encodeBase64(typeof item === "string" ? encoder.encode(item) : item),
    );
    return `${head},"stringVal":${JSON.stringify(items)}}`;
  }
  const { buffer, byteOffset, byteLength } = tensor.data as NumericArray;
  return `${head},"tensorContent":"${encodeBase64(new Uint8Array(buffer, byteOffset, byteLength))}"}`;
}
