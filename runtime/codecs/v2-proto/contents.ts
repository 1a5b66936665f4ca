/** Reads and writes InferTensorContents: a repeated field for each kind of element. @module */
import { InferenceError } from "../../errors.ts";
import { DATATYPES } from "../../tensor/datatype.ts";
import type { Datatype, NumericArray, TensorData } from "../../tensor/datatype.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { MAX_NODES } from "../json/limits.ts";
import { FixedList, VarintList } from "../wire/repeated.ts";
import type { ProtoReader } from "../wire/reader.ts";
import type { ProtoWriter } from "../wire/writer.ts";
import { utf8OrBytes } from "../text-or-bytes.ts";

/** Number of the field that holds a datatype's elements; halves have none and go raw. */
const FIELDS: Readonly<Record<Datatype, number>> = {
  BOOL: 1,
  INT8: 2,
  INT16: 2,
  INT32: 2,
  INT64: 3,
  UINT8: 4,
  UINT16: 4,
  UINT32: 4,
  UINT64: 5,
  FP32: 6,
  FP64: 7,
  BYTES: 8,
  FP16: 0,
  BF16: 0,
};
const NAMES = [
  "",
  "bool_contents",
  "int_contents",
  "int64_contents",
  "uint_contents",
  "uint64_contents",
  "fp32_contents",
  "fp64_contents",
  "bytes_contents",
];
const FP32 = 6;
const FP64 = 7;
const BYTES = 8;

/** The elements as they came, until the datatype is known. */
export class Contents {
  readonly #varints: VarintList = new VarintList();
  readonly #fixed: FixedList = new FixedList();
  readonly #bytes: Uint8Array[] = [];
  #field = 0;

  /** Whether there are no elements: some servers send such contents beside raw ones. */
  get isEmpty(): boolean {
    return this.#field === 0;
  }

  /** Reads the contents that the reader stands at. */
  read(reader: ProtoReader, path: string): void {
    const outer = reader.enter();
    for (let tag = reader.next(); tag !== 0; tag = reader.next()) {
      const field = tag >>> 3;
      if (field > BYTES) {
        reader.skip(tag);
        continue;
      }
      if (this.#field !== 0 && this.#field !== field) {
        throw invalid(`${path}: expected one kind of contents, got ${NAMES[this.#field]} and ${NAMES[field]}`);
      }
      this.#field = field;
      if (field === FP32 || field === FP64) this.#fixed.read(reader, tag, field === FP32 ? 4 : 8, path);
      else if (field < FP32) this.#varints.read(reader, tag, path);
      else if (tag !== ((BYTES << 3) | 2)) reader.skip(tag);
      else if (this.#bytes.push(reader.view()) > MAX_NODES)
        throw invalid(`${path}: expected at most ${MAX_NODES} elements`);
    }
    reader.leave(outer);
  }

  /**
   * The elements as the datatype holds them.
   * @throws InferenceError INVALID_ARGUMENT for contents of another kind and values that do not fit
   */
  finish(datatype: Datatype, path: string): TensorData {
    const expected = FIELDS[datatype];
    if (expected === 0) throw invalid(`${path}: ${datatype} has to come as raw contents`);
    if (this.#field !== 0 && this.#field !== expected) {
      throw invalid(`${path}: expected ${NAMES[expected]} for ${datatype}, got ${NAMES[this.#field]}`);
    }
    switch (datatype) {
      case "FP32":
        return this.#fixed.toArray(Float32Array);
      case "FP64":
        return this.#fixed.toArray(Float64Array);
      case "BYTES":
        return utf8OrBytes(this.#bytes);
      case "INT64":
        return this.#varints.toInt64();
      case "UINT64":
        return this.#varints.toUint64();
      case "BOOL":
        return this.#varints.toBools();
      default:
        return this.#integers(datatype, path);
    }
  }

  #integers(datatype: Datatype, path: string): TensorData {
    const wide = datatype.startsWith("U") ? this.#varints.toArray(Uint32Array) : this.#varints.toArray(Int32Array);
    if (datatype === "INT32" || datatype === "UINT32") return wide;
    const narrow = new (DATATYPES[datatype].array as { new (length: number): Uint8Array })(wide.length);
    for (let at = 0; at < wide.length; at++) {
      narrow[at] = wide[at]!;
      if (narrow[at] !== wide[at]) throw invalid(`${path}: expected ${datatype} values, got one outside of it`);
    }
    return narrow;
  }
}

/** Whether a datatype has contents of its own; halves have not. */
export function hasContents(datatype: Datatype): boolean {
  return FIELDS[datatype] !== 0;
}

/** Writes the elements as a field. */
export function writeContents(writer: ProtoWriter, tag: number, { data, datatype }: Tensor): void {
  const field = FIELDS[datatype];
  const size = datatype === "BYTES" ? 0 : (data as NumericArray).byteLength;
  const mark = writer.open(tag, size + 8);
  if (datatype === "BYTES") {
    for (const element of data as readonly (string | Uint8Array)[]) {
      if (typeof element === "string") writer.string((BYTES << 3) | 2, element);
      else writer.bytes((BYTES << 3) | 2, element);
    }
  } else if (data.length > 0) {
    const { buffer, byteOffset, byteLength } = data as NumericArray;
    if (field === FP32 || field === FP64)
      writer.bytes((field << 3) | 2, new Uint8Array(buffer, byteOffset, byteLength));
    else writeVarints(writer, (field << 3) | 2, data as NumericArray);
  }
  writer.close(mark);
}

function writeVarints(writer: ProtoWriter, tag: number, data: NumericArray): void {
  const mark = writer.open(tag, data.length);
  if (data instanceof BigInt64Array || data instanceof BigUint64Array) for (const value of data) writer.uint64(value);
  else for (const value of data) writer.int32(value);
  writer.close(mark);
}

function invalid(message: string): InferenceError {
  return new InferenceError("INVALID_ARGUMENT", message);
}
