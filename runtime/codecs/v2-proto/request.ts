/** Reads and writes ModelInferRequest. @module */
import type { TensorParameters } from "../../tensor/tensor.ts";
import { ProtoReader } from "../protobuf/reader.ts";
import { LENGTH, tagOf } from "../protobuf/wire.ts";
import { checkRequest, NO_PARAMETERS } from "../v2/infer.ts";
import type { InferRequest, RequestedOutput } from "../v2/infer.ts";
import { readParameter, writeParameters } from "./parameters.ts";
import { mustBeRaw, Parts, writeParts, writeRawContents } from "./parts.ts";

const OUTPUTS = tagOf(6, LENGTH);
const RAW_INPUT_CONTENTS = tagOf(7, LENGTH);
/** InferRequestedOutputTensor. */
const OUTPUT_NAME = tagOf(1, LENGTH);
const OUTPUT_PARAMETERS = tagOf(2, LENGTH);

/** @throws InferenceError INVALID_ARGUMENT naming the field and what was expected */
export function decodeInferRequest(body: Uint8Array): InferRequest {
  const reader = new ProtoReader(body);
  const parts = new Parts("inputs");
  const outputs: RequestedOutput[] = [];
  for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
    if (tag === OUTPUTS) outputs.push(readOutput(reader, outputs.length));
    else if (tag === RAW_INPUT_CONTENTS) parts.readRaw(reader, "raw_input_contents");
    else parts.read(reader, tag);
  }
  const { model, version, id, parameters, tensors } = parts.finish();
  const request = { model, version, id, parameters, tensors, outputs, raw: parts.isRaw };
  checkRequest(request);
  return request;
}

function readOutput(reader: ProtoReader, index: number): RequestedOutput {
  reader.count("outputs");
  const outer = reader.enter("outputs", index);
  let name = "";
  let parameters: Record<string, TensorParameters[string]> | undefined;
  for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
    if (tag === OUTPUT_NAME) name = reader.string("name");
    else if (tag === OUTPUT_PARAMETERS) readParameter(reader, (parameters ??= {}));
    else reader.skip(tag);
  }
  reader.leave(outer);
  return { name, parameters: parameters ?? NO_PARAMETERS };
}

/** Writes a request; its tensors go raw when it says so, or when one of them has no other way. */
export function encodeInferRequest(request: InferRequest): Uint8Array<ArrayBuffer> {
  const raw = request.raw || mustBeRaw(request.tensors);
  const writer = writeParts(request, raw);
  for (const { name, parameters } of request.outputs) {
    writer.open(OUTPUTS);
    if (name !== "") writer.string(OUTPUT_NAME, name);
    writeParameters(writer, OUTPUT_PARAMETERS, parameters);
    writer.close();
  }
  if (raw) writeRawContents(writer, RAW_INPUT_CONTENTS, request.tensors);
  return writer.finish();
}
