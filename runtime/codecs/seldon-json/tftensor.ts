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
import { checkRank, checkShape } from "./shape.ts";

/** Elements that a single value, or none, may fill. */
const MAX_FILLED = 1 << 20;

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
    content !== undefined && content !== null && content !== ""
      ? fromContent(row, toBytes(content, `${path}.tensorContent`), `${path}.tensorContent`)
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
  if (value === undefined || value === null) return [];
  if (!isJsonObject(value)) throw new InferenceError("INVALID_ARGUMENT", `${path}: expected an object`);
  const dims = value["dim"] ?? [];
  if (!Array.isArray(dims)) throw new InferenceError("INVALID_ARGUMENT", `${path}.dim: expected an array`);
  checkRank(dims.length, `${path}.dim`);
  const shape = dims.map((dim: JsonValue, axis) => readSize(dim, `${path}.dim[${axis}]`));
  checkShape(shape, path);
  return shape;
}

function readSize(dim: JsonValue, path: string): number {
  const given = isJsonObject(dim) ? (dim["size"] ?? 0) : undefined;
  const size = typeof given === "number" || typeof given === "string" ? Number(given) : NaN;
  if (Number.isInteger(size) && size >= 0 && size <= 2 ** 31) return size;
  throw new InferenceError("INVALID_ARGUMENT", `${path}.size: expected a size of 0 or more`);
}

function toBytes(value: JsonValue, path: string): Uint8Array<ArrayBuffer> {
  if (typeof value === "string") return decodeBase64(value, path);
  throw new InferenceError("INVALID_ARGUMENT", `${path}: expected base64 text`);
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
  if (list.length < count) checkFilled(count, list[0], path);
  const { array, kind } = DATATYPES[row.datatype];
  if (array === undefined) {
    const texts = list.map((item) => toBytes(item, path));
    return Array.from({ length: count }, (_, index) => texts[list.length === 1 ? 0 : index] ?? new Uint8Array(0));
  }
  const data = new array(count);
  for (let i = 0; i < list.length && i < count; i++) setElement(data, i, list[i]!, kind, path);
  return list.length === 1 ? data.fill(data[0] as never) : data;
}

// A short request must not become a long answer without bounds.
function checkFilled(count: number, value: JsonValue | undefined, path: string): void {
  const length = typeof value === "string" ? value.length + 1 : 1;
  if (count * length > MAX_FILLED) throw unfit(path, `one value to stand for ${MAX_FILLED} elements at most`);
}

function setElement(data: NumericArray, index: number, value: JsonValue, kind: string, path: string): void {
  const known = typeof value === "number" || typeof value === "boolean" || typeof value === "bigint";
  if (!known && typeof value !== "string") throw unfit(path, "numbers");
  if (kind === "float") {
    const number = Number(value);
    if (Number.isNaN(number) && typeof value === "string" && value !== "NaN") throw unfit(path, "numbers");
    data[index] = number;
    return;
  }
  const whole = toWhole(value, kind === "bigint", path);
  data[index] = whole;
  if (data[index] !== whole || (kind === "bool" && whole > 1)) throw unfit(path, "values of its dtype");
}

function toWhole(value: string | number | bigint | boolean, isWide: boolean, path: string): number | bigint {
  try {
    const whole = BigInt(value);
    return isWide ? whole : Number(whole);
  } catch {
    throw unfit(path, "whole numbers");
  }
}

function unfit(path: string, expected: string): InferenceError {
  return new InferenceError("INVALID_ARGUMENT", `${path}: expected ${expected}`);
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
