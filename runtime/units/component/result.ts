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
import { fromNested, isTensor } from "../../tensor/nested.ts";
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
