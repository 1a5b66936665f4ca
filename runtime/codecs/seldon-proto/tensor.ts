/** Reads and writes `data.tensor`: packed float64 values and a shape. @module */
import { toFloat64 } from "../../tensor/convert.ts";
import { elementCount } from "../../tensor/tensor.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { NumberField } from "../protobuf/number-field.ts";
import type { ProtoReader } from "../protobuf/reader.ts";
import { readSizes } from "../protobuf/sizes.ts";
import { LENGTH, tagOf } from "../protobuf/wire.ts";
import type { ProtoWriter } from "../protobuf/writer.ts";
import { checkShape } from "../seldon-json/shape.ts";
import { inferAxis } from "../seldon-json/tensor.ts";
import { DATA } from "./tags.ts";

const SHAPE = tagOf(1, LENGTH);
const VALUES = tagOf(2, LENGTH);
/** Upper halves below this belong to integers that float64 holds. */
const SAFE_HIGH = 2 ** 21;

/**
 * Reads a Tensor; one axis of -1 is inferred. Without a shape it is one axis, but a single value a
 * scalar: protobuf writes no shape and an empty one alike.
 * @throws InferenceError INVALID_ARGUMENT when the shape does not hold the values
 */
export function readTensor(reader: ProtoReader): Tensor {
  const outer = reader.enter("tensor");
  const sizes: number[] = [];
  const values = new NumberField("FP64", "double", "values");
  for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
    if (tag >>> 3 === 2 && values.read(reader, tag)) continue;
    if (tag === SHAPE || tag === SHAPE - LENGTH) readSizes(reader, tag, sizes, "shape");
    else reader.skip(tag);
  }
  const data = values.finish();
  const shape = toShape(reader, sizes, data.length);
  reader.leave(outer);
  return { name: "", datatype: "FP64", shape, data };
}

function toShape(reader: ProtoReader, sizes: number[], count: number): readonly number[] {
  if (sizes.length === 0) return count === 1 ? sizes : [count];
  let shape: readonly number[] = sizes;
  for (let axis = 0; axis < sizes.length; axis++) {
    // An int32 may come as 64 bits.
    const size = sizes[axis]! | 0;
    sizes[axis] = size;
    if (size < -1 || (size === -1 && shape !== sizes)) reader.fail("shape", `axis sizes of 0 or more, got ${size}`);
    if (size === -1) shape = [];
  }
  if (shape !== sizes) shape = inferAxis(sizes, count);
  const elements = elementCount(shape);
  if (elements === 0) checkShape(shape, reader.path("shape"));
  if (elements !== count) reader.fail("values", `${elements} values for shape [${shape.join(",")}], got ${count}`);
  return shape;
}

/** Whether float64 holds every value of the tensor: not so for some integers beyond 2^53. */
export function fitsFloat64({ datatype, data }: Tensor): boolean {
  if (datatype !== "INT64" && datatype !== "UINT64") return true;
  const wide = data as BigInt64Array | BigUint64Array;
  const halves = new Int32Array(wide.buffer, wide.byteOffset, 2 * wide.length);
  for (let i = 0; i < wide.length; i++) {
    const high = halves[2 * i + 1]!;
    // Within 2^53 in any case; a bigint for each of them would be an allocation each.
    if (high < SAFE_HIGH && high >= -SAFE_HIGH && (high >= 0 || datatype === "INT64")) continue;
    if (BigInt(Number(wide[i]!)) !== wide[i]!) return false;
  }
  return true;
}

/** Writes a tensor of numbers as a field. */
export function writeTensor(writer: ProtoWriter, tensor: Tensor): void {
  const values = toFloat64(tensor);
  const { shape } = tensor;
  writer.open(DATA.tensor, values.byteLength + shape.length + 6);
  if (shape.length > 0) writer.varints(SHAPE, shape);
  if (values.length > 0) writer.numbers(VALUES, values);
  writer.close();
}
