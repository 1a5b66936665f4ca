/** Maps of protobuf: a repeated message with a key and a value. @module */
import type { ProtoReader } from "./reader.ts";
import { LENGTH, tagOf } from "./wire.ts";
import type { ProtoWriter } from "./writer.ts";

/** Of every `map<string, …>`; values that are no message, text or bytes have other wire types. */
export const KEY: number = tagOf(1, LENGTH);
export const VALUE: number = tagOf(2, LENGTH);

/** Sets a key of a record, whatever it is called. */
export function put<T>(record: Record<string, T>, key: string, value: T): void {
  // A plain assignment to "__proto__" would set the prototype instead of a key.
  if (key !== "__proto__") record[key] = value;
  else Object.defineProperty(record, key, { value, enumerable: true, writable: true, configurable: true });
}

/** Reads an entry of a `map<string, string>` into a record. */
export function readText(reader: ProtoReader, name: string, into: Record<string, string>): void {
  const outer = reader.enter(name);
  let key = "";
  let value = "";
  for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
    if (tag === KEY) key = reader.string("");
    else if (tag === VALUE) value = reader.string("");
    else reader.skip(tag);
  }
  reader.count("");
  reader.leave(outer);
  put(into, key, value);
}

/** Writes a `map<string, string>` as a field. */
export function writeTexts(writer: ProtoWriter, tag: number, texts: Readonly<Record<string, string>>): void {
  for (const key in texts) {
    writer.open(tag);
    writer.string(KEY, key);
    writer.string(VALUE, texts[key]!);
    writer.close();
  }
}
