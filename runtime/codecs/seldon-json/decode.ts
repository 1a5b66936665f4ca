/**
 * Reads the JSON bodies of the Seldon protocol: a message, a list of messages, a feedback.
 * @see contract sections 1.1 and 3.1
 * @module
 */
import { InferenceError } from "../../errors.ts";
import type { Feedback } from "../../message/feedback.ts";
import { EMPTY_TENSOR } from "../../message/message.ts";
import type { Encoding, Message, Payload } from "../../message/message.ts";
import type { JsonValue } from "../../message/json-value.ts";
import { EMPTY_META } from "../../message/meta.ts";
import type { Meta } from "../../message/meta.ts";
import { decodeBase64 } from "../base64.ts";
import { CHAR } from "../json/number.ts";
import { JsonReader } from "../json/reader.ts";
import { readMeta } from "./meta.ts";
import { readNdarray } from "./ndarray.ts";
import { readTensor } from "./tensor.ts";
import { fromTensorProto } from "./tftensor.ts";

interface Content {
  readonly data: Payload;
  readonly names: readonly string[];
  readonly encoding: Encoding;
}

const NO_NAMES: readonly string[] = Object.freeze([]);
const EMPTY_ARRAY: Payload = { kind: "tensors", tensors: [EMPTY_TENSOR] };

/** Where several keys carry a payload, the first of these wins. */
const PRECEDENCE: readonly Encoding[] = ["tensor", "ndarray", "tftensor", "jsonData", "strData", "binData"];

/**
 * Reads one SeldonMessage from a body.
 * @throws InferenceError INVALID_ARGUMENT naming the field and what was expected.
 */
export function decodeMessage(body: Uint8Array | string): Message {
  const reader = open(body);
  const message = readMessage(reader, "");
  reader.end();
  return message;
}

/** Reads a combiner's input: a bare list of messages, or `{"seldonMessages": [...]}`. */
export function decodeMessageList(body: Uint8Array | string): readonly Message[] {
  const reader = open(body);
  let list: readonly Message[] | undefined;
  if (reader.peek() === CHAR.bracketOpen) list = readList(reader, "");
  else {
    for (let key = reader.firstKey("", "a list of messages"); key !== undefined; key = reader.nextKey("")) {
      if (key === "seldonMessages") list = readList(reader, key);
      else reader.skip(key);
    }
  }
  reader.end();
  if (list === undefined)
    throw new InferenceError("INVALID_ARGUMENT", 'Request body: expected a list of messages or "seldonMessages"');
  return list;
}

/** Reads a Feedback from a body; all of its parts may be absent. */
export function decodeFeedback(body: Uint8Array | string): Feedback {
  const reader = open(body);
  let request: Message | undefined;
  let response: Message | undefined;
  let truth: Message | undefined;
  let reward = 0;
  for (let key = reader.firstKey(""); key !== undefined; key = reader.nextKey("")) {
    if (key === "request") request = readOptional(reader, key);
    else if (key === "response") response = readOptional(reader, key);
    else if (key === "truth") truth = readOptional(reader, key);
    else if (key === "reward") reward = readReward(reader, key);
    else
      throw new InferenceError(
        "INVALID_ARGUMENT",
        `Feedback has no field ${JSON.stringify(key.slice(0, 40))}; expected request, response, reward or truth`,
      );
  }
  reader.end();
  return { request, response, reward, truth };
}

// A float of proto3 JSON may be text; null is its default, and a truth value counts 1 or 0.
function readReward(reader: JsonReader, path: string): number {
  if (reader.peek() === CHAR.quote) {
    const text = reader.string(path).trim();
    const value = Number(text);
    if (text === "NaN" || (text !== "" && !Number.isNaN(value))) return value;
    throw new InferenceError("INVALID_ARGUMENT", `${path}: expected a number, got a string`);
  }
  const literal = reader.literal();
  return literal === undefined ? reader.number(path) : Number(literal);
}

