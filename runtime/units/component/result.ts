/**
 * Reads what a component returned.
 * @see contract section 3.2 "Return value -> response encoding"
 * @module
 */
import { InferenceError } from "../../errors.ts";
import { isJsonObject } from "../../message/json-value.ts";
import type { JsonValue } from "../../message/json-value.ts";
import { answerEncoding, defaultNames } from "../../message/answer.ts";
import { bytesMessage, jsonMessage, textMessage } from "../../message/message.ts";
import type { Message } from "../../message/message.ts";
import type { Meta } from "../../message/meta.ts";
import { DATATYPES, isDatatype } from "../../tensor/datatype.ts";
import type { Datatype, NumericArray, TensorData } from "../../tensor/datatype.ts";
import { createTensor } from "../../tensor/tensor.ts";
import type { Tensor } from "../../tensor/tensor.ts";

/**
 * The result as an answer to `request`.
 * @param names column names the component declares; the default `t:0` … when undefined or unfit
 * @throws InferenceError INVALID_ARGUMENT for values that no message can carry.
 */
export function toAnswer(request: Message, result: unknown, names: readonly string[] | undefined, meta: Meta): Message {
  if (typeof result === "string") return textMessage(result, meta);
  if (result instanceof Uint8Array) return bytesMessage(result, meta);
  if (Array.isArray(result) && result.length > 0 && result.every(isTensor))
    return toTensorAnswer(request, result, names, meta);
  if (isTensor(result)) return toTensorAnswer(request, [result], names, meta);
  if (Array.isArray(result) || ArrayBuffer.isView(result)) return toArrayAnswer(request, result, names, meta);
  if (isJsonObject(result)) return jsonMessage(result, meta);
  const got = result === null ? "null" : typeof result;
  throw new InferenceError(
    "INVALID_ARGUMENT",
    `Unknown data type returned as payload: expected an array, tensor, object, string or bytes, got ${got}`,
  );
}

function toTensorAnswer(
  request: Message,
  tensors: readonly Tensor[],
  names: readonly string[] | undefined,
  meta: Meta,
): Message {
  const first = tensors[0]!;
  const columns = tensors.length === 1 ? (names ?? defaultNames(first)) : [];
  return { data: { kind: "tensors", tensors }, names: columns, encoding: answerEncoding(request, first), meta };
}

function toArrayAnswer(request: Message, result: unknown, names: readonly string[] | undefined, meta: Meta): Message {
  const tensor = fromNested(result);
  if (tensor !== undefined) return toTensorAnswer(request, [tensor], tensor.shape.length < 2 ? [] : names, meta);
  const value = result as readonly JsonValue[];
  const first = value[0];
  const width = Array.isArray(first) ? first.length : undefined;
  const columns = width === undefined ? [] : (names ?? Array.from({ length: width }, (_, column) => `t:${column}`));
  return { data: { kind: "json", value }, names: columns, encoding: "ndarray", meta };
}

/** Whether a value has a Tensor's parts. */
export function isTensor(value: unknown): value is Tensor {
  if (typeof value !== "object" || value === null) return false;
  const { datatype, shape, data } = value as Partial<Tensor>;
  if (typeof datatype !== "string" || !isDatatype(datatype) || !Array.isArray(shape) || data === undefined)
    return false;
  const { name } = value as Partial<Tensor>;
  return createTensor(name ?? "", datatype, shape as number[], data) !== undefined;
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
  const shape: number[] = [];
  const leaves: unknown[] = [];
  collect(value as readonly unknown[], 0, shape, leaves);
  const typed = toData(leaves);
  return typed && { name: "", datatype: typed.datatype, shape, data: typed.data };
}

function collect(items: ArrayLike<unknown>, axis: number, shape: number[], leaves: unknown[]): void {
  if (shape[axis] === undefined) shape[axis] = items.length;
  else if (shape[axis] !== items.length) throw ragged(`${shape[axis]} items at depth ${axis}, got ${items.length}`);
  for (let i = 0; i < items.length; i++) {
    const item = items[i];
    const nested = Array.isArray(item) || (ArrayBuffer.isView(item) && !(item instanceof Uint8Array));
    if (nested) collect(item as ArrayLike<unknown>, axis + 1, shape, leaves);
    else if (shape.length > axis + 1) throw ragged(`an array at depth ${axis + 1}, got a value`);
    else leaves.push(item);
  }
}

function ragged(text: string): InferenceError {
  return new InferenceError("INVALID_ARGUMENT", `The unit returned a ragged array: expected ${text}`);
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
    return { datatype: "INT64", data: BigInt64Array.from(leaves as number[], BigInt) };
  }
  return { datatype: "FP64", data: Float64Array.from(leaves as number[], Number) };
}
