/** Writes the messages of the Seldon protocol. @module */
import type { Feedback } from "../../message/feedback.ts";
import type { JsonValue } from "../../message/json-value.ts";
import type { Message } from "../../message/message.ts";
import { DATATYPES } from "../../tensor/datatype.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { writeList, writeValue } from "../protobuf/json-value.ts";
import { ProtoWriter } from "../protobuf/writer.ts";
import { writeTensorProto } from "../tensorflow-proto/tensor-proto.ts";
import { writeMeta } from "./meta.ts";
import { DATA, FEEDBACK, MESSAGE, SELDON_MESSAGES } from "./tags.ts";
import { fitsFloat64, writeTensor } from "./tensor.ts";
import { textsOf, writeByName, writeNdarray } from "./write-ndarray.ts";

/** Bytes of a float64, and of one as a Value in a list. */
const FLOAT_BYTES = 8;
const VALUE_BYTES = 11;
/** Bytes that a message has beside its payload, roughly. */
const ENVELOPE = 128;

/** Writes a message as its encoding says; the message always has a `meta`. */
export function encodeMessage(message: Message): Uint8Array<ArrayBuffer> {
  const writer = new ProtoWriter(payloadSize(message) + ENVELOPE);
  writeMessage(writer, message);
  return writer.finish();
}

/** Writes a combiner's input. */
export function encodeMessageList(messages: readonly Message[]): Uint8Array<ArrayBuffer> {
  const writer = new ProtoWriter();
  for (const message of messages) writePart(writer, SELDON_MESSAGES, message);
  return writer.finish();
}

/** Writes a feedback; absent parts are left out. The reward is float32 there. */
export function encodeFeedback({ request, response, reward, truth }: Feedback): Uint8Array<ArrayBuffer> {
  const writer = new ProtoWriter();
  if (request !== undefined) writePart(writer, FEEDBACK.request, request);
  if (response !== undefined) writePart(writer, FEEDBACK.response, response);
  if (reward !== 0) writer.float(FEEDBACK.reward, reward);
  if (truth !== undefined) writePart(writer, FEEDBACK.truth, truth);
  return writer.finish();
}

function writePart(writer: ProtoWriter, tag: number, message: Message): void {
  writer.open(tag, payloadSize(message));
  writeMessage(writer, message);
  writer.close();
}

function writeMessage(writer: ProtoWriter, message: Message): void {
  writeMeta(writer, message.meta);
  const { data, encoding } = message;
  switch (data.kind) {
    case "text":
      writer.string(MESSAGE.strData, data.text);
      return;
    case "bytes":
      writer.bytes(encoding === "customData" ? MESSAGE.customData : MESSAGE.binData, data.bytes);
      return;
    case "json":
      writeJsonPayload(writer, message, data.value);
      return;
    default:
      writeTensors(writer, message, data.tensors);
  }
}

function writeJsonPayload(writer: ProtoWriter, { names, encoding }: Message, value: JsonValue): void {
  if (encoding !== "ndarray" || !Array.isArray(value)) return writeValue(writer, MESSAGE.jsonData, value);
  openData(writer, names, 0);
  writeList(writer, DATA.ndarray, value as readonly JsonValue[], 1);
  writer.close();
}

function writeTensors(writer: ProtoWriter, message: Message, tensors: readonly Tensor[]): void {
  // The Seldon protocol has one array to a message, so several leave by name.
  if (tensors.length > 1) return writeByName(writer, MESSAGE.jsonData, tensors);
  const tensor = tensors[0];
  openData(writer, message.names, payloadSize(message));
  if (tensor === undefined) writeList(writer, DATA.ndarray, []);
  else {
    const form = formOf(tensor, message.encoding);
    if (form === DATA.tensor) writeTensor(writer, tensor);
    else if (form === DATA.ndarray) writeNdarray(writer, DATA.ndarray, tensor);
    else writeTensorProto(writer, DATA.tftensor, tensor);
  }
  writer.close();
}

function openData(writer: ProtoWriter, names: readonly string[], size: number): void {
  writer.open(MESSAGE.data, size);
  for (const name of names) writer.string(DATA.names, name);
}

// As the message asks for, unless that would change the tensor: a tftensor changes nothing.
function formOf(tensor: Tensor, encoding: Message["encoding"]): number {
  if (encoding === "tftensor") return DATA.tftensor;
  const { kind } = DATATYPES[tensor.datatype];
  const isScalar = tensor.shape.length === 0;
  if (kind === "bool") return isScalar ? DATA.tftensor : DATA.ndarray;
  if (kind === "bytes") return isScalar || textsOf(tensor) === undefined ? DATA.tftensor : DATA.ndarray;
  if (!fitsFloat64(tensor)) return DATA.tftensor;
  return isScalar || encoding === "tensor" ? DATA.tensor : DATA.ndarray;
}

/** Bytes of the payload, where it is large and they are known. */
function payloadSize({ data, encoding }: Message): number {
  if (data.kind === "bytes") return data.bytes.length;
  if (data.kind !== "tensors" || data.tensors.length !== 1) return 0;
  const { length } = data.tensors[0]!.data;
  return length * (encoding === "ndarray" ? VALUE_BYTES : FLOAT_BYTES);
}