function open(body: Uint8Array | string): JsonReader {
  const reader = typeof body === "string" ? new JsonReader(body) : JsonReader.fromBytes(body);
  if (Number.isNaN(reader.peek())) {
    throw new InferenceError("INVALID_ARGUMENT", "The request body is empty; expected a SeldonMessage as JSON");
  }
  return reader;
}

function readList(reader: JsonReader, path: string): readonly Message[] {
  const messages: Message[] = [];
  for (let more = reader.firstItem(path); more; more = reader.nextItem(path)) {
    reader.count(path);
    messages.push(readMessage(reader, `${path}[${messages.length}]`));
  }
  return messages;
}

// In a feedback a part may be null, or carry a meta alone.
function readOptional(reader: JsonReader, path: string): Message | undefined {
  if (reader.isNull()) return undefined;
  return readMessage(reader, path, { data: EMPTY_ARRAY, names: NO_NAMES, encoding: "ndarray" });
}

function readMessage(reader: JsonReader, path: string, absent?: Content): Message {
  const under = path === "" ? "" : `${path}.`;
  let content: Content | undefined;
  let meta: Meta = EMPTY_META;
  for (let key = reader.firstKey(path, "a SeldonMessage object"); key !== undefined; key = reader.nextKey(path)) {
    if (key === "meta") meta = readMeta(reader, `${under}meta`);
    else content = prefer(content, readContent(reader, key, under + key));
  }
  content ??= absent;
  if (content === undefined) {
    const where = path === "" ? "Request body" : path;
    throw new InferenceError("INVALID_ARGUMENT", `${where}: expected one of data, jsonData, strData or binData`);
  }
  return { data: content.data, names: content.names, encoding: content.encoding, meta };
}

function prefer(known: Content | undefined, found: Content | undefined): Content | undefined {
  if (known === undefined || found === undefined) return known ?? found;
  // Of a key that stands twice the last one counts, as for every reader of JSON.
  return PRECEDENCE.indexOf(found.encoding) <= PRECEDENCE.indexOf(known.encoding) ? found : known;
}

function readContent(reader: JsonReader, key: string, path: string): Content | undefined {
  switch (key) {
    case "data":
      return readData(reader, path);
    case "jsonData":
      return { data: reader.payload(path), names: NO_NAMES, encoding: "jsonData" };
    case "strData":
      return { data: { kind: "text", text: reader.string(path) }, names: NO_NAMES, encoding: "strData" };
    case "binData": {
      const bytes = decodeBase64(reader.string(path, "base64 text"), path);
      return { data: { kind: "bytes", bytes }, names: NO_NAMES, encoding: "binData" };
    }
    default:
      reader.skip(path);
      return undefined;
  }
}

function readData(reader: JsonReader, path: string): Content {
  let names: readonly string[] = NO_NAMES;
  let content: Content | undefined;
  let proto: JsonValue | undefined;
  for (let key = reader.firstKey(path); key !== undefined; key = reader.nextKey(path)) {
    const at = `${path}.${key}`;
    if (key === "names") names = readNames(reader, at);
    else if (key === "ndarray") content = prefer(content, { data: readNdarray(reader, at), names, encoding: key });
    else if (key === "tensor") content = prefer(content, { data: one(readTensor(reader, at)), names, encoding: key });
    else if (key === "tftensor") proto = reader.value(at);
    else reader.skip(at);
  }
  if (proto === undefined || content?.data.kind === "json" || content?.encoding === "tensor")
    return { data: content?.data ?? EMPTY_ARRAY, names, encoding: content?.encoding ?? "ndarray" };
  // A tftensor beside an ndarray is not read, but decides how the answer is written.
  const data = content?.data ?? one(fromTensorProto(proto, `${path}.tftensor`));
  return { data, names, encoding: "tftensor" };
}

function one(tensor: ReturnType<typeof readTensor>): Payload {
  return { kind: "tensors", tensors: [tensor] };
}

function readNames(reader: JsonReader, path: string): readonly string[] {
  if (reader.isNull()) return NO_NAMES;
  const names: string[] = [];
  for (let more = reader.firstItem(path, "a list of column names"); more; more = reader.nextItem(path)) {
    reader.count(path);
    names.push(reader.string(path, "column names"));
  }
  return names;
}
