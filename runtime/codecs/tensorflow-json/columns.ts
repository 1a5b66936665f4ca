/** Reads tensors in columns: whole, by name or a lone one without. @module */
import { invalid } from "../../errors.ts";
import { isJsonObject } from "../../message/json-value.ts";
import type { JsonValue } from "../../message/json-value.ts";
import type { Payload } from "../../message/message.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { decodeBase64 } from "../base64.ts";
import { CHAR } from "../json/number.ts";
import { JsonReader } from "../json/reader.ts";
import { readNdarray } from "../seldon-json/ndarray.ts";
import { utf8OrBytes } from "../text-or-bytes.ts";

/** An object that is no bytes. */
const NAMES = /\{(?!\s*"b64"\s*:\s*")/y;
/** Characters of a name in an error. */
const MAX_SHOWN = 40;
const UTF8 = new TextEncoder();

/** Reads an object of tensors, or one tensor, whose name is "". @throws InferenceError INVALID_ARGUMENT naming `path` */
export function readColumns(reader: JsonReader, path: string): readonly Tensor[] {
  const isObject = reader.peek() === CHAR.braceOpen;
  NAMES.lastIndex = reader.position;
  if (!isObject || !NAMES.test(reader.text)) return [readTensor(reader, path)];
  const tensors = new Map<string, Tensor>();
  for (let name = reader.firstKey(path); name !== undefined; name = reader.nextKey(path)) {
    reader.count(path);
    tensors.set(name, { ...readTensor(reader, placeIn(path, name)), name });
  }
  if (tensors.size > 0) return [...tensors.values()];
  return invalid(`${path}: expected tensors by name, got an empty object`);
}

/** How an error names a field. */
export function placeIn(path: string, name: string): string {
  return `${path}.${name.length > MAX_SHOWN ? `${name.slice(0, MAX_SHOWN)}…` : name}`;
}

/** Reads a value, or a list of values nested to any depth, of numbers, booleans, texts and bytes. */
export function readTensor(reader: JsonReader, path: string): Tensor {
  if (reader.peek() === CHAR.bracketOpen) return toTensor(readNdarray(reader, path), path);
  const start = reader.position;
  reader.skip(path);
  const list = new JsonReader(`[${reader.text.slice(start, reader.position)}]`);
  return { ...toTensor(readNdarray(list, path), path), shape: [] };
}

/** An array as it was read; what is of several types may be texts and bytes. */
export function toTensor(payload: Payload, path: string): Tensor {
  if (payload.kind === "tensors") return payload.tensors[0]!;
  const shape: number[] = [];
  const elements: (string | Uint8Array)[] = [];
  if (payload.kind === "json") collect(payload.value, 0, shape, elements, path);
  // Bytes among them make all of them bytes; those that all are text again.
  const bytes = elements.map((element) => (typeof element === "string" ? UTF8.encode(element) : element));
  return { name: "", datatype: "BYTES", shape, data: utf8OrBytes(bytes) };
}

// Branches are equally long and deep here, as readNdarray found.
function collect(
  value: JsonValue,
  axis: number,
  shape: number[],
  elements: (string | Uint8Array)[],
  path: string,
): void {
  if (Array.isArray(value)) {
    shape[axis] = value.length;
    for (const item of value) collect(item as JsonValue, axis + 1, shape, elements, path);
  } else if (typeof value === "string") elements.push(value);
  else elements.push(readBytes(value, path));
}

function readBytes(value: JsonValue, path: string): Uint8Array {
  const { b64 } = isJsonObject(value) ? value : {};
  if (typeof b64 === "string" && Object.keys(value as object).length === 1) return decodeBase64(b64, path);
  const expected = 'expected values of one type, texts or objects {"b64": "…"}';
  return invalid(`${path}: ${expected}, got several`);
}
