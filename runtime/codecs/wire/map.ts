/** Entries of `map<string, string>`. @module */
import type { ProtoReader } from "./reader.ts";
import type { ProtoWriter } from "./writer.ts";

const KEY = 0x0a;
const VALUE = 0x12;

export function readTextEntry(reader: ProtoReader, path: string): [string, string] {
  const outer = reader.enter();
  let key = "";
  let value = "";
  for (let tag = reader.next(); tag !== 0; tag = reader.next()) {
    if (tag === KEY) key = reader.string(path);
    else if (tag === VALUE) value = reader.string(path);
    else reader.skip(tag);
  }
  reader.leave(outer);
  return [key, value];
}

export function writeTextEntry(writer: ProtoWriter, tag: number, key: string, value: string): void {
  const mark = writer.open(tag);
  writer.string(KEY, key);
  writer.string(VALUE, value);
  writer.close(mark);
}
