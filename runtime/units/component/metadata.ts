/**
 * A component's metadata: defaults, then what the component says, then what the environment says;
 * top-level keys replace whole.
 * @see contract section 8 "Metadata provenance"
 * @module
 */
import { InferenceError } from "../../errors.ts";
import { isJsonObject } from "../../message/json-value.ts";
import type { JsonObject } from "../../message/json-value.ts";
import type { UnitMetadata } from "../unit.ts";
import { isNotImplemented } from "./failure.ts";
import type { Method } from "./members.ts";
import { checkMetadata } from "../metadata-schema.ts";

/** Splits `registry/image:tag` at the last colon behind the last slash. */
export function splitImage(identity: string): { name: string; version: string } {
  const colon = identity.lastIndexOf(":");
  if (colon <= identity.lastIndexOf("/")) return { name: identity, version: "" };
  return { name: identity.slice(0, colon), version: identity.slice(colon + 1) };
}

/**
 * Asks the component once. What it says is checked, but metadata that is wrong stops only the
 * metadata path, not the unit: the function returned throws BAD_METADATA naming the field.
 */
export async function readComponentMetadata(
  initMetadata: Method | undefined,
  identity: string,
  override: JsonObject | undefined,
): Promise<() => UnitMetadata> {
  const image = splitImage(identity);
  const own = await ask(initMetadata);
  const metadata: JsonObject = {
    name: image.name,
    versions: [image.version],
    platform: "",
    inputs: [],
    outputs: [],
    custom: {},
    ...(isJsonObject(own) ? own : {}),
    ...override,
  };
  const problem = checkMetadata(metadata);
  if (problem === undefined) return () => metadata as unknown as UnitMetadata;
  return () => {
    throw new InferenceError("BAD_METADATA", `Model metadata unavailable: ${problem}`);
  };
}

async function ask(initMetadata: Method | undefined): Promise<unknown> {
  try {
    return await initMetadata?.();
  } catch (error) {
    if (isNotImplemented(error)) return undefined;
    throw error;
  }
}

/**
 * The environment's MODEL_METADATA, which platforms hand over as JSON; text that is none is passed
 * over, as the Python wrapper does.
 * @throws TypeError when it is JSON, but no object.
 */
export function parseMetadataOverride(text: string | undefined): JsonObject | undefined {
  if (text === undefined || text === "") return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (isJsonObject(value)) return value;
  throw new TypeError("MODEL_METADATA must be an object with name, versions, platform, inputs, outputs or custom");
}
