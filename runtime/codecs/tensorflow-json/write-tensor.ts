/** Writes tensors as TensorFlow Serving spells their elements. @module */
import { elementAt } from "../../tensor/convert.ts";
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
  /** Elements below each axis. */
  readonly #strides: readonly number[];

  constructor(tensor: Tensor) {
    this.#tensor = tensor;
    this.#write = elementWriter(tensor);
    const strides = tensor.shape.map(() => 1);
    for (let axis = strides.length - 2; axis >= 0; axis--) strides[axis] = strides[axis + 1]! * tensor.shape[axis + 1]!;
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
    const { data, datatype } = this.#tensor;
    if (data instanceof Float64Array) return writeFloats(data.subarray(start, start + size), writeSpecial);
    const { kind } = DATATYPES[datatype];
    if (kind === "int" || kind === "bigint") return (data as NumericArray).subarray(start, start + size).join(",");
    return writeList(size, (index) => this.#write(start + index));
  }
}

function elementWriter(tensor: Tensor): (index: number) => string {
  const { data, datatype, name } = tensor;
  switch (DATATYPES[datatype].kind) {
    case "bytes":
      return textWriter(data as Texts, name);
    case "bool":
      return (index) => (data[index] === 0 ? "false" : "true");
    case "half":
      return (index) => writeSingle(elementAt(tensor, index) as number);
    case "float":
      return datatype === "FP32"
        ? (index) => writeSingle(data[index] as number)
        : (index) => writeFloat(data[index] as number, writeSpecial);
    default:
      return (index) => String(data[index]);
  }
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

/**
 * Writes a float32: in 6 digits where they say which one it is, else in the 9 that always do.
 * @param value a number that float32 can hold
 */
export function writeSingle(value: number): string {
  if (Number.isInteger(value)) return writeFloat(value);
  const short = Number(value.toPrecision(6));
  return writeFloat(Math.fround(short) === value ? short : Number(value.toPrecision(9)), writeSpecial);
}

/** NaN and the infinities are bare words, which this protocol has in addition to JSON. */
export function writeSpecial(value: number): string {
  return String(value);
}
