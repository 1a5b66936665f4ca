/**
 * Reads what a component returned.
 * @see contract section 3.2 "Return value -> response encoding"
 * @module
 */
import { InferenceError } from "../../errors.ts";
import { isJsonObject } from "../../message/json-value.ts";
import { answerEncoding } from "../../message/answer.ts";
import { bytesMessage, jsonMessage, textMessage } from "../../message/message.ts";
import type { Message } from "../../message/message.ts";
import type { Meta } from "../../message/meta.ts";
import { fromNested, toTensor } from "../../tensor/nested.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import type { ColumnNames } from "./names.ts";
import { toPlainJson } from "./plain-json.ts";

const NO_NAMES: readonly string[] = Object.freeze([]);

/**
 * The result as an answer to `request`.
 * @throws InferenceError INVALID_ARGUMENT for values that no message can carry, INTERNAL for ragged
 * arrays and objects that are no JSON.
 */
export function toAnswer(request: Message, result: unknown, names: ColumnNames, meta: Meta): Message {
  if (typeof result === "string") return textMessage(result, meta);
  if (Array.isArray(result)) {
    // Rows, the usual case, are no tensors; that need not be found out.
    const tensors = Array.isArray(result[0]) ? undefined : toTensors(result);
    if (tensors !== undefined) return tensorsAnswer(request, tensors, names, meta);
    return arrayAnswer(request, result, names, meta);
  }
  if (result instanceof Uint8Array) return bytesMessage(result, meta);
  const tensor = toTensor(result);
  if (tensor !== undefined) return tensorAnswer(request, tensor, names, meta);
  if (ArrayBuffer.isView(result)) return arrayAnswer(request, result, names, meta);
  if (isJsonObject(result) && !isCollection(result)) return jsonMessage(toPlainJson(result, "result"), meta);
  throw new InferenceError(
    "INVALID_ARGUMENT",
    `Unknown data type returned as payload: expected an array, tensor, object, string or bytes, got ${typeName(result)}`,
  );
}

/** How errors spell the type of a value. */
export function typeName(value: unknown): string {
  if (value === null || typeof value !== "object") return value === null ? "null" : typeof value;
  return Array.isArray(value) ? "an array" : (value.constructor?.name ?? "object");
}

function isCollection(value: object): boolean {
  return value instanceof Map || value instanceof Set;
}

// A list whose first item is no tensor is looked at no further.
function toTensors(list: readonly unknown[]): readonly Tensor[] | undefined {
  if (toTensor(list[0]) === undefined) return undefined;
  const tensors = list.map(toTensor);
  return tensors.every((tensor) => tensor !== undefined) ? tensors : undefined;
}

function tensorsAnswer(request: Message, tensors: readonly Tensor[], names: ColumnNames, meta: Meta): Message {
  const only = tensors[0]!;
  if (tensors.length === 1) return tensorAnswer(request, only, names, meta);
  return { data: { kind: "tensors", tensors }, names: NO_NAMES, encoding: answerEncoding(request, only), meta };
}

function tensorAnswer(request: Message, tensor: Tensor, names: ColumnNames, meta: Meta): Message {
  const columns = tensor.shape.length < 2 ? NO_NAMES : names(request, tensor.shape[1]!);
  const encoding = answerEncoding(request, tensor);
  return { data: { kind: "tensors", tensors: [tensor] }, names: columns, encoding, meta };
}

function arrayAnswer(request: Message, result: unknown, names: ColumnNames, meta: Meta): Message {
  const tensor = readArray(result);
  if (tensor !== undefined) return tensorAnswer(request, tensor, names, meta);
  const value = toPlainJson(result, "result");
  const first = (value as readonly unknown[])[0];
  const columns = Array.isArray(first) ? names(request, first.length) : NO_NAMES;
  return { data: { kind: "json", value }, names: columns, encoding: "ndarray", meta };
}

// A ragged request is the client's fault, a ragged result the component's.
function readArray(result: unknown): Tensor | undefined {
  try {
    return fromNested(result);
  } catch (error) {
    if (!InferenceError.is(error)) throw error;
    throw new InferenceError("INTERNAL", `The component's result: ${error.message}`, { cause: error });
  }
}
