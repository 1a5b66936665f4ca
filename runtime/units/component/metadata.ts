/**
 * A component's metadata: defaults, then what the component says, then what the environment says;
 * top-level keys replace whole.
 * @see contract section 8 "Metadata provenance"
 * @module
 */
import { InferenceError } from "../../errors.ts";
import { isJsonObject } from "../../message/json-value.ts";
import type { JsonObject, JsonValue } from "../../message/json-value.ts";
import type { UnitMetadata } from "../unit.ts";
import type { Method } from "./members.ts";

const KEYS: readonly string[] = ["name", "versions", "platform", "inputs", "outputs", "custom"];

/** Splits `registry/image:tag` at the last colon behind the last slash. */
export function splitImage(identity: string): { name: string; version: string } {
  const colon = identity.lastIndexOf(":");
  if (colon <= identity.lastIndexOf("/")) return { name: identity, version: "" };
  return { name: identity.slice(0, colon), version: identity.slice(colon + 1) };
}

/**
 * Collects and checks the metadata.
 * @throws InferenceError BAD_METADATA naming the field.
 */
export function componentMetadata(
  initMetadata: Method | undefined,
  identity: string,
  override: JsonObject | undefined,
): UnitMetadata {
  const image = splitImage(identity);
  const own = initMetadata?.() ?? {};
  if (!isJsonObject(own)) throw bad("initMetadata must return an object");
  const metadata: JsonObject = {
    name: image.name,
    versions: [image.version],
    platform: "",
    inputs: [],
    outputs: [],
    custom: {},
    ...own,
    ...override,
  };
  check(metadata);
  return metadata as unknown as UnitMetadata;
}

function check(metadata: JsonObject): void {
  const unknown = Object.keys(metadata).find((key) => !KEYS.includes(key));
  if (unknown !== undefined) throw bad(`unknown field "${unknown}", expected ${KEYS.join(", ")}`);
  for (const key of ["name", "platform"]) if (typeof metadata[key] !== "string") throw bad(`${key} must be text`);
  if (!isTexts(metadata["versions"])) throw bad("versions must be a list of text");
  for (const key of ["inputs", "outputs"]) checkTensors(metadata[key], key);
  const custom = metadata["custom"];
  if (!isJsonObject(custom) || !isTexts(Object.values(custom))) throw bad("custom must map text to text");
}

function checkTensors(value: JsonValue | undefined, key: string): void {
  if (!Array.isArray(value)) throw bad(`${key} must be a list`);
  for (const [index, item] of value.entries()) {
    const described = isJsonObject(item) && (typeof item["messagetype"] === "string" || isV2(item));
    if (!described) throw bad(`${key}[${index}] must have a messagetype, or name, datatype and shape`);
  }
}

function isV2(item: JsonObject): boolean {
  return typeof item["name"] === "string" && typeof item["datatype"] === "string" && Array.isArray(item["shape"]);
}

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}

function bad(text: string): InferenceError {
  return new InferenceError("BAD_METADATA", `Metadata: ${text}`);
}
