/**
 * The Open Inference protocol in protobuf.
 * @see contract section 1.3
 * @module
 */
import { InferenceError } from "../../errors.ts";
import type { Tensor, TensorParameters } from "../../tensor/tensor.ts";
import { ProtoReader } from "../wire/reader.ts";
import { ProtoWriter } from "../wire/writer.ts";
import { NO_PARAMETERS } from "../v2/infer.ts";
import type { InferRequest, InferResponse, RequestedOutput } from "../v2/infer.ts";
import { writeRaw } from "../v2/raw.ts";
import { hasContents } from "./contents.ts";
import { readParameter, writeParameters } from "./parameters.ts";
import { finishTensor, readHead, writeTensor } from "./tensor.ts";
import type { TensorHead } from "./tensor.ts";

/** Tensors and raw contents of one message. */
const MAX_TENSORS = 10_000;
const ENVELOPE = 256;

/** Fields that requests and answers share; outputs and raw contents stand at other numbers. */
interface Parts {
  model: string;
  version: string;
  id: string;
  parameters: [string, TensorParameters[string]][] | undefined;
  readonly heads: TensorHead[];
  readonly raw: Uint8Array[];
}

/** @throws InferenceError INVALID_ARGUMENT naming the field and what was expected */
export function decodeInferRequest(body: Uint8Array): InferRequest {
  const reader = new ProtoReader(body);
  const parts = newParts();
  const outputs: RequestedOutput[] = [];
  for (let tag = reader.next(); tag !== 0; tag = reader.next()) {
    if (tag === 0x32) outputs.push(readOutput(reader, `outputs[${outputs.length}]`));
    else if (tag === 0x3a) parts.raw.push(reader.view());
    else readShared(reader, tag, parts, "inputs");
    checkCount(outputs.length, "outputs");
  }
  return { ...finish(parts, "inputs"), outputs, raw: parts.raw.length > 0 };
}

/** @throws InferenceError INVALID_ARGUMENT naming the field and what was expected */
export function decodeInferResponse(body: Uint8Array): InferResponse {
  const reader = new ProtoReader(body);
  const parts = newParts();
  for (let tag = reader.next(); tag !== 0; tag = reader.next()) {
    if (tag === 0x32) parts.raw.push(reader.view());
    else readShared(reader, tag, parts, "outputs");
  }
  return finish(parts, "outputs");
}

function newParts(): Parts {
  return { model: "", version: "", id: "", parameters: undefined, heads: [], raw: [] };
}

function readShared(reader: ProtoReader, tag: number, parts: Parts, list: "inputs" | "outputs"): void {
  if (tag === 0x2a) parts.heads.push(readHead(reader, `${list}[${parts.heads.length}]`));
  else if (tag === 0x0a) parts.model = reader.string("model_name");
  else if (tag === 0x12) parts.version = reader.string("model_version");
  else if (tag === 0x1a) parts.id = reader.string("id");
  else if (tag === 0x22) (parts.parameters ??= []).push(readParameter(reader, "parameters"));
  else reader.skip(tag);
  checkCount(parts.heads.length, list);
}

function readOutput(reader: ProtoReader, path: string): RequestedOutput {
  const outer = reader.enter();
  let name = "";
  let parameters: [string, TensorParameters[string]][] | undefined;
  for (let tag = reader.next(); tag !== 0; tag = reader.next()) {
    if (tag === 0x0a) name = reader.string(`${path}.name`);
    else if (tag === 0x12) (parameters ??= []).push(readParameter(reader, `${path}.parameters`));
    else reader.skip(tag);
  }
  reader.leave(outer);
  return { name, parameters: parameters === undefined ? NO_PARAMETERS : Object.fromEntries(parameters) };
}

function finish({ model, version, id, parameters, heads, raw }: Parts, list: string): InferResponse {
  // Raw contents belong to the tensors that have none of their own, in turn.
  const without = heads.filter(({ contents }) => contents === undefined || contents.isEmpty);
  if (raw.length > 0 && raw.length !== without.length) {
    const expected = `expected one for each of the ${without.length} ${list} without contents`;
    throw invalid(`raw contents: ${expected}, got ${raw.length}`);
  }
  let next = 0;
  const tensors = heads.map((head, index) => {
    const isRaw = raw.length > 0 && (head.contents === undefined || head.contents.isEmpty);
    return finishTensor(head, isRaw ? raw[next++] : undefined, `${list}[${index}]`);
  });
  return {
    model,
    version,
    id,
    parameters: parameters === undefined ? NO_PARAMETERS : Object.fromEntries(parameters),
    tensors,
  };
}

/** Writes a request; halves go raw whatever `raw` says, and all others with them. */
export function encodeInferRequest(request: InferRequest): Uint8Array<ArrayBuffer> {
  const raw = request.raw || mustBeRaw(request.tensors);
  const writer = writeShared(request, raw);
  for (const { name, parameters } of request.outputs) {
    const mark = writer.open(0x32);
    writer.string(0x0a, name);
    writeParameters(writer, 0x12, parameters);
    writer.close(mark);
  }
  if (raw) for (const tensor of request.tensors) writer.bytes(0x3a, writeRaw(tensor));
  return writer.finish();
}

/** Writes an answer. @param raw whether its tensors go as raw contents */
export function encodeInferResponse(response: InferResponse, raw: boolean): Uint8Array<ArrayBuffer> {
  const isRaw = raw || mustBeRaw(response.tensors);
  const writer = writeShared(response, isRaw);
  if (isRaw) for (const tensor of response.tensors) writer.bytes(0x32, writeRaw(tensor));
  return writer.finish();
}

function mustBeRaw(tensors: readonly Tensor[]): boolean {
  return tensors.some(({ datatype }) => !hasContents(datatype));
}

function writeShared({ model, version, id, parameters, tensors }: InferResponse, raw: boolean): ProtoWriter {
  let size = ENVELOPE;
  for (const { data } of tensors) size += "byteLength" in data ? data.byteLength + 64 : 0;
  const writer = new ProtoWriter(size);
  if (model !== "") writer.string(0x0a, model);
  if (version !== "") writer.string(0x12, version);
  if (id !== "") writer.string(0x1a, id);
  writeParameters(writer, 0x22, parameters);
  for (const tensor of tensors) writeTensor(writer, 0x2a, tensor, raw);
  return writer;
}

function checkCount(count: number, list: string): void {
  if (count > MAX_TENSORS) throw invalid(`${list}: expected at most ${MAX_TENSORS} tensors`);
}

function invalid(message: string): InferenceError {
  return new InferenceError("INVALID_ARGUMENT", message);
}
