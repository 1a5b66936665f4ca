/** Reads tf.Examples, and joins a feature of several of them to a tensor. @module */
import { InferenceError } from "../../errors.ts";
import { placeOf } from "../../message/place.ts";
import { DATATYPES } from "../../tensor/datatype.ts";
import type { NumericArray, TensorData } from "../../tensor/datatype.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { KEY, VALUE as ENTRY_VALUE } from "../protobuf/map.ts";
import { NumberField } from "../protobuf/number-field.ts";
import type { ProtoReader } from "../protobuf/reader.ts";
import { LENGTH, tagOf } from "../protobuf/wire.ts";
import { utf8OrBytes } from "../text-or-bytes.ts";

/** Example.features, Features.feature: a map. */
const FEATURES = tagOf(1, LENGTH);
const FEATURE = tagOf(1, LENGTH);
/** Feature: one of three lists. */
const BYTES_LIST = tagOf(1, LENGTH);
const FLOAT_LIST = tagOf(2, LENGTH);
const INT64_LIST = tagOf(3, LENGTH);
/** Field and tag of the values in each of them. */
const VALUE = 1;
const BYTES_VALUE = tagOf(VALUE, LENGTH);

/** The values that one example has of a feature. */
export interface Feature {
  readonly datatype: "BYTES" | "FP32" | "INT64";
  readonly values: NumericArray | readonly Uint8Array[];
}

/** Reads the Example in a field: its features by name. A feature without a list is none. */
export function readExample(reader: ProtoReader, field: string, index: number): ReadonlyMap<string, Feature> {
  const outer = reader.enter(field, index);
  const features = new Map<string, Feature>();
  for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
    if (tag !== FEATURES) reader.skip(tag);
    else {
      const inner = reader.enter("features");
      for (let at = reader.tag(); at !== 0; at = reader.tag()) {
        if (at === FEATURE) readEntry(reader, features);
        else reader.skip(at);
      }
      reader.leave(inner);
    }
  }
  reader.leave(outer);
  return features;
}

function readEntry(reader: ProtoReader, into: Map<string, Feature>): void {
  reader.count("");
  const outer = reader.enter("");
  let name = "";
  let feature: Feature | undefined;
  for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
    if (tag === KEY) name = reader.string("");
    else if (tag === ENTRY_VALUE) feature = readFeature(reader, name);
    else reader.skip(tag);
  }
  reader.leave(outer);
  if (feature !== undefined) into.set(name, feature);
}

function readFeature(reader: ProtoReader, name: string): Feature | undefined {
  const outer = reader.enter(name);
  let feature: Feature | undefined;
  for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
    if (tag === FLOAT_LIST) feature = { datatype: "FP32", values: readNumbers(reader, "FP32", "float_list") };
    else if (tag === INT64_LIST) feature = { datatype: "INT64", values: readNumbers(reader, "INT64", "int64_list") };
    else if (tag === BYTES_LIST) feature = { datatype: "BYTES", values: readBytes(reader) };
    else reader.skip(tag);
  }
  reader.leave(outer);
  return feature;
}

function readNumbers(reader: ProtoReader, datatype: "FP32" | "INT64", list: string): NumericArray {
  const outer = reader.enter(list);
  const values = new NumberField(datatype, datatype === "FP32" ? "float" : "int64", "value");
  for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
    if (tag >>> 3 !== VALUE || !values.read(reader, tag)) reader.skip(tag);
  }
  reader.leave(outer);
  return values.finish();
}

function readBytes(reader: ProtoReader): readonly Uint8Array[] {
  const outer = reader.enter("bytes_list");
  const items: Uint8Array[] = [];
  for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
    if (tag !== BYTES_VALUE) reader.skip(tag);
    else {
      reader.count("value");
      items.push(reader.slice("value"));
    }
  }
  reader.leave(outer);
  return items;
}

/**
 * A tensor of a feature: a row for each example.
 * @throws InferenceError INVALID_ARGUMENT when the rows differ in type or length
 */
export function joinFeature(name: string, features: readonly Feature[], path: string): Tensor {
  const { datatype, values } = features[0]!;
  const width = values.length;
  for (const [index, feature] of features.entries()) {
    if (feature.datatype === datatype && feature.values.length === width) continue;
    const expected = `${width} values of ${datatype} as in the first example`;
    const got = `${feature.values.length} of ${feature.datatype}`;
    throw misfit(`${path}[${index}].features.${name}`, `${expected}, got ${got}`);
  }
  return { name, datatype, shape: [features.length, width], data: joined(datatype, features, width) };
}

function joined(datatype: Feature["datatype"], features: readonly Feature[], width: number): TensorData {
  if (datatype === "BYTES") {
    return utf8OrBytes(features.flatMap(({ values }) => values as readonly Uint8Array[]));
  }
  const data = new DATATYPES[datatype].array!(features.length * width) as Float32Array;
  for (const [row, { values }] of features.entries()) data.set(values as Float32Array, row * width);
  return data;
}

function misfit(path: string, expected: string): InferenceError {
  return new InferenceError("INVALID_ARGUMENT", `${placeOf(path)}: expected ${expected}`);
}
