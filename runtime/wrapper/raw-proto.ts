/** What raw methods answer, as SeldonMessages in protobuf. @module */
import { fromJson, toBinary } from "@bufbuild/protobuf";
import type { JsonValue as ProtoJson } from "@bufbuild/protobuf";
import { InferenceError } from "../errors.ts";
import { isJsonObject } from "../message/json-value.ts";
import type { JsonValue } from "../message/json-value.ts";
import { SeldonMessageSchema } from "../proto/generated/seldon/prediction_pb.js";

/**
 * Writes an answer as it is: nothing is added, an error in its status stays in its status.
 * @throws InferenceError INTERNAL naming the field that no SeldonMessage has
 */
export function encodeRaw(answer: JsonValue): Uint8Array {
  if (!isJsonObject(answer)) {
    throw new InferenceError("INTERNAL", "A raw method must return a SeldonMessage object");
  }
  try {
    return toBinary(SeldonMessageSchema, fromJson(SeldonMessageSchema, toProtoJson(answer)));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new InferenceError("INTERNAL", `A raw method must return a SeldonMessage: ${reason}`, { cause });
  }
}

// Numbers that JSON has not are words in protobuf's JSON.
function toProtoJson(value: JsonValue): ProtoJson {
  if (typeof value === "bigint") return Number(value);
  if (typeof value === "number") return Number.isFinite(value) ? value : String(value);
  if (typeof value !== "object" || value === null) return value;
  if (!isJsonObject(value)) return value.map(toProtoJson);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, toProtoJson(item)]));
}
