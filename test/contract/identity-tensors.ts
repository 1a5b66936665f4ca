/** Random tensors for every protocol, and TensorProto written and read by hand. */
import { create, fromJson } from "@bufbuild/protobuf";
import type { JsonValue as ProtoJson } from "@bufbuild/protobuf";
import fc from "fast-check";
import { TensorProtoSchema } from "../../runtime/proto/generated/tensorflow/core/framework/tensor_pb.js";
import type { TensorProto } from "../../runtime/proto/generated/tensorflow/core/framework/tensor_pb.js";
import { DataType } from "../../runtime/proto/generated/tensorflow/core/framework/types_pb.js";
import { fromBfloat16, fromFloat16, toBfloat16, toFloat16 } from "../../runtime/tensor/half.ts";
import { textOf, toTensor, valuesInBytes } from "./v2-tensors.ts";
import type { WireTensor } from "./v2-tensors.ts";

/** A tensor as it is sent. */
export type Sent = WireTensor;

const TENSORFLOW: Readonly<Record<string, DataType>> = {
  BOOL: DataType.DT_BOOL,
  UINT8: DataType.DT_UINT8,
  UINT16: DataType.DT_UINT16,
  UINT32: DataType.DT_UINT32,
  UINT64: DataType.DT_UINT64,
  INT8: DataType.DT_INT8,
  INT16: DataType.DT_INT16,
  INT32: DataType.DT_INT32,
  INT64: DataType.DT_INT64,
  FP16: DataType.DT_HALF,
  BF16: DataType.DT_BFLOAT16,
  FP32: DataType.DT_FLOAT,
  FP64: DataType.DT_DOUBLE,
  BYTES: DataType.DT_STRING,
};

/** The elements as bytes, as raw contents have them. */
export function packed(tensor: Sent): Uint8Array {
  if (tensor.datatype !== "BYTES") {
    const { buffer, byteOffset, byteLength } = toTensor(tensor).data as Float64Array;
    return new Uint8Array(buffer, byteOffset, byteLength);
  }
  const pieces = tensor.values.flatMap((value) => {
    const bytes = Buffer.from(value, "base64");
    const length = Buffer.alloc(4);
    length.writeUInt32LE(bytes.length);
    return [length, bytes];
  });
  return Buffer.concat(pieces);
}

/** As TensorFlow's own client makes one: text by value, the rest by content. */
export function protoOf(tensor: Sent): TensorProto {
  const { datatype, shape, values } = tensor;
  const head = { dtype: TENSORFLOW[datatype]!, tensorShape: { dim: shape.map((size) => ({ size: BigInt(size) })) } };
  if (datatype !== "BYTES")
    return create(TensorProtoSchema, { ...head, tensorContent: Uint8Array.from(packed(tensor)) });
  return create(TensorProtoSchema, {
    ...head,
    stringVal: values.map((value) => Uint8Array.from(Buffer.from(value, "base64"))),
  });
}

/** Reads a TensorProto in its JSON form. */
export function readProtoJson(json: ProtoJson): Omit<Sent, "name" | "isBinary"> {
  return readProto(fromJson(TensorProtoSchema, json));
}

/** Reads a TensorProto: content, else the list of its type, of which the last value fills up. */
export function readProto(proto: TensorProto): Omit<Sent, "name" | "isBinary"> {
  const [datatype] = Object.entries(TENSORFLOW).find(([, type]) => type === proto.dtype) ?? [];
  if (datatype === undefined) throw new Error(`Unexpected type ${proto.dtype}`);
  const shape = (proto.tensorShape?.dim ?? []).map(({ size }) => Number(size));
  if (proto.tensorContent.length > 0) return { datatype, shape, values: valuesInBytes(datatype, proto.tensorContent) };
  const count = shape.reduce((product, size) => product * size, 1);
  const listed = listOf(proto, datatype);
  return {
    datatype,
    shape,
    values: Array.from({ length: count }, (_, at) => listed[Math.min(at, listed.length - 1)]!),
  };
}

function listOf(proto: TensorProto, datatype: string): readonly string[] {
  switch (datatype) {
    case "BYTES":
      return proto.stringVal.map((bytes) => Buffer.from(bytes).toString("base64"));
    case "BOOL":
      return proto.boolVal.map(String);
    case "FP16":
      return proto.halfVal.map((bits) => textOf(fromFloat16(bits)));
    case "BF16":
      return proto.halfVal.map((bits) => textOf(fromBfloat16(bits)));
    case "FP32":
      return proto.floatVal.map((value) => textOf(value));
    case "FP64":
      return proto.doubleVal.map((value) => textOf(value));
    case "INT64":
      return proto.int64Val.map(String);
    case "UINT64":
      return proto.uint64Val.map(String);
    case "UINT32":
      return proto.uint32Val.map(String);
    default:
      return proto.intVal.map(String);
  }
}

const EDGES = [0, -0, NaN, Infinity, -Infinity];
const floats = (round: (value: number) => number): fc.Arbitrary<string> =>
  fc.oneof({ weight: 3, arbitrary: fc.double() }, fc.constantFrom(...EDGES)).map((value) => textOf(round(value)));
const integers = (bits: number, isSigned: boolean): fc.Arbitrary<string> => {
  const size = 2n ** BigInt(bits);
  const [min, max] = isSigned ? [-size / 2n, size / 2n - 1n] : [0n, size - 1n];
  return fc.oneof(fc.bigInt({ min, max }), fc.constantFrom(min, max)).map(String);
};
const base64 = (bytes: Uint8Array | string): string => Buffer.from(bytes as string).toString("base64");

const ELEMENTS: Readonly<Record<string, fc.Arbitrary<string>>> = {
  BOOL: fc.boolean().map(String),
  UINT8: integers(8, false),
  UINT16: integers(16, false),
  UINT32: integers(32, false),
  UINT64: integers(64, false),
  INT8: integers(8, true),
  INT16: integers(16, true),
  INT32: integers(32, true),
  INT64: integers(64, true),
  FP16: floats((value) => fromFloat16(toFloat16(value))),
  BF16: floats((value) => fromBfloat16(toBfloat16(value))),
  FP32: floats(Math.fround),
  FP64: floats((value) => value),
  TEXT: fc
    .oneof(fc.string({ unit: "grapheme", maxLength: 6 }), fc.constantFrom("", "été", "木", "🌲\u0000"))
    .map(base64),
  RAW: fc.uint8Array({ maxLength: 6 }).map(base64),
};

/** Tensors of every datatype: extremes, NaN, infinities and -0, empty and non-ASCII texts, bytes, and no elements at all. */
export const tensors: fc.Arbitrary<Sent> = fc
  .tuple(
    fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 3 }),
    fc.constantFrom(...Object.keys(ELEMENTS)),
  )
  .chain(([shape, kind]) => {
    const length = shape.reduce((product, size) => product * size, 1);
    const datatype = kind === "TEXT" || kind === "RAW" ? "BYTES" : kind;
    return fc
      .array(ELEMENTS[kind]!, { minLength: length, maxLength: length })
      .map((values) => ({ name: "x", datatype, shape, values, isBinary: false }));
  });
