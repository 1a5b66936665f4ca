/** Writes requests and answers of prediction. @module */
import { InferenceError } from "../../errors.ts";
import { describeTensor } from "../../tensor/tensor.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { writeList, writeString } from "../json/writer.ts";
import type { PredictRequest, PredictResponse } from "../tensorflow/predict.ts";
import type { RowsOrColumns } from "./decode.ts";
import { TensorWriter } from "./write-tensor.ts";

/** Writes a request: a lone tensor without a name in rows, where it has any, all others in columns. */
export function encodePredictRequest({ model, tensors }: PredictRequest): string {
  const signature = model.signature === "" ? "" : `"signature_name":${writeString(model.signature)},`;
  const lone = tensors.length === 1 && tensors[0]!.name === "" ? tensors[0]! : undefined;
  if (lone === undefined) return `{${signature}"inputs":{${tensors.map(named).join(",")}}}`;
  const key = lone.shape.length > 0 && lone.shape[0] !== 0 ? "instances" : "inputs";
  return `{${signature}"${key}":${new TensorWriter(lone).all()}}`;
}

/**
 * Writes an answer in the form that the request had. A lone output goes without its name.
 * @throws InferenceError INVALID_ARGUMENT when its tensors are no rows, INTERNAL when there are none
 */
export function encodePredictResponse({ tensors }: PredictResponse, format: RowsOrColumns): string {
  const [first] = tensors;
  if (first === undefined) throw new InferenceError("INTERNAL", "The graph's answer has no tensor");
  if (format === "column") {
    return `{"outputs":${tensors.length === 1 ? new TensorWriter(first).all() : `{${tensors.map(named).join(",")}}`}}`;
  }
  const rows = first.shape[0];
  if (rows === undefined || tensors.some((tensor) => tensor.shape[0] !== rows)) throw noRows(tensors);
  if (tensors.length === 1) return `{"predictions":${new TensorWriter(first).all()}}`;
  const writers = tensors.map((tensor) => ({ key: writeString(tensor.name), writer: new TensorWriter(tensor) }));
  const write = (row: number): string => `{${writers.map(({ key, writer }) => `${key}:${writer.row(row)}`).join(",")}}`;
  return `{"predictions":[${writeList(rows, write)}]}`;
}

function named(tensor: Tensor): string {
  return `${writeString(tensor.name)}:${new TensorWriter(tensor).all()}`;
}

function noRows(tensors: readonly Tensor[]): InferenceError {
  const got = tensors.map((tensor) => `${tensor.name.slice(0, 40)} ${describeTensor(tensor)}`).join(", ");
  const text = `The graph's answer: expected outputs with as many rows each, got ${got}; ask with "inputs"`;
  return new InferenceError("INVALID_ARGUMENT", text);
}
