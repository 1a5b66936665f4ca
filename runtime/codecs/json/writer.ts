/**
 * Writes numbers, nested arrays and JSON values as text. Floats keep a fraction (`1.0`), so that a
 * reader can tell them from integers.
 * @module
 */
import { InferenceError } from "../../errors.ts";
import { JsonText } from "../../message/json-text.ts";
import type { JsonPayload } from "../../message/json-text.ts";
import type { JsonObject, JsonValue } from "../../message/json-value.ts";
import { DATATYPES } from "../../tensor/datatype.ts";
import { elementAt, toNested } from "../../tensor/convert.ts";
import type { Tensor } from "../../tensor/tensor.ts";

/** What JSON has to escape; surrogates too, since a lone one must not leave as it is. */
const NEEDS_ESCAPE = /["\\\u0000-\u001f\ud800-\udfff]/;

/** A text in quotes; most need no escape, and finding that out is cheaper than escaping. */
export function writeString(text: string): string {
  return NEEDS_ESCAPE.test(text) ? JSON.stringify(text) : `"${text}"`;
}

/** A float64 as JSON; NaN and the infinities, which JSON has no word for, as `special` says. */
export function writeFloat(value: number, special: (value: number) => string = () => "null"): string {
  if (Number.isInteger(value)) {
    if (value === 0) return Object.is(value, -0) ? "-0.0" : "0.0";
    return value < 1e21 && value > -1e21 ? `${value}.0` : `${value}`;
  }
  return Number.isFinite(value) ? `${value}` : special(value);
}

/** The text of each element, in order. */
export type ElementWriter = (tensor: Tensor, index: number) => string;

/** Writes an element as ndarray and jsonData want it: NaN and infinities are null. */
export const writeElement: ElementWriter = (tensor, index) => {
  switch (DATATYPES[tensor.datatype].kind) {
    case "float":
      return writeFloat(tensor.data[index] as number);
    case "half":
      return writeFloat(elementAt(tensor, index) as number);
    case "bool":
      return tensor.data[index] === 0 ? "false" : "true";
    case "bytes":
      return writeText(tensor.data[index] as string | Uint8Array);
    default:
      return String(tensor.data[index]);
  }
};

/** So many items are put together as one text; a longer one would hold on to each of its pieces. */
const BLOCK = 4096;

/** The texts of `count` items with commas between. */
export function writeList(count: number, write: (index: number) => string): string {
  if (count <= BLOCK) {
    let text = "";
    for (let i = 0; i < count; i++) text += i === 0 ? write(i) : `,${write(i)}`;
    return text;
  }
  const blocks: string[] = [];
  for (let start = 0; start < count; start += BLOCK) {
    const pieces = Array.from({ length: Math.min(BLOCK, count - start) }, (_, index) => write(start + index));
    blocks.push(pieces.join(","));
  }
  return blocks.join(",");
}

/** Writes a tensor as nested arrays in its shape. */
export function writeNested(tensor: Tensor): string {
  const { shape, data } = tensor;
  if (shape.length === 0) return writeElement(tensor, 0);
  let next = 0;
  const last = shape.length - 1;
  const write = (axis: number): string => {
    const size = shape[axis]!;
    return `[${writeList(size, () => (axis === last ? writeElement(tensor, next++) : write(axis + 1)))}]`;
  };
  if (data instanceof Float64Array && last === 1 && shape[0] === 1) return `[[${writeRow(data)}]]`;
  return hasOnlyFractions(tensor) ? JSON.stringify(toNested(tensor)) : write(0);
}

/** From so many numbers on it pays to ask whether all have a fraction. */
const MANY = 64;

/**
 * Whether there are many floats, all with a fraction, or none at all: JSON.stringify, which is the
 * fastest writer of numbers, writes them as `writeFloat` does.
 */
function hasOnlyFractions({ data, datatype }: Tensor): boolean {
  if (data.length < MANY || DATATYPES[datatype].kind !== "float") return false;
  return !(data as Float64Array).some((value) => Number.isInteger(value));
}

/** Floats with commas between, each as `writeFloat` writes it, but many of them sooner. */
export function writeFloats(values: Float64Array, special?: (value: number) => string): string {
  if (values.length >= MANY && values.every((value) => Number.isFinite(value) && !Number.isInteger(value)))
    return JSON.stringify(Array.from(values)).slice(1, -1);
  return writeList(values.length, (index) => writeFloat(values[index]!, special));
}

function writeRow(data: Float64Array): string {
  let text = "";
  for (let i = 0; i < data.length; i++) text += i === 0 ? writeFloat(data[i]!) : `,${writeFloat(data[i]!)}`;
  return text;
}

/**
 * Writes any JSON value; bigint as an integer, NaN and infinities as null. What people's code puts
 * in beside is written as JSON.stringify would: undefined members are left out, typed arrays are lists.
 * @param number How numbers are written. Default without a fraction where they have none.
 */
export function writeJson(value: JsonValue, number: (value: number) => string = writeNumber): string {
  if (typeof value === "string") return writeString(value);
  if (typeof value === "number") return number(value);
  if (typeof value === "boolean" || typeof value === "bigint") return String(value);
  if (typeof value !== "object" || value === null) return "null";
  if (Array.isArray(value) || ArrayBuffer.isView(value)) {
    return `[${Array.from(value as readonly JsonValue[], (item) => writeJson(item, number)).join(",")}]`;
  }
  const parts: string[] = [];
  for (const [key, item] of Object.entries(value as JsonObject)) {
    if (item !== undefined) parts.push(`${writeString(key)}:${writeJson(item, number)}`);
  }
  return `{${parts.join(",")}}`;
}

/** Writes a payload: as it came, where its text is known. */
export function writeJsonPayload(payload: JsonPayload): string {
  return JsonText.of(payload) ?? writeJson(payload.value);
}

// Beyond 2^53 the shortest digits are right for a float only, so they must not look like an integer.
function writeNumber(value: number): string {
  if (Number.isInteger(value) && !Number.isSafeInteger(value)) return writeFloat(value);
  return Number.isFinite(value) ? `${value}` : "null";
}

const UTF8 = new TextDecoder("utf-8", { fatal: true });

function writeText(value: string | Uint8Array): string {
  if (typeof value === "string") return writeString(value);
  try {
    return JSON.stringify(UTF8.decode(value));
  } catch {
    throw new InferenceError("INTERNAL", "A BYTES element is not UTF-8 text and cannot be written as JSON");
  }
}
