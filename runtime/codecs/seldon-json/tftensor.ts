/**
 * Reads and writes `data.tftensor`: a TensorFlow TensorProto in proto3 JSON.
 * @see contract section 1.2, "TensorFlow pieces"
 * @module
 */
import { InferenceError } from "../../errors.ts";
import { isJsonObject } from "../../message/json-value.ts";
import type { JsonObject, JsonValue } from "../../message/json-value.ts";
import { DATATYPES } from "../../tensor/datatype.ts";
import type { NumericArray, TensorData } from "../../tensor/datatype.ts";
import { elementCount } from "../../tensor/tensor.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { decodeBase64, encodeBase64 } from "../base64.ts";
import { fillNumbers, fillTexts, fromContent, tensorOf, tensorType, typeOf } from "../tensorflow/tensor-proto.ts";
import type { Place, TensorType } from "../tensorflow/tensor-proto.ts";
import { checkRank, checkShape } from "./shape.ts";

/**
 * Takes both spellings of field names.
 * @throws InferenceError INVALID_ARGUMENT for unknown types and contents that do not fit the shape.
 */
export function fromTensorProto(value: JsonValue, path: string): Tensor {
  if (!isJsonObject(value)) throw new InferenceError("INVALID_ARGUMENT", `${path}: expected an object`);
  const place = { path: (field: string) => (field === "" ? path : `${path}.${toCamel(field)}`) };
  const type = tensorType(value["dtype"], place);
  const shape = readShape(pick(value, "tensorShape"), `${path}.tensorShape`);
  const content = pick(value, "tensorContent");
  const data =
    content !== undefined && content !== null && content !== ""
      ? fromContent(type, toBytes(content, `${path}.tensorContent`), place)
      : fromValues(type, pick(value, toCamel(type.field)) ?? [], elementCount(shape), place);
  return tensorOf(type, shape, data, place);
}

function toCamel(field: string): string {
  return field.replace(/_[a-z]/g, (found) => found[1]!.toUpperCase());
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

function fromValues(type: TensorType, value: JsonValue, count: number, place: Place): TensorData {
  const list: readonly JsonValue[] = Array.isArray(value) ? value : [value];
  const path = place.path(type.field);
  const { array, kind } = DATATYPES[type.datatype];
  if (array === undefined) {
    const items = list.map((item) => toBytes(item, path));
    return fillTexts(items, count, place);
  }
  const values = new array(list.length);
  for (let i = 0; i < list.length; i++) setElement(values, i, list[i]!, kind, path);
  return fillNumbers(values, type, count, place);
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
  const dims = tensor.shape.map((size) => `{"size":"${size}"}`).join(",");
  const head = `{"dtype":"${typeOf(tensor.datatype).name}","tensorShape":{"dim":[${dims}]}`;
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
