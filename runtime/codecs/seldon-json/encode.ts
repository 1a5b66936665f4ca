/**
 * Writes the JSON bodies of the Seldon protocol.
 * @module
 */
import type { InferenceError } from "../../errors.ts";
import { ERROR_CODES } from "../../errors.ts";
import type { Feedback } from "../../message/feedback.ts";
import type { Message } from "../../message/message.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { encodeBase64 } from "../base64.ts";
import { writeJsonPayload, writeNested, writeString } from "../json/writer.ts";
import { writeMeta } from "./meta.ts";
import { writeTensor } from "./tensor.ts";
import { writeTensorProto } from "./tftensor.ts";

/** Writes a message as its encoding says; `data` always has `names`, the message always a `meta`. */
export function encodeMessage(message: Message): string {
  return `{${writePayload(message)},"meta":${writeMeta(message.meta)}}`;
}

/**
 * Writes a message as proto3 JSON does, without what is empty: no names, no values, no type of a
 * COUNTER. The language wrapper answers feedback in this form.
 */
export function encodeSparseMessage(message: Message): string {
  return `{${writePayload(message, true)},"meta":${writeMeta(message.meta, true)}}`;
}

/** Writes a combiner's input the way Seldon's orchestrator sends it: a bare list. */
export function encodeMessageList(messages: readonly Message[]): string {
  return `[${messages.map(encodeMessage).join(",")}]`;
}

/** Writes a feedback; absent parts are left out. */
export function encodeFeedback(feedback: Feedback): string {
  const parts = (["request", "response", "truth"] as const)
    .filter((key) => feedback[key] !== undefined)
    .map((key) => `"${key}":${encodeMessage(feedback[key]!)}`);
  const { reward } = feedback;
  return `{${[...parts, `"reward":${Number.isFinite(reward) ? reward : `"${reward}"`}`].join(",")}}`;
}

/** Writes an error as the orchestrator does: the HTTP status as code, the status by name. */
export function encodeError(error: InferenceError): string {
  const { http, reason } = ERROR_CODES[error.code];
  return `{"status":{"code":${http},"info":${JSON.stringify(error.message)},"reason":"${reason}","status":"FAILURE"}}`;
}

function writePayload(message: Message, sparse: boolean = false): string {
  const { data } = message;
  switch (data.kind) {
    case "text":
      return `"strData":${writeString(data.text)}`;
    case "bytes":
      return `"binData":"${encodeBase64(data.bytes)}"`;
    case "json":
      if (message.encoding !== "ndarray") return `"jsonData":${writeJsonPayload(data)}`;
      return `"data":{${writeNames(message.names, sparse)}"ndarray":${writeJsonPayload(data)}}`;
    default:
      return writeTensors(message, data.tensors, sparse);
  }
}

function writeNames(names: readonly string[], sparse: boolean): string {
  if (names.length === 0) return sparse ? "" : '"names":[],';
  let text = "";
  for (const name of names) text += `,${writeString(name)}`;
  return `"names":[${text.slice(1)}],`;
}

function writeTensors(message: Message, tensors: readonly Tensor[], sparse: boolean): string {
  if (tensors.length > 1) {
    // The Seldon protocol has one array to a message, so several leave by name.
    const fields = tensors.map((tensor) => `${writeString(tensor.name)}:${writeNested(tensor)}`);
    return `"jsonData":{${fields.join(",")}}`;
  }
  const names = writeNames(message.names, sparse);
  const tensor = tensors[0];
  if (tensor === undefined) return `"data":{${names}"ndarray":[]}`;
  if (message.encoding === "tensor" && tensor.datatype !== "BYTES")
    return `"data":{${names}"tensor":${writeTensor(tensor, sparse)}}`;
  if (message.encoding === "tftensor") return `"data":{${names}"tftensor":${writeTensorProto(tensor)}}`;
  return `"data":{${names}"ndarray":${writeNested(tensor)}}`;
}
