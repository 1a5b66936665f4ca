/**
 * The one thing that flows through a graph. Codecs make it from bytes and back; units take one and
 * return a new one.
 * @module
 */
import type { Tensor } from "../tensor/tensor.ts";
import type { JsonPayload } from "./json-text.ts";
import type { JsonValue } from "./json-value.ts";
import { EMPTY_META } from "./meta.ts";
import type { Meta } from "./meta.ts";

/** What a message carries. */
export type Payload =
  | { readonly kind: "tensors"; readonly tensors: readonly Tensor[] }
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "bytes"; readonly bytes: Uint8Array }
  | JsonPayload;

/**
 * How the Seldon protocol writes the payload; other protocols ignore it. The bytes of `customData`
 * are a google.protobuf.Any as it came, which only gRPC has: in JSON they are `binData`.
 */
export type Encoding = "ndarray" | "tensor" | "tftensor" | "strData" | "binData" | "jsonData" | "customData";

export interface Message {
  readonly data: Payload;
  /** Column names; [] when there are none. */
  readonly names: readonly string[];
  readonly encoding: Encoding;
  readonly meta: Meta;
}

const NO_NAMES: readonly string[] = Object.freeze([]);

/** No numbers: what a message without data holds. */
export const EMPTY_TENSOR: Tensor = Object.freeze({
  name: "",
  datatype: "FP64" as const,
  shape: Object.freeze([0]),
  data: new Float64Array(0),
});

/** Makes a message of one or more tensors. */
export function tensorMessage(
  tensors: readonly Tensor[],
  names: readonly string[] = NO_NAMES,
  encoding: Encoding = "ndarray",
  meta: Meta = EMPTY_META,
): Message {
  return { data: { kind: "tensors", tensors }, names, encoding, meta };
}

/** Makes a message of text (`strData`). */
export function textMessage(text: string, meta: Meta = EMPTY_META): Message {
  return { data: { kind: "text", text }, names: NO_NAMES, encoding: "strData", meta };
}

/** Makes a message of raw bytes (`binData`). */
export function bytesMessage(bytes: Uint8Array, meta: Meta = EMPTY_META): Message {
  return { data: { kind: "bytes", bytes }, names: NO_NAMES, encoding: "binData", meta };
}

/** Makes a message of any JSON value (`jsonData`). */
export function jsonMessage(value: JsonValue, meta: Meta = EMPTY_META): Message {
  return { data: { kind: "json", value }, names: NO_NAMES, encoding: "jsonData", meta };
}

/** The same message with another meta; the message itself when it is already that one. */
export function withMeta(message: Message, meta: Meta): Message {
  if (message.meta === meta) return message;
  return { data: message.data, names: message.names, encoding: message.encoding, meta };
}

/** `FP64[1,4]`, `text`, `jsonData`: how errors spell what came. */
export function describePayload(message: Message): string {
  const { data } = message;
  if (data.kind === "tensors") {
    return data.tensors.map((tensor) => `${tensor.datatype}[${tensor.shape.join(",")}]`).join(" + ") || "no tensor";
  }
  if (data.kind === "json") return message.encoding === "ndarray" ? "an ndarray of mixed types" : "jsonData";
  if (data.kind === "text") return "strData";
  return message.encoding === "customData" ? "customData" : "binData";
}
