/** Reads and writes the tensors of inference requests and answers, which are alike. @module */
import { invalid } from "../../errors.ts";
import { isDatatype } from "../../tensor/datatype.ts";
import type { Datatype, NumericArray, TensorData } from "../../tensor/datatype.ts";
import { elementCount } from "../../tensor/tensor.ts";
import type { Tensor, TensorParameters } from "../../tensor/tensor.ts";
import type { ProtoReader } from "../protobuf/reader.ts";
import { readSizes } from "../protobuf/sizes.ts";
import { LENGTH, tagOf } from "../protobuf/wire.ts";
import type { ProtoWriter } from "../protobuf/writer.ts";
import { checkShape } from "../seldon-json/shape.ts";
import { readRaw } from "../v2/raw.ts";
import { Contents, writeContents } from "./contents.ts";
import { readParameter, writeParameters } from "./parameters.ts";

const NAME = tagOf(1, LENGTH);
const DATATYPE = tagOf(2, LENGTH);
const SHAPE = tagOf(3, LENGTH);
const PARAMETERS = tagOf(4, LENGTH);
const CONTENTS = tagOf(5, LENGTH);

/** Sizes of axes are int64, but nothing has so many elements. */
const MAX_SIZE = 2 ** 31;
/** Bytes that a tensor has beside its elements, roughly. */
const HEAD_BYTES = 24;

/** A tensor whose elements may still be among the raw contents. */
export interface TensorHead {
  readonly name: string;
  readonly datatype: Datatype;
  readonly shape: readonly number[];
  readonly parameters: TensorParameters | undefined;
  /** undefined when it has no contents. */
  readonly data: TensorData | undefined;
}

/**
 * Reads the tensor in a field.
 * @throws InferenceError INVALID_ARGUMENT naming the field
 */
export function readHead(reader: ProtoReader, list: string, index: number): TensorHead {
  reader.count(list);
  const outer = reader.enter(list, index);
  const start = reader.position;
  let name = "";
  let datatype = "";
  let isTyped = false;
  let parameters: Record<string, TensorParameters[string]> | undefined;
  const shape: number[] = [];
  for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
    if (tag === NAME) name = reader.string("name");
    else if (tag === DATATYPE) datatype = reader.string("datatype");
    else if (tag === SHAPE || tag === SHAPE - LENGTH) readSizes(reader, tag, shape, "shape");
    else if (tag === PARAMETERS) readParameter(reader, (parameters ??= {}));
    else {
      if (tag === CONTENTS) isTyped = true;
      reader.skip(tag);
    }
  }
  if (!isDatatype(datatype)) {
    return reader.fail("datatype", `one such as FP32, got ${JSON.stringify(datatype.slice(0, 20))}`);
  }
  for (const size of shape) {
    if (size < 0 || size > MAX_SIZE) reader.fail("shape", `axis sizes of 0 or more, got ${size}`);
  }
  if (elementCount(shape) === 0) checkShape(shape, reader.path("shape"));
  let data: TensorData | undefined;
  if (isTyped) {
    // Only now is it known what they have to be.
    reader.position = start;
    data = readContents(reader, datatype);
  }
  reader.leave(outer);
  return { name, datatype, shape, parameters, data };
}

function readContents(reader: ProtoReader, datatype: Datatype): TensorData | undefined {
  const contents = new Contents(datatype);
  for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
    if (tag === CONTENTS) contents.read(reader);
    else reader.skip(tag);
  }
  const data = contents.finish();
  return data.length === 0 ? undefined : data;
}

/**
 * The tensor of a head, with its own contents or with raw ones.
 * @param list the field that the tensor is in, at `index`
 * @throws InferenceError INVALID_ARGUMENT when there are both, or not as many as the shape says
 */
export function finishTensor(head: TensorHead, raw: Uint8Array | undefined, list: string, index: number): Tensor {
  const { name, datatype, shape, parameters } = head;
  let { data } = head;
  if (raw !== undefined) {
    if (data !== undefined) invalid(`${list}[${index}].contents: expected none beside raw contents`);
    data = readRaw(raw, datatype, shape, `raw_${list.slice(0, -1)}_contents[${index}]`);
  } else {
    data ??= new Contents(datatype).finish();
    const count = elementCount(shape);
    if (data.length !== count) {
      const expected = `${count} elements for shape [${shape.join(",")}]`;
      invalid(`${list}[${index}].contents: expected ${expected}, got ${data.length}`);
    }
  }
  return parameters === undefined ? { name, datatype, shape, data } : { name, datatype, shape, data, parameters };
}

/** Writes a tensor as a field. @param raw whether its elements go elsewhere, as raw contents */
export function writeTensor(writer: ProtoWriter, tag: number, tensor: Tensor, raw: boolean): void {
  const { name, datatype, shape, data, parameters } = tensor;
  const isSized = !raw && datatype !== "BYTES";
  writer.open(tag, isSized ? (data as NumericArray).byteLength + HEAD_BYTES : 0);
  if (name !== "") writer.string(NAME, name);
  writer.string(DATATYPE, datatype);
  if (shape.length > 0) writer.varints(SHAPE, shape);
  writeParameters(writer, PARAMETERS, parameters);
  if (!raw) writeContents(writer, CONTENTS, tensor);
  writer.close();
}
