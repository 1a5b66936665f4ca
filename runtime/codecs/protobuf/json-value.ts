/**
 * google.protobuf.Value, Struct and ListValue as the JSON that they stand for. Their numbers are
 * float64: an integer that none is equal to goes as text, as protobuf writes it in JSON, too.
 * @module
 */
import { InferenceError } from "../../errors.ts";
import { MAX_DEPTH } from "../../message/json-value.ts";
import type { JsonObject, JsonValue } from "../../message/json-value.ts";
import { KEY, VALUE as ENTRY_VALUE, put } from "./map.ts";
import type { ProtoReader } from "./reader.ts";
import { FIXED64, LENGTH, VARINT, tagOf } from "./wire.ts";
import type { ProtoWriter } from "./writer.ts";

/** Tags of a Value; the last one counts, and none is null. */
export const VALUE: Readonly<Record<"null" | "number" | "string" | "bool" | "struct" | "list", number>> = {
  null: tagOf(1, VARINT),
  number: tagOf(2, FIXED64),
  string: tagOf(3, LENGTH),
  bool: tagOf(4, VARINT),
  struct: tagOf(5, LENGTH),
  list: tagOf(6, LENGTH),
};
/** ListValue.values. */
export const ITEM: number = tagOf(1, LENGTH);
/** Struct.fields. */
const FIELD = tagOf(1, LENGTH);

/**
 * Reads a Value as JSON.
 * @param depth arrays and objects around it
 * @throws InferenceError INVALID_ARGUMENT for what is nested too deep
 */
export function readValue(reader: ProtoReader, name: string, depth: number = 0): JsonValue {
  reader.count(name);
  const outer = reader.enter(name);
  let value: JsonValue = null;
  for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
    if (tag === VALUE.number) value = reader.double("");
    else if (tag === VALUE.string) value = reader.string("");
    else if (tag === VALUE.bool) value = reader.bool("");
    else if (tag === VALUE.struct) value = readStruct(reader, depth + 1);
    else if (tag === VALUE.list) value = readList(reader, "", depth + 1);
    else {
      if (tag === VALUE.null) value = null;
      reader.skip(tag);
    }
  }
  reader.leave(outer);
  return value;
}

/** Reads a ListValue as JSON. */
export function readList(reader: ProtoReader, name: string, depth: number = 1): readonly JsonValue[] {
  checkDepth(reader, depth);
  const outer = reader.enter(name);
  const items: JsonValue[] = [];
  for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
    if (tag === ITEM) items.push(readValue(reader, "", depth));
    else reader.skip(tag);
  }
  reader.leave(outer);
  return items;
}

function readStruct(reader: ProtoReader, depth: number): JsonObject {
  checkDepth(reader, depth);
  const outer = reader.enter("");
  const object: Record<string, JsonValue> = {};
  for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
    if (tag === FIELD) readEntry(reader, "", object, depth);
    else reader.skip(tag);
  }
  reader.leave(outer);
  return object;
}

/** Reads an entry of a `map<string, Value>` into an object. */
export function readEntry(reader: ProtoReader, name: string, into: Record<string, JsonValue>, depth: number = 0): void {
  reader.count(name);
  const outer = reader.enter(name);
  let key = "";
  let value: JsonValue = null;
  for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
    if (tag === KEY) key = reader.string("");
    else if (tag === ENTRY_VALUE) value = readValue(reader, "", depth);
    else reader.skip(tag);
  }
  reader.leave(outer);
  put(into, key, value);
}

function checkDepth(reader: ProtoReader, depth: number): void {
  if (depth > MAX_DEPTH) reader.fail("", `at most ${MAX_DEPTH} lists and objects in each other, got more`);
}

/**
 * Writes JSON as a Value. What people's code puts in beside is written as JSON.stringify would:
 * undefined members are left out, typed arrays are lists.
 * @throws InferenceError INTERNAL for what is nested without end
 */
export function writeValue(writer: ProtoWriter, tag: number, value: JsonValue, depth: number = 0): void {
  writer.open(tag);
  if (typeof value === "number") writer.double(VALUE.number, value);
  else if (typeof value === "string") writer.string(VALUE.string, value);
  else if (typeof value === "boolean") writer.bool(VALUE.bool, value);
  else if (typeof value === "bigint") {
    if (BigInt(Number(value)) === value) writer.double(VALUE.number, Number(value));
    else writer.string(VALUE.string, String(value));
  } else if (typeof value !== "object" || value === null) writer.int32(VALUE.null, 0);
  else if (depth === MAX_DEPTH) {
    throw new InferenceError("INTERNAL", `JSON of the answer is nested deeper than ${MAX_DEPTH} levels`);
  } else if (Array.isArray(value) || ArrayBuffer.isView(value)) {
    writeList(writer, VALUE.list, value as ArrayLike<JsonValue>, depth + 1);
  } else {
    writer.open(VALUE.struct);
    writeEntries(writer, FIELD, value as JsonObject, depth + 1);
    writer.close();
  }
  writer.close();
}

/** Writes JSON values as a ListValue. */
export function writeList(writer: ProtoWriter, tag: number, items: ArrayLike<JsonValue>, depth: number = 0): void {
  writer.open(tag, 11 * items.length);
  for (let i = 0; i < items.length; i++) writeValue(writer, ITEM, items[i]!, depth);
  writer.close();
}

/** Writes an object as a `map<string, Value>`. */
export function writeEntries(writer: ProtoWriter, tag: number, object: JsonObject, depth: number = 0): void {
  for (const key of Object.keys(object)) {
    const value = object[key];
    if (value === undefined) continue;
    writer.open(tag);
    writer.string(KEY, key);
    writeValue(writer, ENTRY_VALUE, value, depth);
    writer.close();
  }
}
