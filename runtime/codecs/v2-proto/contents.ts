/** Reads and writes InferTensorContents: a repeated field for each kind of element. @module */
import { DATATYPES } from "../../tensor/datatype.ts";
import type { Datatype, NumericArray, TensorData } from "../../tensor/datatype.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { NumberField } from "../protobuf/number-field.ts";
import type { NumberKind } from "../protobuf/number-field.ts";
import type { ProtoReader } from "../protobuf/reader.ts";
import { LENGTH, tagOf } from "../protobuf/wire.ts";
import type { ProtoWriter } from "../protobuf/writer.ts";
import { utf8OrBytes } from "../text-or-bytes.ts";

/** By their numbers in protobuf. */
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
] as const;

/** Where a datatype's elements stand, and as what. Half precision has no field: it comes raw. */
const FIELDS: Readonly<Record<Datatype, readonly [field: number, kind: NumberKind | "bytes"] | undefined>> = {
  BOOL: [1, "bool"],
  INT8: [2, "int32"],
  INT16: [2, "int32"],
  INT32: [2, "int32"],
  INT64: [3, "int64"],
  UINT8: [4, "uint32"],
  UINT16: [4, "uint32"],
  UINT32: [4, "uint32"],
  UINT64: [5, "uint64"],
  FP32: [6, "float"],
  FP64: [7, "double"],
  BYTES: [8, "bytes"],
  FP16: undefined,
  BF16: undefined,
};

const BYTES_CONTENTS = tagOf(8, LENGTH);

/** Whether a datatype can be written as contents, not only raw. */
export function hasContents(datatype: Datatype): boolean {
  return FIELDS[datatype] !== undefined;
}

/** The elements of one tensor, in one or more fields of contents. */
export class Contents {
  readonly #datatype: Datatype;
  readonly #field: number;
  /** undefined for BYTES, and for what comes raw. */
  readonly #numbers: NumberField | undefined;
  readonly #items: Uint8Array[] = [];

  constructor(datatype: Datatype) {
    const [field, kind] = FIELDS[datatype] ?? [0, "bytes"];
    this.#datatype = datatype;
    this.#field = field;
    if (kind !== "bytes") this.#numbers = new NumberField(datatype, kind, NAMES[field]!);
  }

  /**
   * Reads a field of contents.
   * @throws InferenceError INVALID_ARGUMENT for elements of another datatype
   */
  read(reader: ProtoReader): void {
    const outer = reader.enter("contents");
    for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
      const field = tag >>> 3;
      if (field >= NAMES.length) reader.skip(tag);
      else if (field !== this.#field) this.#refuse(reader, field);
      else if (this.#numbers !== undefined) {
        if (!this.#numbers.read(reader, tag)) reader.skip(tag);
      } else if (tag !== BYTES_CONTENTS) reader.skip(tag);
      else {
        reader.count("bytes_contents");
        this.#items.push(reader.slice("bytes_contents"));
      }
    }
    reader.leave(outer);
  }

  #refuse(reader: ProtoReader, field: number): never {
    const expected = this.#field === 0 ? "raw contents" : NAMES[this.#field];
    return reader.fail("", `${expected} for ${this.#datatype}, got ${NAMES[field]}`);
  }

  finish(): TensorData {
    if (this.#numbers !== undefined) return this.#numbers.finish();
    if (this.#datatype === "BYTES") return utf8OrBytes(this.#items);
    return new DATATYPES[this.#datatype].array!(0);
  }
}

/** Writes a tensor's elements as a field of contents. */
export function writeContents(writer: ProtoWriter, tag: number, { data, datatype }: Tensor): void {
  const [number, kind] = FIELDS[datatype]!;
  if (data.length === 0) return;
  if (datatype === "BYTES") {
    writer.open(tag);
    for (const item of data as readonly (string | Uint8Array)[]) {
      if (typeof item === "string") writer.string(BYTES_CONTENTS, item);
      else writer.bytes(BYTES_CONTENTS, item);
    }
  } else {
    const numbers = data as NumericArray;
    writer.open(tag, numbers.byteLength + 2);
    const field = tagOf(number, LENGTH);
    if (kind === "float" || kind === "double") writer.numbers(field, numbers);
    else writer.varints(field, numbers);
  }
  writer.close();
}
