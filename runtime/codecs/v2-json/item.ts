/** One tensor of a body: what stands in `inputs` and `outputs`. @module */
import { invalid } from "../../errors.ts";
import { DATATYPES, isDatatype } from "../../tensor/datatype.ts";
import type { Datatype, TensorData } from "../../tensor/datatype.ts";
import { elementCount } from "../../tensor/tensor.ts";
import type { Tensor, TensorParameters } from "../../tensor/tensor.ts";
import { decodeBase64 } from "../base64.ts";
import type { JsonReader } from "../json/reader.ts";
import { checkRank, checkShape } from "../seldon-json/shape.ts";
import { utf8OrBytes } from "../text-or-bytes.ts";
import { NO_PARAMETERS } from "../v2/infer.ts";
import type { BinaryData } from "./binary-data.ts";
import { readParameters, without } from "./parameters.ts";
import { readValues, toElements } from "./values.ts";
import type { Values } from "./values.ts";

/** A tensor as it was written; its fields come in any order, and a requested output has a name alone. */
export interface Item {
  /** Where it stands, for errors. */
  readonly path: string;
  readonly name: string | undefined;
  readonly datatype: string | undefined;
  readonly shape: readonly number[] | undefined;
  readonly parameters: TensorParameters;
  readonly values: Values | undefined;
  /** Bytes that follow the JSON instead of values in it. */
  readonly binarySize: number | undefined;
}

const BINARY_SIZE = "binary_data_size";
/** Largest size of an axis. */
const MAX_SIZE = 2 ** 31;

export function readItem(reader: JsonReader, path: string): Item {
  let name: string | undefined;
  let datatype: string | undefined;
  let shape: readonly number[] | undefined;
  let parameters = NO_PARAMETERS;
  let values: Values | undefined;
  for (let key = reader.firstKey(path, "a tensor as an object"); key !== undefined; key = reader.nextKey(path)) {
    if (key === "name") name = reader.string(`${path}.name`);
    else if (key === "datatype") datatype = reader.string(`${path}.datatype`);
    else if (key === "shape") shape = readShape(reader, `${path}.shape`);
    else if (key === "parameters") parameters = readParameters(reader, `${path}.parameters`);
    else if (key === "data") values = reader.isNull() ? undefined : readValues(reader, `${path}.data`);
    else reader.skip(path);
  }
  const binarySize = readBinarySize(parameters, path);
  if (binarySize !== undefined) parameters = without(parameters, BINARY_SIZE);
  return { path, name, datatype, shape, parameters, values, binarySize };
}

function readShape(reader: JsonReader, path: string): readonly number[] {
  const shape: number[] = [];
  for (let more = reader.firstItem(path, "a list of sizes"); more; more = reader.nextItem(path)) {
    const size = reader.number(path, "sizes");
    if (!Number.isInteger(size) || size < -1 || size > MAX_SIZE)
      invalid(`${path}: expected sizes of 0 or more, got ${size}`);
    shape.push(size);
    checkRank(shape.length, path);
  }
  if (shape.indexOf(-1) !== shape.lastIndexOf(-1)) invalid(`${path}: expected at most one size of -1`);
  return shape;
}

function readBinarySize(parameters: TensorParameters, path: string): number | undefined {
  const size = parameters[BINARY_SIZE];
  if (size === undefined) return undefined;
  if (typeof size === "number" && Number.isSafeInteger(size) && size >= 0) return size;
  return invalid(`${path}.parameters.${BINARY_SIZE}: expected a number of bytes`);
}

/**
 * Makes the tensor; binary data is taken in the order of the calls.
 * @throws InferenceError INVALID_ARGUMENT naming the field and what was expected
 */
export function toTensor(item: Item, binary: BinaryData): Tensor {
  const { path, name, shape: given } = item;
  if (name === undefined) invalid(`${path}.name: expected a string, got nothing`);
  if (given === undefined) invalid(`${path}.shape: expected a list of sizes, got nothing`);
  const datatype = datatypeOf(item);
  const { data, shape } = elementsOf(item, datatype, given, binary);
  if (data.length !== elementCount(shape)) {
    const expected = `${elementCount(shape)} elements for shape [${shape.join(",")}]`;
    invalid(`${path}.data: expected ${expected}, got ${data.length}`);
  }
  let { parameters } = item;
  let elements = data;
  if (datatype === "BYTES" && parameters["content_type"] === "base64") {
    elements = fromBase64(data as readonly (string | Uint8Array)[], `${path}.data`);
    parameters = without(parameters, "content_type");
  }
  if (Object.keys(parameters).length === 0) return { name, datatype, shape, data: elements };
  return { name, datatype, shape, data: elements, parameters };
}

function datatypeOf({ datatype, path }: Item): Datatype {
  if (datatype !== undefined && isDatatype(datatype)) return datatype;
  const got = datatype === undefined ? "nothing" : datatype.slice(0, 40);
  return invalid(`${path}.datatype: expected one of ${Object.keys(DATATYPES).join(", ")}, got ${got}`);
}

function elementsOf(
  { path, values, binarySize, parameters }: Item,
  datatype: Datatype,
  given: readonly number[],
  binary: BinaryData,
): { data: TensorData; shape: readonly number[] } {
  if (Object.hasOwn(parameters, "shared_memory_region")) {
    invalid(`${path}.parameters.shared_memory_region: expected data in the request, shared memory is not served`);
  }
  if (values === undefined && binarySize === undefined) invalid(`${path}.data: expected a list, got nothing`);
  if (values === undefined) return fromBinary(binary, binarySize!, datatype, given, path);
  if (binarySize !== undefined) invalid(`${path}: expected either data or ${BINARY_SIZE}, got both`);
  const shape = inferSize(given, elementCount(values.shape));
  checkShape(shape, `${path}.shape`);
  if (values.shape.length > 1 && values.shape.join() !== shape.join()) {
    const expected = `expected a flat list, or one nested as shape [${shape.join(",")}]`;
    invalid(`${path}.data: ${expected}, got one nested as [${values.shape.join(",")}]`);
  }
  return { data: toElements(values, datatype, `${path}.data`), shape };
}

function fromBinary(
  binary: BinaryData,
  size: number,
  datatype: Datatype,
  given: readonly number[],
  path: string,
): { data: TensorData; shape: readonly number[] } {
  const { width } = DATATYPES[datatype];
  if (width === 0 && given.includes(-1)) invalid(`${path}.shape: expected sizes of 0 or more, got -1`);
  const known = width === 0 ? given : inferSize(given, size / width);
  checkShape(known, `${path}.shape`);
  return { data: binary.take(size, datatype, known, path), shape: known };
}

// One size of -1 is what the elements leave for it, as for numpy.
function inferSize(shape: readonly number[], count: number): readonly number[] {
  const open = shape.indexOf(-1);
  if (open === -1) return shape;
  const known = shape.reduce((product, size, axis) => (axis === open ? product : product * size), 1);
  return shape.with(open, known > 0 ? Math.floor(count / known) : 0);
}

const ASCII = new TextDecoder();

function fromBase64(texts: readonly (string | Uint8Array)[], path: string): readonly string[] | readonly Uint8Array[] {
  return utf8OrBytes(texts.map((text) => decodeBase64(typeof text === "string" ? text : ASCII.decode(text), path)));
}
