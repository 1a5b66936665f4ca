/** Reads and writes the tensors of an inference request and of its answer, which are alike. @module */
import { InferenceError } from "../../errors.ts";
import { isDatatype } from "../../tensor/datatype.ts";
import type { Datatype } from "../../tensor/datatype.ts";
import { elementCount } from "../../tensor/tensor.ts";
import type { Tensor, TensorParameters } from "../../tensor/tensor.ts";
import { MAX_RANK } from "../json/limits.ts";
import { VarintList } from "../wire/repeated.ts";
import type { ProtoReader } from "../wire/reader.ts";
import type { ProtoWriter } from "../wire/writer.ts";
import { checkShape } from "../seldon-json/shape.ts";
import { readRaw } from "../v2/raw.ts";
import { Contents, writeContents } from "./contents.ts";
import { readParameter, writeParameters } from "./parameters.ts";

/** A tensor whose elements may still be among the raw contents. */
export interface TensorHead {
  readonly name: string;
  readonly datatype: Datatype;
  readonly shape: readonly number[];
  readonly parameters: TensorParameters | undefined;
  readonly contents: Contents | undefined;
}

/**
 * Reads the tensor that the reader stands at.
 * @throws InferenceError INVALID_ARGUMENT naming the field
 */
export function readHead(reader: ProtoReader, path: string): TensorHead {
  let name = "";
  let datatype = "";
  let parameters: [string, TensorParameters[string]][] | undefined;
  let contents: Contents | undefined;
  const sizes = new VarintList();
  const outer = reader.enter();
  for (let tag = reader.next(); tag !== 0; tag = reader.next()) {
    if (tag === 0x0a) name = reader.string(`${path}.name`);
    else if (tag === 0x12) datatype = reader.string(`${path}.datatype`);
    else if (tag >>> 3 === 3) sizes.read(reader, tag, `${path}.shape`);
    else if (tag === 0x22) (parameters ??= []).push(readParameter(reader, `${path}.parameters`));
    else if (tag === 0x2a) (contents ??= new Contents()).read(reader, `${path}.contents`);
    else reader.skip(tag);
  }
  reader.leave(outer);
  if (!isDatatype(datatype)) {
    throw invalid(`${path}.datatype: expected a datatype such as FP32, got ${JSON.stringify(datatype.slice(0, 20))}`);
  }
  const shape = readShape(sizes, `${path}.shape`);
  return { name, datatype, shape, contents, parameters: parameters && Object.fromEntries(parameters) };
}

function readShape(sizes: VarintList, path: string): readonly number[] {
  if (sizes.length > MAX_RANK) throw invalid(`${path}: more than ${MAX_RANK} axes`);
  const shape = Array.from(sizes.toInt64(), Number);
  const wrong = shape.find((size) => size < 0 || size > 2 ** 31);
  if (wrong !== undefined) throw invalid(`${path}: expected axis sizes of 0 or more, got ${wrong}`);
  checkShape(shape, path);
  return shape;
}

/**
 * The tensor of a head, with its own contents or the raw ones.
 * @throws InferenceError INVALID_ARGUMENT when there are none, or not as many as the shape says
 */
export function finishTensor(head: TensorHead, raw: Uint8Array | undefined, path: string): Tensor {
  const { name, datatype, shape, contents, parameters } = head;
  const at = raw === undefined ? `${path}.contents` : `${path} (raw contents)`;
  const data =
    raw === undefined ? (contents ?? new Contents()).finish(datatype, at) : readRaw(raw, datatype, shape, at);
  if (data.length !== elementCount(shape)) {
    throw invalid(`${at}: expected ${elementCount(shape)} elements for shape [${shape.join(",")}], got ${data.length}`);
  }
  return parameters === undefined ? { name, datatype, shape, data } : { name, datatype, shape, data, parameters };
}

/** Writes a tensor as a field. @param raw whether its elements go elsewhere, as raw contents */
export function writeTensor(writer: ProtoWriter, tag: number, tensor: Tensor, raw: boolean): void {
  const { name, datatype, shape, parameters } = tensor;
  const isSized = !raw && typeof tensor.data === "object" && "byteLength" in tensor.data;
  const mark = writer.open(tag, isSized ? (tensor.data as Uint8Array).byteLength + 64 : 48);
  writer.string(0x0a, name);
  writer.string(0x12, datatype);
  if (shape.length > 0) {
    const sizes = writer.open(0x1a);
    for (const size of shape) writer.uint32(size);
    writer.close(sizes);
  }
  writeParameters(writer, 0x22, parameters);
  if (!raw) writeContents(writer, 0x2a, tensor);
  writer.close(mark);
}

function invalid(message: string): InferenceError {
  return new InferenceError("INVALID_ARGUMENT", message);
}
