/** Messages from plain JavaScript values, for embedding. @module */
import { InferenceError } from "../errors.ts";
import type { NestedArray } from "../tensor/convert.ts";
import { fromNested, toTensor } from "../tensor/nested.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { isJsonObject } from "./json-value.ts";
import type { JsonObject, JsonValue } from "./json-value.ts";
import { bytesMessage, jsonMessage, tensorMessage, textMessage } from "./message.ts";
import type { Message } from "./message.ts";

/** What `predict` takes: a message, a tensor, nested arrays, text, bytes, or any other object as JSON. */
export type PredictInput = Message | Tensor | NestedArray | Uint8Array | JsonObject;

/**
 * Nested arrays of numbers become FP64 (of bigint INT64), text strData, bytes binData, objects jsonData.
 * @throws InferenceError INVALID_ARGUMENT for ragged arrays and values that no message can carry.
 */
export function messageFrom(value: PredictInput): Message {
  if (typeof value === "string") return textMessage(value);
  if (value instanceof Uint8Array) return bytesMessage(value);
  const given = toTensor(value);
  if (given !== undefined) return tensorMessage([given]);
  if (isMessage(value)) return value;
  if (Array.isArray(value)) {
    const tensor = fromNested(value);
    if (tensor !== undefined) return tensorMessage([tensor]);
    return { ...jsonMessage(value as readonly JsonValue[]), encoding: "ndarray" };
  }
  if (isJsonObject(value)) return jsonMessage(value);
  throw new InferenceError("INVALID_ARGUMENT", `Expected an array, tensor, text, bytes or object, got ${typeof value}`);
}

function isMessage(value: unknown): value is Message {
  if (typeof value !== "object" || value === null) return false;
  const { data, meta, encoding } = value as Partial<Message>;
  return (
    typeof data === "object" &&
    typeof data.kind === "string" &&
    typeof meta === "object" &&
    typeof encoding === "string"
  );
}
