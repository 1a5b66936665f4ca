/** Reads the metadata that a remote unit of Seldon's protocol answers over gRPC. @module */
import { fromBinary } from "@bufbuild/protobuf";
import type { Value } from "@bufbuild/protobuf/wkt";
import { MAX_DEPTH } from "../../message/json-value.ts";
import type { JsonObject, JsonValue } from "../../message/json-value.ts";
import { SeldonModelMetadataSchema } from "../../proto/generated/seldon/prediction_pb.js";
import type { SeldonMessageMetadata } from "../../proto/generated/seldon/prediction_pb.js";
import type { UnitMetadata } from "../unit.ts";
import { noMetadata, toMetadata } from "./metadata.ts";

/** @throws InferenceError BAD_METADATA naming the field. */
export function decodeProtoMetadata(body: Uint8Array, source: string): UnitMetadata {
  try {
    const { name, versions, platform, inputs, outputs, custom } = fromBinary(SeldonModelMetadataSchema, body);
    const given = { name, versions, platform, inputs: inputs.map(toItem), outputs: outputs.map(toItem), custom };
    return toMetadata(given, source);
  } catch (cause) {
    throw noMetadata(source, cause instanceof Error ? cause.message : String(cause), cause);
  }
}

// Protobuf has every field in every item; those of the other form are empty.
function toItem({ messagetype, schema, name, datatype, shape }: SeldonMessageMetadata): JsonObject {
  if (messagetype === "") return name === "" && datatype === "" ? {} : { name, datatype, shape: shape.map(Number) };
  const value = schema === undefined ? null : toValue(schema, 0);
  return value === null ? { messagetype } : { messagetype, schema: value };
}

function toValue({ kind }: Value, depth: number): JsonValue {
  if (depth > MAX_DEPTH) throw new RangeError(`a schema is nested deeper than ${MAX_DEPTH}`);
  switch (kind.case) {
    case "structValue": {
      const fields = Object.entries(kind.value.fields);
      return Object.fromEntries(fields.map(([key, value]) => [key, toValue(value, depth + 1)]));
    }
    case "listValue":
      return kind.value.values.map((value) => toValue(value, depth + 1));
    case "nullValue":
    case undefined:
      return null;
    default:
      return kind.value;
  }
}
