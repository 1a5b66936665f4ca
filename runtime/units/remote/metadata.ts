/** Reads the metadata that a remote unit answers. @module */
import { InferenceError } from "../../errors.ts";
import { isJsonObject } from "../../message/json-value.ts";
import type { JsonObject, JsonValue } from "../../message/json-value.ts";
import { checkMetadata } from "../metadata-schema.ts";
import type { UnitMetadata } from "../unit.ts";

const EMPTY: UnitMetadata = { name: "", versions: [], platform: "", inputs: [], outputs: [], custom: {} };

/**
 * The metadata in `body`. As the published orchestrator does, fields that are absent or null are
 * empty and unknown ones are passed over; what is there is checked like a component's own.
 * @param source what answered, for messages
 * @throws InferenceError BAD_METADATA naming the field.
 */
export function decodeMetadata(body: Uint8Array, source: string): UnitMetadata {
  return toMetadata(parseObject(body, source), source);
}

/** Metadata made of what a server said in its own words; see decodeMetadata. */
export function toMetadata(given: JsonObject, source: string): UnitMetadata {
  const known = Object.entries(given).filter(([key, value]) => Object.hasOwn(EMPTY, key) && value !== null);
  const metadata: JsonObject = { ...EMPTY, ...Object.fromEntries(known) };
  const problem = checkMetadata(metadata);
  if (problem !== undefined) throw noMetadata(source, problem);
  return metadata as unknown as UnitMetadata;
}

/** An object in JSON. @throws InferenceError BAD_METADATA */
export function parseObject(body: Uint8Array, source: string): JsonObject {
  let value: JsonValue;
  try {
    value = JSON.parse(new TextDecoder().decode(body)) as JsonValue;
  } catch (cause) {
    throw noMetadata(source, "expected JSON", cause);
  }
  if (isJsonObject(value)) return value;
  throw noMetadata(source, "expected an object");
}

/** What a server said is no metadata. */
export function noMetadata(source: string, problem: string, cause?: unknown): InferenceError {
  return new InferenceError("BAD_METADATA", `${source} answered no model metadata: ${problem}`, { cause });
}
