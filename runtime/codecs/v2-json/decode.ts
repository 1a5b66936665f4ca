/** Reads requests and answers. @module */
import { invalid } from "../../errors.ts";
import type { Tensor, TensorParameters } from "../../tensor/tensor.ts";
import { CHAR } from "../json/number.ts";
import { JsonReader } from "../json/reader.ts";
import { checkRequest, NO_PARAMETERS } from "../v2/infer.ts";
import type { InferRequest, InferResponse, RequestedOutput } from "../v2/infer.ts";
import { BinaryData } from "./binary-data.ts";
import { readItem, toTensor } from "./item.ts";
import type { Item } from "./item.ts";
import { hasInfinity, refuseOverflow } from "./overflow.ts";
import { readParameters } from "./parameters.ts";
import { isInfinite } from "./values.ts";

interface Body {
  readonly model: string;
  readonly version: string;
  readonly id: string;
  readonly parameters: TensorParameters;
  readonly inputs: readonly Item[] | undefined;
  readonly outputs: readonly Item[] | undefined;
}

/**
 * Reads a request. A body without `inputs` whose `outputs` have data is an answer that is passed on, as
 * the published orchestrator lets it: its outputs are the inputs.
 * @param jsonLength where the JSON ends and the binary tensors begin; undefined when all is JSON
 * @throws InferenceError INVALID_ARGUMENT naming the field and what was expected
 */
export function decodeInferRequest(body: Uint8Array, jsonLength: number | undefined): InferRequest {
  const binary = new BinaryData(body, jsonLength);
  const { id, parameters, inputs, outputs = [] } = readBody(binary.json, "an inference request as JSON");
  const given = inputs ?? (outputs.every(hasData) ? outputs : []);
  if (given.length === 0) invalid(`inputs: expected a list of tensors, got ${inputs ? "none" : "nothing"}`);
  if (given.some(({ values }) => values !== undefined && isInfinite(values)) || isBeyond(parameters)) {
    refuseOverflow(binary.json);
  }
  const tensors = toTensors(given, binary);
  const requested = inputs === undefined ? [] : outputs.map(toRequested);
  const request = { model: "", version: "", id, parameters, tensors, outputs: requested, raw: binary.wasUsed };
  checkRequest(request);
  return request;
}

function isBeyond(parameters: TensorParameters): boolean {
  return parameters !== NO_PARAMETERS && hasInfinity(Object.values(parameters));
}

/** Reads an answer. @throws InferenceError INVALID_ARGUMENT naming the field and what was expected */
export function decodeInferResponse(body: Uint8Array, jsonLength: number | undefined): InferResponse {
  const binary = new BinaryData(body, jsonLength);
  const { model, version, id, parameters, outputs } = readBody(binary.json, "an inference response as JSON");
  if (outputs === undefined) return invalid("outputs: expected a list of tensors, got nothing");
  return { model, version, id, parameters, tensors: toTensors(outputs, binary) };
}

function readBody(json: Uint8Array, expected: string): Body {
  const reader = JsonReader.fromBytes(json);
  if (Number.isNaN(reader.peek())) invalid(`The request body is empty; expected ${expected}`);
  let model = "";
  let version = "";
  let id = "";
  let parameters = NO_PARAMETERS;
  let inputs: readonly Item[] | undefined;
  let outputs: readonly Item[] | undefined;
  for (let key = reader.firstKey("", expected); key !== undefined; key = reader.nextKey("")) {
    if (key === "inputs") inputs = readItems(reader, key);
    else if (key === "outputs") outputs = readItems(reader, key);
    else if (key === "id") id = readText(reader, key);
    else if (key === "parameters") parameters = readParameters(reader, key);
    else if (key === "model_name") model = readText(reader, key);
    else if (key === "model_version") version = readText(reader, key);
    else reader.skip(key);
  }
  reader.end();
  return { model, version, id, parameters, inputs, outputs };
}

function readText(reader: JsonReader, path: string): string {
  return reader.isNull() ? "" : reader.string(path);
}

function readItems(reader: JsonReader, path: string): readonly Item[] | undefined {
  if (reader.peek() === CHAR.lowerN && reader.isNull()) return undefined;
  const items: Item[] = [];
  for (let more = reader.firstItem(path, "a list of tensors"); more; more = reader.nextItem(path)) {
    reader.count(path);
    items.push(readItem(reader, `${path}[${items.length}]`));
  }
  return items;
}

function toTensors(items: readonly Item[], binary: BinaryData): readonly Tensor[] {
  const tensors = items.map((item) => toTensor(item, binary));
  binary.end();
  return tensors;
}

function hasData({ values, binarySize }: Item): boolean {
  return values !== undefined || binarySize !== undefined;
}

function toRequested({ name, parameters, path }: Item): RequestedOutput {
  if (name === undefined) return invalid(`${path}.name: expected a string, got nothing`);
  return { name, parameters };
}
