/**
 * What a guest says about itself in `zh_meta`: metadata for clients, names for its answers.
 * @module
 */
import { InferenceError } from "../../errors.ts";
import { isJsonObject } from "../../message/json-value.ts";
import type { JsonObject, JsonValue } from "../../message/json-value.ts";
import type { UnitMetadata } from "../unit.ts";
import { fromJsonText } from "./json-text.ts";

export interface GuestMeta {
  readonly metadata: UnitMetadata;
  /** Column names of answers that bring none and have as many columns. */
  readonly classNames: readonly string[];
  /** Whether frames carry the request's column names; default true. */
  readonly wantsNames: boolean;
}

/**
 * Reads the JSON text of `zh_meta`; fields that are missing get their defaults.
 * @throws InferenceError INTERNAL naming the field that is not what it should be.
 */
export function readMeta(text: string | undefined, unitName: string): GuestMeta {
  const fields = text === undefined ? {} : fromJsonText(text)?.value;
  if (!isJsonObject(fields))
    throw new InferenceError("INTERNAL", "Guest returned from zh_meta what is not a JSON object");
  const metadata = {
    name: string(fields, "name") ?? unitName,
    versions: strings(fields, "versions"),
    platform: string(fields, "platform") ?? "wasm",
    inputs: list(fields, "inputs"),
    outputs: list(fields, "outputs"),
    custom: custom(fields),
  };
  return { metadata, classNames: strings(fields, "classNames"), wantsNames: fields["wantsNames"] !== false };
}

function string(fields: JsonObject, name: string): string | undefined {
  const value = fields[name];
  if (value === undefined || typeof value === "string") return value;
  throw wrong(name, "a string");
}

function strings(fields: JsonObject, name: string): readonly string[] {
  const values = list(fields, name);
  if (values.every((value) => typeof value === "string")) return values;
  throw wrong(name, "an array of strings");
}

function list(fields: JsonObject, name: string): readonly JsonValue[] {
  const value = fields[name] ?? [];
  if (Array.isArray(value)) return value as readonly JsonValue[];
  throw wrong(name, "an array");
}

function custom(fields: JsonObject): Readonly<Record<string, string>> {
  const value = fields["custom"] ?? {};
  if (!isJsonObject(value) || !Object.values(value).every((item) => typeof item === "string")) {
    throw wrong("custom", "an object of strings");
  }
  return value as Readonly<Record<string, string>>;
}

function wrong(name: string, expected: string): InferenceError {
  return new InferenceError("INTERNAL", `Guest returned from zh_meta a field "${name}" that is not ${expected}`);
}
