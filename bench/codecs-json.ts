/** The protocols in JSON, against JSON.parse and JSON.stringify. @module */
import { seldonJson } from "../runtime/codecs/seldon-json/codec.ts";
import { ANY_MODEL } from "../runtime/codecs/tensorflow/predict.ts";
import * as tensorflow from "../runtime/codecs/tensorflow-json/codec.ts";
import { NO_PARAMETERS } from "../runtime/codecs/v2/infer.ts";
import type { InferRequest } from "../runtime/codecs/v2/infer.ts";
import { decodeInferRequest, encodeInferRequest } from "../runtime/codecs/v2-json/codec.ts";
import { tensorMessage } from "../runtime/message/message.ts";
import { numbersIn, numbersOf, tensorOf } from "./codecs-case.ts";
import type { CodecCase, Shape } from "./codecs-case.ts";

const UTF8 = new TextDecoder("utf-8", { fatal: true });

function parse(body: Uint8Array): unknown {
  return JSON.parse(UTF8.decode(body));
}

type Rows = readonly (readonly number[])[];

function flatten(rows: Rows): Float64Array {
  const values = new Float64Array(rows.length * rows[0]!.length);
  let next = 0;
  for (const row of rows) for (const value of row) values[next++] = value;
  return values;
}

function toRows(values: Float64Array, [rows, columns]: Shape): Rows {
  return Array.from({ length: rows }, (_, row) => Array.from(values.subarray(row * columns, (row + 1) * columns)));
}

const seldonNdarray: CodecCase = {
  key: "seldonNdarray",
  title: "Seldon JSON, ndarray",
  peer: "json",
  own: (shape) => ({
    decode: (body) => numbersIn(seldonJson.decodeMessage(body)),
    encode: (values) => seldonJson.encodeMessage(tensorMessage([tensorOf(values, shape)], [], "ndarray")),
  }),
  other: (shape) => ({
    decode: (body) => flatten((parse(body) as { data: { ndarray: Rows } }).data.ndarray),
    encode: (values) => JSON.stringify({ data: { names: [], ndarray: toRows(values, shape) }, meta: {} }),
  }),
};

const seldonTensor: CodecCase = {
  key: "seldonTensor",
  title: "Seldon JSON, tensor",
  peer: "json",
  own: (shape) => ({
    decode: (body) => numbersIn(seldonJson.decodeMessage(body)),
    encode: (values) => seldonJson.encodeMessage(tensorMessage([tensorOf(values, shape)], [], "tensor")),
  }),
  other: (shape) => ({
    decode: (body) => Float64Array.from((parse(body) as { data: { tensor: { values: number[] } } }).data.tensor.values),
    encode: (values) =>
      JSON.stringify({ data: { names: [], tensor: { shape, values: Array.from(values) } }, meta: {} }),
  }),
};

const INPUT = { name: "x", datatype: "FP64" } as const;

/** A request with one tensor. */
export function inferRequest(values: Float64Array, shape: Shape, raw: boolean): InferRequest {
  const tensors = [tensorOf(values, shape, INPUT.name)];
  return { model: "", version: "", id: "", parameters: NO_PARAMETERS, tensors, outputs: [], raw };
}

const v2Json: CodecCase = {
  key: "v2Json",
  title: "Open Inference JSON",
  peer: "json",
  own: (shape) => ({
    decode: (body) => numbersOf(decodeInferRequest(body, undefined).tensors),
    encode: (values) => encodeInferRequest(inferRequest(values, shape, false), false).body,
  }),
  other: (shape) => ({
    decode: (body) => Float64Array.from((parse(body) as { inputs: [{ data: number[] }] }).inputs[0].data),
    encode: (values) => JSON.stringify({ inputs: [{ ...INPUT, shape, data: Array.from(values) }] }),
  }),
};

/** The same tensor as bytes, against the same tensor as JSON. */
const v2Binary: CodecCase = {
  ...v2Json,
  key: "v2Binary",
  title: "Open Inference binary tensors",
  apart: true,
  own: (shape) => {
    const write = (values: Float64Array) => encodeInferRequest(inferRequest(values, shape, true), true);
    // A header carries it; it depends on the shape alone.
    const { jsonLength } = write(new Float64Array(shape[0] * shape[1]));
    return {
      decode: (body) => numbersOf(decodeInferRequest(body, jsonLength).tensors),
      encode: (values) => write(values).body,
    };
  },
};

const tensorflowJson: CodecCase = {
  key: "tensorflowJson",
  title: "TensorFlow JSON, instances",
  peer: "json",
  own: (shape) => ({
    decode: (body) => numbersOf(tensorflow.decodePredictRequest(body).tensors),
    encode: (values) =>
      tensorflow.encodePredictRequest({ model: ANY_MODEL, tensors: [tensorOf(values, shape, "x")], outputs: [] }),
  }),
  other: (shape) => ({
    decode: (body) => flatten((parse(body) as { instances: Rows }).instances),
    encode: (values) => JSON.stringify({ instances: toRows(values, shape) }),
  }),
};

export const JSON_CASES: readonly CodecCase[] = [seldonNdarray, seldonTensor, v2Json, v2Binary, tensorflowJson];
