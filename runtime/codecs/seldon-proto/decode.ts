/** Reads the messages of the Seldon protocol: a message, a list of messages, a feedback. @module */
import type { Feedback } from "../../message/feedback.ts";
import { EMPTY_TENSOR } from "../../message/message.ts";
import type { Encoding, Message, Payload } from "../../message/message.ts";
import { EMPTY_META } from "../../message/meta.ts";
import type { Meta } from "../../message/meta.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { readValue } from "../protobuf/json-value.ts";
import { ProtoReader } from "../protobuf/reader.ts";
import { readTensorProto } from "../tensorflow-proto/tensor-proto.ts";
import { readMeta } from "./meta.ts";
import { readNdarray } from "./ndarray.ts";
import { DATA, FEEDBACK, MESSAGE, SELDON_MESSAGES } from "./tags.ts";
import { readTensor } from "./tensor.ts";

interface Content {
  readonly data: Payload;
  readonly names: readonly string[];
  readonly encoding: Encoding;
}

const NO_NAMES: readonly string[] = Object.freeze([]);
const EMPTY_ARRAY: Payload = { kind: "tensors", tensors: [EMPTY_TENSOR] };
const EMPTY_CONTENT: Content = { data: EMPTY_ARRAY, names: NO_NAMES, encoding: "ndarray" };

/**
 * Reads one SeldonMessage; of several payloads the last one counts.
 * @throws InferenceError INVALID_ARGUMENT naming the field and what was expected
 */
export function decodeMessage(body: Uint8Array): Message {
  return readMessage(new ProtoReader(body), undefined);
}

/** Reads a SeldonMessageList, a combiner's input. */
export function decodeMessageList(body: Uint8Array): readonly Message[] {
  const reader = new ProtoReader(body);
  const messages: Message[] = [];
  for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
    if (tag !== SELDON_MESSAGES) reader.skip(tag);
    else {
      reader.count("seldonMessages");
      const outer = reader.enter("seldonMessages", messages.length);
      messages.push(readMessage(reader, undefined));
      reader.leave(outer);
    }
  }
  return messages;
}

/** Reads a Feedback; all of its parts may be absent. */
export function decodeFeedback(body: Uint8Array): Feedback {
  const reader = new ProtoReader(body);
  let request: Message | undefined;
  let response: Message | undefined;
  let truth: Message | undefined;
  let reward = 0;
  for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
    if (tag === FEEDBACK.request) request = readPart(reader, "request");
    else if (tag === FEEDBACK.response) response = readPart(reader, "response");
    else if (tag === FEEDBACK.reward) reward = reader.float("reward");
    else if (tag === FEEDBACK.truth) truth = readPart(reader, "truth");
    else reader.skip(tag);
  }
  return { request, response, reward, truth };
}

// A part of a feedback may carry a meta alone.
function readPart(reader: ProtoReader, name: string): Message {
  const outer = reader.enter(name);
  const message = readMessage(reader, EMPTY_CONTENT);
  reader.leave(outer);
  return message;
}

function readMessage(reader: ProtoReader, absent: Content | undefined): Message {
  let content = absent;
  let meta: Meta = EMPTY_META;
  for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
    if (tag === MESSAGE.data) content = readData(reader);
    else if (tag === MESSAGE.meta) meta = readMeta(reader);
    else content = readOther(reader, tag) ?? content;
  }
  if (content !== undefined) return { data: content.data, names: content.names, encoding: content.encoding, meta };
  return reader.fail("", "one of data, jsonData, strData, binData or customData");
}

function readOther(reader: ProtoReader, tag: number): Content | undefined {
  switch (tag) {
    case MESSAGE.strData:
      return { data: { kind: "text", text: reader.string("strData") }, names: NO_NAMES, encoding: "strData" };
    case MESSAGE.jsonData:
      return { data: { kind: "json", value: readValue(reader, "jsonData") }, names: NO_NAMES, encoding: "jsonData" };
    case MESSAGE.binData:
      return { data: { kind: "bytes", bytes: reader.slice("binData") }, names: NO_NAMES, encoding: "binData" };
    case MESSAGE.customData:
      return { data: { kind: "bytes", bytes: reader.slice("customData") }, names: NO_NAMES, encoding: "customData" };
    default:
      reader.skip(tag);
      return undefined;
  }
}

function readData(reader: ProtoReader): Content {
  const outer = reader.enter("data");
  let names: string[] | undefined;
  let data = EMPTY_ARRAY;
  let encoding: Encoding = "ndarray";
  for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
    if (tag === DATA.tensor) {
      data = one(readTensor(reader));
      encoding = "tensor";
    } else if (tag === DATA.names) {
      reader.count("names");
      (names ??= []).push(reader.string("names"));
    } else if (tag === DATA.ndarray) {
      data = readNdarray(reader);
      encoding = "ndarray";
    } else if (tag === DATA.tftensor) {
      data = one(readTensorProto(reader, "tftensor"));
      encoding = "tftensor";
    } else reader.skip(tag);
  }
  reader.leave(outer);
  return { data, names: names ?? NO_NAMES, encoding };
}

function one(tensor: Tensor): Payload {
  return { kind: "tensors", tensors: [tensor] };
}
