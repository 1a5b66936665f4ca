/** Reads requests and answers of prediction, in rows and in columns. @module */
import { invalid } from "../../errors.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { CHAR } from "../json/number.ts";
import { JsonReader } from "../json/reader.ts";
import { ANY_MODEL } from "../tensorflow/predict.ts";
import type { PredictRequest, PredictResponse } from "../tensorflow/predict.ts";
import { hasInfinity, refuseOverflow } from "../v2-json/overflow.ts";
import { readColumns } from "./columns.ts";
import { readRows } from "./rows.ts";

/** Rows are a list with an item for each prediction, columns a tensor for each name. The answer has the request's form. */
export type RowsOrColumns = "row" | "column";

export interface JsonPredictRequest extends PredictRequest {
  readonly format: RowsOrColumns;
}

interface Found {
  readonly key: string;
  readonly tensors: readonly Tensor[];
}

/**
 * Reads `{"instances": [...]}` or `{"inputs": ...}`, with or without `signature_name`. `predictions`
 * of an answer that is passed on count as instances, as for the published orchestrator.
 * @throws InferenceError INVALID_ARGUMENT naming the field and what was expected
 */
export function decodePredictRequest(body: Uint8Array): JsonPredictRequest {
  const reader = open(body, "a prediction request as JSON");
  let signature = "";
  let found: Found | undefined;
  for (let key = reader.firstKey(""); key !== undefined; key = reader.nextKey("")) {
    if (key === "signature_name") signature = reader.isNull() ? "" : reader.string(key);
    else if (key === "instances" || key === "predictions") {
      if (reader.peek() !== CHAR.bracketOpen) reader.fail(key, "a list");
      found = one(found, { key, tensors: readRows(reader, key) });
    } else if (key === "inputs") found = one(found, { key, tensors: readColumns(reader, key) });
    else reader.skip(key);
  }
  reader.end();
  if (found === undefined) {
    invalid('Request body: expected "instances" or "inputs", got neither');
  }
  const { key, tensors } = found;
  checkOverflow(tensors, body);
  if (key !== "inputs" && tensors[0]!.shape[0] === 0) {
    invalid(`${key}: expected at least one, got an empty list`);
  }
  const model = signature === "" ? ANY_MODEL : { ...ANY_MODEL, signature };
  return { model, tensors, outputs: [], format: key === "inputs" ? "column" : "row" };
}

/**
 * Reads `{"predictions": ...}` or `{"outputs": ...}`. A lone output has no name.
 * @throws InferenceError INVALID_ARGUMENT naming the field and what was expected
 */
export function decodePredictResponse(body: Uint8Array): PredictResponse {
  const reader = open(body, "a prediction response as JSON");
  let found: Found | undefined;
  for (let key = reader.firstKey(""); key !== undefined; key = reader.nextKey("")) {
    if (key !== "predictions" && key !== "outputs") reader.skip(key);
    else {
      const isRows = key === "predictions" && reader.peek() === CHAR.bracketOpen;
      found = one(found, { key, tensors: isRows ? readRows(reader, key) : readColumns(reader, key) });
    }
  }
  reader.end();
  if (found !== undefined) return { model: ANY_MODEL, tensors: found.tensors };
  return invalid('Response body: expected "predictions" or "outputs", got neither');
}

/** @throws InferenceError INVALID_ARGUMENT for a number in the body that only infinity stands for */
export function checkOverflow(tensors: readonly Tensor[], body: Uint8Array): void {
  for (const { datatype, data } of tensors) if (datatype === "FP64" && hasInfinity(data)) refuseOverflow(body);
}

/** A reader of a body that is not empty. */
export function open(body: Uint8Array, expected: string): JsonReader {
  const reader = JsonReader.fromBytes(body);
  if (!Number.isNaN(reader.peek())) return reader;
  return invalid(`The request body is empty; expected ${expected}`);
}

// Of a key that stands twice the last one counts, as for every reader of JSON.
function one(before: Found | undefined, found: Found): Found {
  if (before === undefined || before.key === found.key) return found;
  return invalid(`Request body: expected either ${before.key} or ${found.key}, got both`);
}
