/** What an element of a numpy array is. @module */
import { MAX_ELEMENT_BYTES } from "../limits.ts";

/** numpy's letters: bool, signed, unsigned, float, complex, bytes, text, object, date, duration, record or raw. */
export type DtypeKind = "b" | "i" | "u" | "f" | "c" | "S" | "U" | "O" | "M" | "m" | "V";

export interface DtypeField {
  readonly dtype: Dtype;
  /** Bytes from the beginning of the record. */
  readonly offset: number;
}

/** An array inside each element. */
export interface Subarray {
  readonly dtype: Dtype;
  readonly shape: readonly number[];
}

const NAMES: Readonly<Record<DtypeKind, string>> = {
  b: "bool",
  i: "int",
  u: "uint",
  f: "float",
  c: "complex",
  S: "bytes",
  U: "str",
  O: "object",
  M: "datetime64",
  m: "timedelta64",
  V: "void",
};

const SIZES: Readonly<Partial<Record<DtypeKind, readonly number[]>>> = {
  b: [1],
  i: [1, 2, 4, 8],
  u: [1, 2, 4, 8],
  f: [2, 4, 8, 12, 16],
  c: [8, 16, 24, 32],
  M: [8],
  m: [8],
};

export class Dtype {
  readonly kind: DtypeKind;
  /** Bytes of an element; of an object, what the file says. */
  readonly size: number;
  readonly bigEndian: boolean;
  /** Of a record, in order. */
  readonly fields: ReadonlyMap<string, DtypeField> | undefined;
  readonly subarray: Subarray | undefined;
  /** Whether it, or a part of it, is Python objects, which are never in the bytes of an array. */
  readonly hasObjects: boolean;

  constructor(
    kind: DtypeKind,
    size: number,
    bigEndian = false,
    fields?: ReadonlyMap<string, DtypeField>,
    subarray?: Subarray,
  ) {
    this.kind = kind;
    this.size = size;
    this.bigEndian = bigEndian;
    this.fields = fields;
    this.subarray = subarray;
    const parts = fields === undefined ? [] : Array.from(fields.values(), ({ dtype }) => dtype);
    this.hasObjects = kind === "O" || subarray?.dtype.hasObjects === true || parts.some((part) => part.hasObjects);
  }

  /** As numpy calls it: `float64`, `int32`, `bool`, `str`, `object`, `record`. */
  get name(): string {
    if (this.fields !== undefined) return "record";
    if (this.subarray !== undefined) return `array of ${this.subarray.dtype.name}`;
    return "iufc".includes(this.kind) ? NAMES[this.kind] + String(this.size * 8) : NAMES[this.kind];
  }

  /** Whether its elements become numbers of a typed array: bool, int, uint and float up to 64 bits. */
  get isNumeric(): boolean {
    return this.fields === undefined && this.subarray === undefined && "biuf".includes(this.kind) && this.size <= 8;
  }
}

const DESCRIPTION = /^([<>|=]?)([?biufcSaUOMmV])(\d{0,10})(?:\[[\w/]{1,16}\])?$/;

/**
 * Reads numpy's short form: `f8`, `<i4`, `U12`, `O8`, `?`.
 * @returns undefined when it is none, or not one of those sizes
 */
export function parseDtype(description: string): Dtype | undefined {
  const parts = DESCRIPTION.exec(description);
  if (parts === null) return undefined;
  const [, order, letter, digits] = parts;
  if (letter === "?" || (letter === "b" && digits === "")) {
    return digits === "" ? new Dtype(letter === "?" ? "b" : "i", 1) : undefined;
  }
  const kind = (letter === "a" ? "S" : letter) as DtypeKind;
  const count = digits === "" ? (kind === "O" || kind === "M" || kind === "m" ? 8 : 0) : Number(digits);
  const size = kind === "U" ? count * 4 : count;
  if (size > MAX_ELEMENT_BYTES) return undefined;
  const sizes = SIZES[kind];
  if (sizes !== undefined && !sizes.includes(size)) return undefined;
  return new Dtype(kind, size, order === ">");
}
