/**
 * Tensors of the Open Inference protocol, read and made by hand: nothing here uses the codecs that
 * the replayed answers come from. Elements are text, so that integers of any size compare.
 */
import { isJsonObject } from "../../runtime/message/json-value.ts";
import type { JsonValue } from "../../runtime/message/json-value.ts";
import { fromBfloat16, fromFloat16, toBfloat16, toFloat16 } from "../../runtime/tensor/half.ts";
import { DATATYPES, isDatatype } from "../../runtime/tensor/datatype.ts";
import type { Datatype } from "../../runtime/tensor/datatype.ts";
import type { Tensor } from "../../runtime/tensor/tensor.ts";

export interface WireTensor {
  readonly name: string;
  readonly datatype: string;
  readonly shape: readonly number[];
  /** Row-major: numbers and booleans as text, BYTES in base64. */
  readonly values: readonly string[];
  /** Whether the elements were bytes behind the JSON or in raw contents. */
  readonly isBinary: boolean;
}

type JsonObject = Readonly<Record<string, JsonValue>>;

/** The tensors of `inputs` or `outputs` in JSON, with the bytes that follow it. Throws where a client would. */
export function tensorsInJson(list: JsonValue | undefined, binary: Uint8Array): readonly WireTensor[] {
  if (!Array.isArray(list)) throw new Error("Expected a list of tensors");
  let at = 0;
  const tensors = list.map((item: JsonValue): WireTensor => {
    const { name, datatype, shape, data, parameters } = object(item);
    const size = isJsonObject(parameters) ? parameters["binary_data_size"] : undefined;
    const head = { name: String(name), datatype: String(datatype), shape: (shape as number[]).map(Number) };
    if (size === undefined) {
      return { ...head, values: flat(data!).map((value) => textOf(held(value, head.datatype))), isBinary: false };
    }
    const bytes = binary.subarray(at, (at += Number(size)));
    if (bytes.length !== Number(size)) throw new Error(`${head.name}: expected ${String(size)} bytes`);
    return { ...head, values: valuesInBytes(head.datatype, bytes), isBinary: true };
  });
  if (at !== binary.length) throw new Error(`${binary.length - at} bytes are nobody's`);
  return tensors;
}

/** The elements of raw contents. */
export function valuesInBytes(datatype: string, bytes: Uint8Array): readonly string[] {
  const { buffer, byteOffset, byteLength } = bytes;
  const view = new DataView(buffer, byteOffset, byteLength);
  if (datatype === "BYTES") return piecesIn(view);
  if (!isDatatype(datatype)) throw new Error(`There is no datatype ${datatype}`);
  const { width } = DATATYPES[datatype];
  if (byteLength % width !== 0) throw new Error(`${byteLength} bytes are no ${datatype}`);
  return Array.from({ length: byteLength / width }, (_, index) => textOf(elementAt(view, datatype, index * width)));
}

/** A tensor that a unit may answer. */
export function toTensor({ name, datatype, shape, values }: WireTensor): Tensor {
  if (!isDatatype(datatype)) throw new Error(`There is no datatype ${datatype}`);
  if (datatype === "BYTES") return { name, datatype, shape, data: values.map(bytesOf) };
  const { kind, array } = DATATYPES[datatype];
  if (kind === "bigint") {
    const integers = values.map((text) => BigInt(text));
    return {
      name,
      datatype,
      shape,
      data: datatype === "INT64" ? BigInt64Array.from(integers) : BigUint64Array.from(integers),
    };
  }
  const data = new array!(values.length) as Float64Array;
  for (const [index, text] of values.entries()) data[index] = numberFor(datatype, text);
  return { name, datatype, shape, data };
}

/** What a unit was given. */
export function fromTensor({ name, datatype, shape, data }: Tensor): Omit<WireTensor, "isBinary"> {
  const values = Array.from(data as ArrayLike<string | number | bigint | Uint8Array>, (value) => {
    if (typeof value === "string") return Buffer.from(value, "utf8").toString("base64");
    if (value instanceof Uint8Array) return Buffer.from(value).toString("base64");
    if (datatype === "BOOL") return String(value !== 0);
    if (datatype === "FP16") return textOf(fromFloat16(Number(value)));
    return textOf(datatype === "BF16" ? fromBfloat16(Number(value)) : value);
  });
  return { name, datatype, shape: [...shape], values };
}

/** An element of JSON as text; what is text there is BYTES. */
export function textOf(value: JsonValue | bigint): string {
  if (typeof value === "string") return Buffer.from(value, "utf8").toString("base64");
  if (isJsonObject(value)) return String(value["b64"]);
  return typeof value === "number" ? String(Object.is(value, -0) ? "-0" : value) : String(value);
}

// What an array of the datatype makes of a number: the digits that are sent are more or fewer.
function held(value: JsonValue, datatype: string): JsonValue {
  if (typeof value !== "number" && typeof value !== "bigint") return value;
  if (datatype === "FP32") return Math.fround(Number(value));
  return datatype === "FP16" ? fromFloat16(toFloat16(Number(value))) : value;
}

function flat(data: JsonValue): readonly JsonValue[] {
  return Array.isArray(data) ? data.flatMap((item: JsonValue) => flat(item)) : [data];
}

function elementAt(view: DataView, datatype: Datatype, at: number): number | bigint | boolean {
  if (datatype === "BOOL") return view.getUint8(at) !== 0;
  if (datatype === "FP16") return fromFloat16(view.getUint16(at, true));
  if (datatype === "BF16") return fromBfloat16(view.getUint16(at, true));
  if (datatype === "INT64") return view.getBigInt64(at, true);
  if (datatype === "UINT64") return view.getBigUint64(at, true);
  if (datatype === "FP64") return view.getFloat64(at, true);
  if (datatype === "FP32") return view.getFloat32(at, true);
  const { width } = DATATYPES[datatype];
  const isSigned = datatype.startsWith("INT");
  if (width === 1) return isSigned ? view.getInt8(at) : view.getUint8(at);
  if (width === 2) return isSigned ? view.getInt16(at, true) : view.getUint16(at, true);
  return isSigned ? view.getInt32(at, true) : view.getUint32(at, true);
}

// Each element has its length before it, 4 bytes, little endian.
function piecesIn(view: DataView): readonly string[] {
  const pieces: string[] = [];
  for (let at = 0; at < view.byteLength;) {
    const length = view.getUint32(at, true);
    if (at + 4 + length > view.byteLength) throw new Error("An element is cut off");
    pieces.push(Buffer.from(view.buffer, view.byteOffset + at + 4, length).toString("base64"));
    at += 4 + length;
  }
  return pieces;
}

function numberFor(datatype: Datatype, text: string): number {
  if (datatype === "BOOL") return text === "true" ? 1 : 0;
  if (datatype === "FP16") return toFloat16(Number(text));
  return datatype === "BF16" ? toBfloat16(Number(text)) : Number(text);
}

function bytesOf(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text, "base64"));
}

function object(value: JsonValue): JsonObject {
  if (!isJsonObject(value)) throw new Error("Expected an object");
  return value;
}
