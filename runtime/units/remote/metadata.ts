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
 * @param url of the unit, for messages
 * @throws InferenceError BAD_METADATA naming the field.
 */
export function decodeMetadata(body: Uint8Array, url: string): UnitMetadata {
  const given = parse(body, url);
  const known = Object.entries(given).filter(([key, value]) => Object.hasOwn(EMPTY, key) && value !== null);
  const metadata: JsonObject = { ...EMPTY, ...Object.fromEntries(known) };
  const problem = checkMetadata(metadata);
  if (problem !== undefined) throw bad(url, problem);
  return metadata as unknown as UnitMetadata;
}

function parse(body: Uint8Array, url: string): JsonObject {
  let value: JsonValue;
  try {
    value = JSON.parse(new TextDecoder().decode(body)) as JsonValue;
  } catch (cause) {
    throw bad(url, "expected JSON", cause);
  }
  if (isJsonObject(value)) return value;
  throw bad(url, "expected an object");
}

function bad(url: string, problem: string, cause?: unknown): InferenceError {
  return new InferenceError("BAD_METADATA", `${url}/metadata answered no model metadata: ${problem}`, { cause });
}
