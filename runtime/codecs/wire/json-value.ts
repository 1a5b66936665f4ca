/**
 * google.protobuf.Value, Struct and ListValue as the JSON that they stand for. Their numbers are
 * float64: larger integers are written as text when a number would change them.
 * @module
 */
import { InferenceError } from "../../errors.ts";
import type { JsonObject, JsonValue } from "../../message/json-value.ts";
import { isJsonObject, MAX_DEPTH } from "../../message/json-value.ts";
import { MAX_NODES } from "../json/limits.ts";
import type { ProtoReader } from "./reader.ts";
import type { ProtoWriter } from "./writer.ts";

/** Value: null 1, number 2, string 3, bool 4, struct 5, list 6. */
export const VALUE = { null: 0x08, number: 0x11, string: 0x1a, bool: 0x20, struct: 0x2a, list: 0x32 } as const;
/** ListValue.values and Struct.fields are field 1; so is the key of a field, its value is 2. */
export const FIRST = 0x0a;
const SECOND = 0x12;

/** Counts what is kept, for one message. */
export interface Budget {
  nodes: number;
}

/** Reads the Value that the reader stands at; one without a kind is null. */
export function readValue(reader: ProtoReader, path: string, budget: Budget): JsonValue {
  spend(budget, path);
  const outer = reader.enter();
  let value: JsonValue = null;
  for (let tag = reader.next(); tag !== 0; tag = reader.next()) {
    if (tag === VALUE.number) value = reader.double();
    else if (tag === VALUE.string) value = reader.string(path);
    else if (tag === VALUE.bool) value = reader.bool();
    else if (tag === VALUE.struct) value = readStruct(reader, path, budget);
    else if (tag === VALUE.list) value = readList(reader, path, budget);
    else {
      if (tag === VALUE.null) value = null;
      reader.skip(tag);
    }
  }
  reader.leave(outer);
  return value;
}

function readStruct(reader: ProtoReader, path: string, budget: Budget): JsonObject {
  const entries: [string, JsonValue][] = [];
  const outer = reader.enter();
  for (let tag = reader.next(); tag !== 0; tag = reader.next()) {
    if (tag === FIRST) entries.push(readEntry(reader, path, budget));
    else reader.skip(tag);
  }
  reader.leave(outer);
  return Object.fromEntries(entries);
}

/** Reads one entry of a `map<string, Value>`. */
export function readEntry(reader: ProtoReader, path: string, budget: Budget): [string, JsonValue] {
  const outer = reader.enter();
  let key = "";
  let value: JsonValue = null;
  for (let tag = reader.next(); tag !== 0; tag = reader.next()) {
    if (tag === FIRST) key = reader.string(path);
    else if (tag === SECOND) value = readValue(reader, path, budget);
    else reader.skip(tag);
  }
  reader.leave(outer);
  return [key, value];
}

/** Reads the ListValue that the reader stands at. */
export function readList(reader: ProtoReader, path: string, budget: Budget): readonly JsonValue[] {
  const items: JsonValue[] = [];
  const outer = reader.enter();
  for (let tag = reader.next(); tag !== 0; tag = reader.next()) {
    if (tag === FIRST) items.push(readValue(reader, path, budget));
    else reader.skip(tag);
  }
  reader.leave(outer);
  return items;
}

function spend(budget: Budget, path: string): void {
  if (++budget.nodes <= MAX_NODES) return;
  throw new InferenceError("INVALID_ARGUMENT", `${path}: expected at most ${MAX_NODES} values, got more`);
}

/** Writes a Value as a field. */
export function writeValue(writer: ProtoWriter, tag: number, value: JsonValue, depth: number = 0): void {
  if (depth > MAX_DEPTH) throw new InferenceError("INTERNAL", `JSON nested deeper than ${MAX_DEPTH} levels`);
  const mark = writer.open(tag, 9);
  if (typeof value === "number" || (typeof value === "bigint" && BigInt(Number(value)) === value)) {
    writer.uint32(VALUE.number);
    writer.double(Number(value));
  } else if (typeof value === "string" || typeof value === "bigint") writer.string(VALUE.string, String(value));
  else if (typeof value === "boolean") {
    writer.uint32(VALUE.bool);
    writer.uint32(value ? 1 : 0);
  } else if (Array.isArray(value)) writeList(writer, VALUE.list, value as readonly JsonValue[], depth);
  else if (isJsonObject(value)) {
    const inner = writer.open(VALUE.struct);
    for (const [key, item] of Object.entries(value)) {
      if (item !== undefined) writeEntry(writer, FIRST, key, item, depth + 1);
    }
    writer.close(inner);
  } else {
    writer.uint32(VALUE.null);
    writer.uint32(0);
  }
  writer.close(mark);
}

/** Writes one entry of a `map<string, Value>`. */
export function writeEntry(writer: ProtoWriter, tag: number, key: string, value: JsonValue, depth: number = 0): void {
  const mark = writer.open(tag);
  writer.string(FIRST, key);
  writeValue(writer, SECOND, value, depth);
  writer.close(mark);
}

/** Writes a ListValue as a field. */
export function writeList(writer: ProtoWriter, tag: number, items: readonly JsonValue[], depth: number = 0): void {
  const mark = writer.open(tag, items.length * 11);
  for (const item of items) writeValue(writer, FIRST, item, depth + 1);
  writer.close(mark);
}
