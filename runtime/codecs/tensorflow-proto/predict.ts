/** Reads and writes the messages of Predict. @module */
import type { NumericArray } from "../../tensor/datatype.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { KEY, VALUE } from "../protobuf/map.ts";
import { ProtoReader } from "../protobuf/reader.ts";
import { LENGTH, tagOf } from "../protobuf/wire.ts";
import { ProtoWriter } from "../protobuf/writer.ts";
import { ANY_MODEL } from "../tensorflow/predict.ts";
import type { ModelSpec, PredictRequest, PredictResponse } from "../tensorflow/predict.ts";
import { readModelSpec, writeModelSpec } from "./model-spec.ts";
import { readTensorProto, writeTensorProto } from "./tensor-proto.ts";

const REQUEST = { model: tagOf(1, LENGTH), inputs: tagOf(2, LENGTH), outputFilter: tagOf(3, LENGTH) } as const;
const RESPONSE = { outputs: tagOf(1, LENGTH), model: tagOf(2, LENGTH) } as const;
/** Bytes that a tensor has beside its values, roughly. */
const ENVELOPE = 128;

/** @throws InferenceError INVALID_ARGUMENT naming the field and what was expected */
export function decodePredictRequest(body: Uint8Array): PredictRequest {
  const reader = new ProtoReader(body);
  let model: ModelSpec = ANY_MODEL;
  const inputs: Tensor[] = [];
  const outputs: string[] = [];
  for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
    if (tag === REQUEST.inputs) inputs.push(readEntry(reader, "inputs"));
    else if (tag === REQUEST.model) model = readModelSpec(reader);
    else if (tag === REQUEST.outputFilter) {
      reader.count("output_filter");
      outputs.push(reader.string("output_filter"));
    } else reader.skip(tag);
  }
  return { model, tensors: lastOfEach(inputs), outputs };
}

/** @throws InferenceError INVALID_ARGUMENT naming the field and what was expected */
export function decodePredictResponse(body: Uint8Array): PredictResponse {
  const reader = new ProtoReader(body);
  let model: ModelSpec = ANY_MODEL;
  const outputs: Tensor[] = [];
  for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
    if (tag === RESPONSE.outputs) outputs.push(readEntry(reader, "outputs"));
    else if (tag === RESPONSE.model) model = readModelSpec(reader);
    else reader.skip(tag);
  }
  return { model, tensors: lastOfEach(outputs) };
}

function readEntry(reader: ProtoReader, field: string): Tensor {
  reader.count(field);
  const outer = reader.enter(field);
  let name = "";
  let tensor: Tensor | undefined;
  for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
    if (tag === KEY) name = reader.string("");
    else if (tag === VALUE) tensor = readTensorProto(reader, name);
    else reader.skip(tag);
  }
  if (tensor === undefined) return reader.fail(name, "a tensor, got none");
  reader.leave(outer);
  return { name, datatype: tensor.datatype, shape: tensor.shape, data: tensor.data };
}

// It is a map: of entries with the same key the last one counts.
function lastOfEach(tensors: readonly Tensor[]): readonly Tensor[] {
  if (tensors.length < 2) return tensors;
  const byName = new Map(tensors.map((tensor) => [tensor.name, tensor]));
  return byName.size === tensors.length ? tensors : [...byName.values()];
}

export function encodePredictRequest({ model, tensors, outputs }: PredictRequest): Uint8Array<ArrayBuffer> {
  const writer = new ProtoWriter(sizeOf(tensors));
  writeModelSpec(writer, REQUEST.model, model);
  for (const tensor of tensors) writeEntry(writer, REQUEST.inputs, tensor);
  for (const name of outputs) writer.string(REQUEST.outputFilter, name);
  return writer.finish();
}

export function encodePredictResponse({ model, tensors }: PredictResponse): Uint8Array<ArrayBuffer> {
  const writer = new ProtoWriter(sizeOf(tensors));
  for (const tensor of tensors) writeEntry(writer, RESPONSE.outputs, tensor);
  writeModelSpec(writer, RESPONSE.model, model);
  return writer.finish();
}

function writeEntry(writer: ProtoWriter, tag: number, tensor: Tensor): void {
  writer.open(tag, bytesIn(tensor));
  writer.string(KEY, tensor.name);
  writeTensorProto(writer, VALUE, tensor);
  writer.close();
}

function sizeOf(tensors: readonly Tensor[]): number {
  let size = ENVELOPE;
  for (const tensor of tensors) size += bytesIn(tensor) + ENVELOPE;
  return size;
}

function bytesIn({ data, datatype }: Tensor): number {
  return datatype === "BYTES" ? 0 : (data as NumericArray).byteLength;
}
