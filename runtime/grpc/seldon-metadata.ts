/** Metadata of units and graphs as messages of Seldon's protocol. @module */
import { fromJsonString } from "@bufbuild/protobuf";
import type { MessageInitShape } from "@bufbuild/protobuf";
import { ValueSchema } from "@bufbuild/protobuf/wkt";
import { writeJson } from "../codecs/json/writer.ts";
import type { GraphMetadata } from "../graph/describe.ts";
import { isJsonObject } from "../message/json-value.ts";
import type { JsonValue } from "../message/json-value.ts";
import type {
  SeldonGraphMetadataSchema,
  SeldonMessageMetadataSchema,
  SeldonModelMetadataSchema,
} from "../proto/generated/seldon/prediction_pb.js";
import type { UnitMetadata } from "../units/unit.ts";

/** One unit's metadata. */
export function modelMetadata(metadata: Partial<UnitMetadata>): MessageInitShape<typeof SeldonModelMetadataSchema> {
  const { name = "", versions = [], platform = "", inputs = [], outputs = [], custom = {} } = metadata;
  return {
    name,
    versions: [...versions],
    platform,
    inputs: inputs.map(messageMetadata),
    outputs: outputs.map(messageMetadata),
    custom: { ...custom },
  };
}

/** A graph's; what goes in and comes out has other names here than over REST. */
export function graphMetadata(graph: GraphMetadata): MessageInitShape<typeof SeldonGraphMetadataSchema> {
  const models = Object.entries(graph.models).map(([name, model]) => [name, modelMetadata(model)] as const);
  return {
    name: graph.name,
    models: Object.fromEntries(models),
    inputs: graph.graphinputs.map(messageMetadata),
    outputs: graph.graphoutputs.map(messageMetadata),
  };
}

function messageMetadata(item: JsonValue): MessageInitShape<typeof SeldonMessageMetadataSchema> {
  const { messagetype, schema, name, datatype, shape } = isJsonObject(item) ? item : {};
  return {
    messagetype: textOr(messagetype),
    name: textOr(name),
    datatype: textOr(datatype),
    shape: Array.isArray(shape) ? shape.map((size) => BigInt(Number(size))) : [],
    ...(schema !== undefined && { schema: fromJsonString(ValueSchema, writeJson(schema)) }),
  };
}

function textOr(value: JsonValue | undefined): string {
  return typeof value === "string" ? value : "";
}
