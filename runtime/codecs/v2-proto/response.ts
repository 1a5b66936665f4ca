/** Reads and writes ModelInferResponse. @module */
import { ProtoReader } from "../protobuf/reader.ts";
import { LENGTH, tagOf } from "../protobuf/wire.ts";
import type { InferResponse } from "../v2/infer.ts";
import { mustBeRaw, Parts, writeParts, writeRawContents } from "./parts.ts";

const RAW_OUTPUT_CONTENTS = tagOf(6, LENGTH);

/** @throws InferenceError INVALID_ARGUMENT naming the field and what was expected */
export function decodeInferResponse(body: Uint8Array): InferResponse {
  const reader = new ProtoReader(body);
  const parts = new Parts("outputs");
  for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
    if (tag === RAW_OUTPUT_CONTENTS) parts.readRaw(reader, "raw_output_contents");
    else parts.read(reader, tag);
  }
  return parts.finish();
}

/** Writes an answer. @param raw whether its tensors go raw; they do, too, when one of them has no other way */
export function encodeInferResponse(response: InferResponse, raw: boolean): Uint8Array<ArrayBuffer> {
  const isRaw = raw || mustBeRaw(response.tensors);
  const writer = writeParts(response, isRaw);
  if (isRaw) writeRawContents(writer, RAW_OUTPUT_CONTENTS, response.tensors);
  return writer.finish();
}
