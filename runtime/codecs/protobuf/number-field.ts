/**
 * A repeated number of protobuf, packed or not, as the elements of one datatype. Packed float and
 * double are taken over in one piece: hosts are little-endian, as protobuf is.
 * @module
 */
import { DATATYPES } from "../../tensor/datatype.ts";
import type { Datatype, NumericArray } from "../../tensor/datatype.ts";
import { MAX_NUMBERS } from "../json/limits.ts";
import { readElements } from "./elements.ts";
import type { ProtoReader } from "./reader.ts";
import { FIXED32, FIXED64, LENGTH, VARINT } from "./wire.ts";

/** How protobuf writes the numbers of a field; of `int32` is also what an `enum` is. */
export type NumberKind = "float" | "double" | "int32" | "uint32" | "int64" | "uint64" | "bool";

/** Up to here numbers are read one after the other. */
const FEW_BYTES = 128;

const WIRE_TYPES: Readonly<Record<NumberKind, number>> = {
  float: FIXED32,
  double: FIXED64,
  int32: VARINT,
  uint32: VARINT,
  int64: VARINT,
  uint64: VARINT,
  bool: VARINT,
};

export class NumberField {
  readonly #datatype: Datatype;
  readonly #kind: NumberKind;
  readonly #name: string;
  /** Bytes of a number that has always as many; 0 for varints. */
  readonly #width: number;
  #data: NumericArray | undefined;
  #length = 0;

  /** @param datatype what the elements are to be; narrower than the kind only for 32-bit integers, which are checked */
  constructor(datatype: Datatype, kind: NumberKind, name: string) {
    this.#datatype = datatype;
    this.#kind = kind;
    this.#name = name;
    this.#width = kind === "double" ? 8 : kind === "float" ? 4 : 0;
  }

  /** Numbers so far. */
  get length(): number {
    return this.#length;
  }

  /**
   * Reads what stands behind a tag of the field's number; false when it is of another wire type,
   * which is no field of the message.
   * @throws InferenceError INVALID_ARGUMENT when a number is none of the datatype, or there are too many
   */
  read(reader: ProtoReader, tag: number): boolean {
    const isPacked = (tag & 7) === LENGTH;
    if (!isPacked && (tag & 7) !== WIRE_TYPES[this.#kind]) return false;
    if (this.#width === 0) this.#readVarints(reader, isPacked);
    else if (isPacked) this.#readFloats(reader, this.#width);
    else {
      const value = this.#width === 8 ? reader.double(this.#name) : reader.float(this.#name);
      this.#reserve(1)[this.#length++] = value;
    }
    return true;
  }

  /** The elements: a window on the message, or an array of their own. */
  finish(): NumericArray {
    const data = this.#data ?? this.#make(0);
    return data.length === this.#length ? data : data.slice(0, this.#length);
  }

  #readFloats(reader: ProtoReader, width: number): void {
    const length = reader.length(this.#name);
    if (length % width !== 0) reader.fail(this.#name, `${width} bytes for each number, got ${length} bytes`);
    const found =
      length <= FEW_BYTES && width === 8
        ? readDoubles(reader, length)
        : readElements(this.#datatype, reader.bytes, reader.position, length);
    reader.position += length;
    if (this.#length === 0) this.#data = found;
    else (this.#reserve(found.length) as Float64Array).set(found as Float64Array, this.#length);
    this.#length += found.length;
  }

  #readVarints(reader: ProtoReader, isPacked: boolean): void {
    const end = isPacked ? reader.length(this.#name) + reader.position : 0;
    const count = isPacked ? this.#countVarints(reader, end) : 1;
    if (this.#length + count > MAX_NUMBERS) reader.fail(this.#name, `at most ${MAX_NUMBERS} numbers, got more`);
    const data = this.#reserve(count);
    const kind = this.#kind;
    if (kind === "int64" || kind === "uint64") this.#readWide(reader, data, count);
    else if (kind === "bool") {
      for (let i = 0; i < count; i++) data[this.#length + i] = reader.bool(this.#name) ? 1 : 0;
    } else this.#readIntegers(reader, data, count, kind === "uint32");
    this.#length += count;
  }

  #readIntegers(reader: ProtoReader, data: NumericArray, count: number, isUnsigned: boolean): void {
    const { bytes } = reader;
    // One that is not packed may break off before its first byte; reading it says so.
    if (reader.remaining < count) reader.varint(this.#name);
    for (let i = this.#length; i < this.#length + count; i++) {
      let value = bytes[reader.position]!;
      if (value < 0x80) reader.position++;
      else {
        value = reader.varint(this.#name);
        if (isUnsigned) value >>>= 0;
      }
      data[i] = value;
      if (data[i] !== value) reader.fail(this.#name, `numbers of ${this.#datatype}, got ${value}`);
    }
  }

  // By 32-bit halves: a bigint for each element would be an allocation each.
  #readWide(reader: ProtoReader, data: NumericArray, count: number): void {
    const halves = new Uint32Array(data.buffer, data.byteOffset, 2 * data.length);
    for (let i = this.#length; i < this.#length + count; i++) {
      halves[2 * i] = reader.varint(this.#name);
      halves[2 * i + 1] = reader.high;
    }
  }

  // Each ends with the first byte below 0x80; none goes beyond the end of the field.
  #countVarints(reader: ProtoReader, end: number): number {
    const { bytes, position } = reader;
    if (end > position && bytes[end - 1]! >= 0x80) reader.fail(this.#name, "whole numbers, got a part of one");
    let count = 0;
    for (let at = position; at < end; at++) if (bytes[at]! < 0x80) count++;
    return count;
  }

  #reserve(count: number): NumericArray {
    const needed = this.#length + count;
    const known = this.#data;
    if (known === undefined) return (this.#data = this.#make(needed));
    if (known.length >= needed) return known;
    const grown = this.#make(Math.max(needed, 2 * this.#length));
    (grown as Float64Array).set(known.subarray(0, this.#length) as Float64Array);
    return (this.#data = grown);
  }

  #make(length: number): NumericArray {
    return new DATATYPES[this.#datatype].array!(length);
  }
}

function readDoubles({ view, position }: ProtoReader, length: number): Float64Array {
  const data = new Float64Array(length / 8);
  for (let i = 0; i < data.length; i++) data[i] = view.getFloat64(position + 8 * i, true);
  return data;
}
