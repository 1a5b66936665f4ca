/** Reads tensors in rows: a list with an item, or an object of named items, for each prediction. @module */
import { InferenceError, invalid } from "../../errors.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { readNumbers } from "../json/read-numbers.ts";
import { JsonReader } from "../json/reader.ts";
import { NO_WIDE, readNdarray, toIntegers } from "../seldon-json/ndarray.ts";
import { placeIn, toTensor } from "./columns.ts";

/** A list whose first item is an object, and no bytes. */
const OBJECTS = /\[\s*\{(?!\s*"b64"\s*:)/y;
const UTF8 = new TextEncoder();

/** Texts of JSON by name, one for each row. */
type Columns = ReadonlyMap<string, readonly string[]>;

/** Reads the list. @throws InferenceError INVALID_ARGUMENT naming `path` */
export function readRows(reader: JsonReader, path: string): readonly Tensor[] {
  const numbers = readNumbers(reader, path);
  if (numbers !== undefined) {
    const { list, shape, integers } = numbers;
    const typed = integers ? toIntegers(list, NO_WIDE) : { datatype: "FP64" as const, data: list.toFloat64() };
    return [{ name: "", datatype: typed.datatype, shape, data: typed.data }];
  }
  if (!beginsWithObject(reader)) return [toTensor(readNdarray(reader, path), path)];
  return toTensors(readColumnsOfRows(reader, path), path);
}

function beginsWithObject(reader: JsonReader): boolean {
  reader.peek();
  const { position } = reader;
  // Looking at the item makes sure that it is text by now.
  reader.position++;
  reader.peek();
  reader.position = position;
  OBJECTS.lastIndex = position;
  return OBJECTS.test(reader.text);
}

/**
 * Reads a list of objects with the same keys.
 * @throws InferenceError INVALID_ARGUMENT naming the first item that is none or lacks a key
 */
export function readColumnsOfRows(reader: JsonReader, path: string): Columns {
  const columns = new Map<string, string[]>();
  let row = 0;
  for (let more = reader.firstItem(path, "a list of objects"); more; more = reader.nextItem(path)) {
    const place = `${path}[${row}]`;
    reader.count(path);
    for (let name = reader.firstKey(place, "an object"); name !== undefined; name = reader.nextKey(place)) {
      const text = readText(reader, placeIn(place, name));
      const column = columns.get(name);
      if (column !== undefined) column[row] = text;
      else if (row === 0) columns.set(name, [text]);
      else throw unequal(place, columns);
    }
    row++;
    for (const column of columns.values()) if (column.length !== row) throw unequal(place, columns);
  }
  if (columns.size > 0) return columns;
  return invalid(`${path}: expected objects of values by name, got nothing in them`);
}

/** The text of the JSON value at the reader's position. */
export function readText(reader: JsonReader, path: string): string {
  reader.count(path);
  reader.peek();
  const start = reader.position;
  reader.skip(path);
  return reader.text.slice(start, reader.position);
}

/** A tensor for each column. */
export function toTensors(columns: Columns, path: string): readonly Tensor[] {
  return Array.from(columns, ([name, texts]) => {
    const place = placeIn(`${path}[]`, name);
    const reader = JsonReader.fromBytes(UTF8.encode(`[${texts.join(",")}]`));
    return { ...toTensor(readNdarray(reader, place), place), name };
  });
}

function unequal(place: string, columns: Columns): InferenceError {
  const names = [...columns.keys()].join(", ").slice(0, 200);
  return new InferenceError("INVALID_ARGUMENT", `${place}: expected the names of the first item, ${names}, got others`);
}
