/** Reads and writes tensorflow.serving.ModelSpec. @module */
import type { ProtoReader } from "../protobuf/reader.ts";
import { LENGTH, VARINT, tagOf } from "../protobuf/wire.ts";
import type { ProtoWriter } from "../protobuf/writer.ts";
import type { ModelSpec } from "../tensorflow/predict.ts";

const NAME = tagOf(1, LENGTH);
const VERSION = tagOf(2, LENGTH);
const SIGNATURE_NAME = tagOf(3, LENGTH);
const VERSION_LABEL = tagOf(4, LENGTH);
/** google.protobuf.Int64Value. */
const VALUE = tagOf(1, VARINT);

/** Reads the ModelSpec in a field; of version and label the last one counts. */
export function readModelSpec(reader: ProtoReader): ModelSpec {
  const outer = reader.enter("model_spec");
  let name = "";
  let version: bigint | undefined;
  let label: string | undefined;
  let signature = "";
  for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
    if (tag === NAME) name = reader.string("name");
    else if (tag === SIGNATURE_NAME) signature = reader.string("signature_name");
    else if (tag === VERSION) {
      version = readVersion(reader);
      label = undefined;
    } else if (tag === VERSION_LABEL) {
      label = reader.string("version_label");
      version = undefined;
    } else reader.skip(tag);
  }
  reader.leave(outer);
  return { name, version, label, signature };
}

function readVersion(reader: ProtoReader): bigint {
  const outer = reader.enter("version");
  let version = 0n;
  for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
    if (tag === VALUE) version = reader.int64("");
    else reader.skip(tag);
  }
  reader.leave(outer);
  return version;
}

/** Writes a ModelSpec as a field. */
export function writeModelSpec(writer: ProtoWriter, tag: number, model: ModelSpec): void {
  const { name, version, label, signature } = model;
  writer.open(tag);
  if (name !== "") writer.string(NAME, name);
  if (version !== undefined) {
    writer.open(VERSION);
    if (version !== 0n) writer.int64(VALUE, version);
    writer.close();
  }
  if (signature !== "") writer.string(SIGNATURE_NAME, signature);
  if (label !== undefined && version === undefined) writer.string(VERSION_LABEL, label);
  writer.close();
}
