/**
 * Reads and writes tensorflow.TensorProto.
 * @see contract section 1.2, "TensorFlow pieces"
 * @module
 */
import { DATATYPES } from "../../tensor/datatype.ts";
import type { NumericArray, TensorData } from "../../tensor/datatype.ts";
import { elementCount } from "../../tensor/tensor.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { MAX_RANK } from "../json/limits.ts";
import { NumberField } from "../protobuf/number-field.ts";
import type { NumberKind } from "../protobuf/number-field.ts";
import type { ProtoReader } from "../protobuf/reader.ts";
import { LENGTH, VARINT, tagOf } from "../protobuf/wire.ts";
import type { ProtoWriter } from "../protobuf/writer.ts";
import { checkRank, checkShape } from "../seldon-json/shape.ts";
import { fillNumbers, fillTexts, fromContent, tensorOf, tensorType, typeOf } from "../tensorflow/tensor-proto.ts";
import type { TensorType } from "../tensorflow/tensor-proto.ts";

const DTYPE = tagOf(1, VARINT);
const TENSOR_SHAPE = tagOf(2, LENGTH);
const TENSOR_CONTENT = tagOf(4, LENGTH);
const STRING_VAL = tagOf(8, LENGTH);
/** TensorShapeProto. */
const DIM = tagOf(2, LENGTH);
const UNKNOWN_RANK = tagOf(3, VARINT);
/** TensorShapeProto.Dim. */
const SIZE = tagOf(1, VARINT);

/** Sizes of axes are int64, but nothing has so many elements. */
const MAX_SIZE = 2 ** 31;
/** Bytes of a dtype and the heads of all fields. */
const HEAD_BYTES = 16;
const DIM_BYTES = 8;

/** Field number and kind of the repeated fields of numbers. */
const VALUES: Readonly<Record<string, readonly [field: number, kind: NumberKind]>> = {
  float_val: [5, "float"],
  double_val: [6, "double"],
  int_val: [7, "int32"],
  int64_val: [10, "int64"],
  bool_val: [11, "bool"],
  half_val: [13, "int32"],
  uint32_val: [16, "uint32"],
  uint64_val: [17, "uint64"],
};

/**
 * Reads the TensorProto in a field as a tensor without a name.
 * @throws InferenceError INVALID_ARGUMENT for types that are no data and values that do not fit the shape
 */
export function readTensorProto(reader: ProtoReader, name: string): Tensor {
  const outer = reader.enter(name);
  const start = reader.position;
  let dtype = 0;
  let shape: readonly number[] = [];
  let content: Uint8Array | undefined;
  for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
    if (tag === DTYPE) dtype = reader.varint("dtype");
    else if (tag === TENSOR_SHAPE) shape = readShape(reader);
    else if (tag === TENSOR_CONTENT) content = reader.slice("tensor_content");
    else reader.skip(tag);
  }
  const type = tensorType(dtype, reader);
  let data: TensorData;
  if (content !== undefined && content.length > 0) data = fromContent(type, content, reader);
  else {
    // Only now is it known in which field the values are.
    reader.position = start;
    data = type.datatype === "BYTES" ? readTexts(reader, shape) : readNumbers(reader, type, shape);
  }
  const tensor = tensorOf(type, shape, data, reader);
  reader.leave(outer);
  return tensor;
}

function readShape(reader: ProtoReader): readonly number[] {
  const outer = reader.enter("tensor_shape");
  const shape: number[] = [];
  for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
    if (tag === DIM) {
      if (shape.length === MAX_RANK) checkRank(MAX_RANK + 1, reader.path("dim"));
      shape.push(readDim(reader, shape.length));
    } else if (tag !== UNKNOWN_RANK) reader.skip(tag);
    else if (reader.bool("unknown_rank")) reader.fail("unknown_rank", "a known rank, got true");
  }
  if (elementCount(shape) === 0) checkShape(shape, reader.path(""));
  reader.leave(outer);
  return shape;
}

function readDim(reader: ProtoReader, axis: number): number {
  const outer = reader.enter("dim", axis);
  let size = 0;
  for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
    if (tag === SIZE) size = reader.integer("size");
    else reader.skip(tag);
  }
  if (size < 0 || size > MAX_SIZE) reader.fail("size", `a size of 0 or more, got ${size}`);
  reader.leave(outer);
  return size;
}

function readNumbers(reader: ProtoReader, type: TensorType, shape: readonly number[]): NumericArray {
  const { datatype, field } = type;
  const [number, kind] = VALUES[field]!;
  const values = new NumberField(datatype, kind, field);
  for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
    if (tag >>> 3 !== number || !values.read(reader, tag)) reader.skip(tag);
  }
  return fillNumbers(values.finish(), type, elementCount(shape), reader);
}

function readTexts(reader: ProtoReader, shape: readonly number[]): TensorData {
  const items: Uint8Array[] = [];
  for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
    if (tag !== STRING_VAL) reader.skip(tag);
    else {
      reader.count("string_val");
      items.push(reader.slice("string_val"));
    }
  }
  return fillTexts(items, elementCount(shape), reader);
}

/** Writes a tensor as a field: numbers as `tensor_content`, text as `string_val`. */
export function writeTensorProto(writer: ProtoWriter, tag: number, tensor: Tensor): void {
  const { datatype, shape, data } = tensor;
  const isText = DATATYPES[datatype].width === 0;
  writer.open(tag, isText ? 0 : (data as NumericArray).byteLength + DIM_BYTES * shape.length + HEAD_BYTES);
  writer.int32(DTYPE, typeOf(datatype).number);
  writer.open(TENSOR_SHAPE);
  for (const size of shape) {
    writer.open(DIM);
    if (size !== 0) writer.int64(SIZE, size);
    writer.close();
  }
  writer.close();
  if (isText) {
    for (const item of data as readonly (string | Uint8Array)[]) {
      if (typeof item === "string") writer.string(STRING_VAL, item);
      else writer.bytes(STRING_VAL, item);
    }
  } else if (data.length > 0) writer.numbers(TENSOR_CONTENT, data as NumericArray);
  writer.close();
}
