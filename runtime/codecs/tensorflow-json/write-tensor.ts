/** Writes tensors as TensorFlow Serving spells their elements. @module */
import { toFloat64 } from "../../tensor/convert.ts";
import { DATATYPES } from "../../tensor/datatype.ts";
import type { NumericArray } from "../../tensor/datatype.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { encodeBase64 } from "../base64.ts";
import { writeFloat, writeFloats, writeList, writeString } from "../json/writer.ts";
import { utf8OrBytes } from "../text-or-bytes.ts";

/** Ending of the names of tensors whose elements are bytes, whatever is in them. */
const BYTES_NAME = "_bytes";
const UTF8 = new TextEncoder();

type Texts = readonly string[] | readonly Uint8Array[];

/** Writes nested lists from an axis on. */
export class TensorWriter {
  readonly #tensor: Tensor;
  readonly #write: (index: number) => string;
  /** The elements, where they are floats. */
  readonly #floats: Float64Array | undefined;
  /** Elements below each axis. */
  readonly #strides: readonly number[];

  constructor(tensor: Tensor) {
    const { shape } = tensor;
    this.#tensor = tensor;
    this.#floats = toFloats(tensor);
    this.#write = elementWriter(tensor, this.#floats);
    const strides = shape.map(() => 1);
    for (let axis = strides.length - 2; axis >= 0; axis--) strides[axis] = strides[axis + 1]! * shape[axis + 1]!;
    this.#strides = strides;
  }

  /** The whole tensor. */
  all(): string {
    return this.#nested(0, 0);
  }

  /** One item of its first axis. */
  row(index: number): string {
    return this.#nested(1, index * this.#strides[0]!);
  }

  #nested(axis: number, start: number): string {
    const { shape } = this.#tensor;
    if (axis === shape.length) return this.#write(start);
    const size = shape[axis]!;
    if (axis === shape.length - 1) return `[${this.#flat(start, size)}]`;
    const stride = this.#strides[axis]!;
    return `[${writeList(size, (index) => this.#nested(axis + 1, start + index * stride))}]`;
  }

  #flat(start: number, size: number): string {
    if (this.#floats !== undefined) return writeFloats(this.#floats.subarray(start, start + size), writeSpecial);
    const { data, datatype } = this.#tensor;
    const { kind } = DATATYPES[datatype];
    if (kind === "int" || kind === "bigint") return (data as NumericArray).subarray(start, start + size).join(",");
    return writeList(size, (index) => this.#write(start + index));
  }
}

function toFloats(tensor: Tensor): Float64Array | undefined {
  const { kind } = DATATYPES[tensor.datatype];
  if (kind !== "float" && kind !== "half") return undefined;
  const floats = toFloat64(tensor);
  return tensor.datatype === "FP64" ? floats : floats.map(shorten);
}

function elementWriter({ data, datatype, name }: Tensor, floats: Float64Array | undefined): (index: number) => string {
  if (floats !== undefined) return (index) => writeFloat(floats[index]!, writeSpecial);
  if (datatype === "BYTES") return textWriter(data as Texts, name);
  if (datatype === "BOOL") return (index) => (data[index] === 0 ? "false" : "true");
  return (index) => String(data[index]);
}

// All elements alike: a client must not find texts and objects in one list.
function textWriter(data: Texts, name: string): (index: number) => string {
  const texts = typeof data[0] === "string" ? data : utf8OrBytes(data as readonly Uint8Array[]);
  const isText = texts.length === 0 || typeof texts[0] === "string";
  if (isText && !name.endsWith(BYTES_NAME)) return (index) => writeString(texts[index] as string);
  return (index) => {
    const element = texts[index]!;
    return `{"b64":"${encodeBase64(typeof element === "string" ? UTF8.encode(element) : element)}"}`;
  };
}

/** Powers of ten that float64 holds exactly. */
const POWERS = Array.from({ length: 15 }, (_, exponent) => 10 ** exponent);

/**
 * The number with the fewest digits, 6 or 9, that float32 rounds to the given one, as TensorFlow
 * Serving writes it: 0.1 instead of 0.10000000149011612.
 * @param value a number that float32 can hold
 */
export function shorten(value: number): number {
  const digits = 5 - Math.floor(Math.log10(Math.abs(value)));
  // In this range the quotient of whole numbers is the float64 closest to the decimal.
  if (!(digits >= 0 && digits <= 11)) return shortenAny(value);
  const six = Math.round(value * POWERS[digits]!) / POWERS[digits]!;
  if (Math.fround(six) === value) return six;
  const nine = Math.round(value * POWERS[digits + 3]!) / POWERS[digits + 3]!;
  return Math.fround(nine) === value ? nine : shortenAny(value);
}

// Also 0, NaN and the infinities, whose logarithm is not finite.
function shortenAny(value: number): number {
  if (Number.isInteger(value)) return value;
  const six = Number(value.toPrecision(6));
  return Math.fround(six) === value ? six : Number(value.toPrecision(9));
}

/** NaN and the infinities are bare words, which this protocol has in addition to JSON. */
export function writeSpecial(value: number): string {
  return String(value);
}
