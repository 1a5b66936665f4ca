/**
 * JSON as guests read and write it: plain text. Integers beyond 2^53 are written digit by digit.
 * @module
 */
import { isJsonObject } from "../../message/json-value.ts";
import type { JsonValue } from "../../message/json-value.ts";

/** The JSON text of `value`, with no spaces. */
export function toJsonText(value: JsonValue): string {
  try {
    return JSON.stringify(value);
  } catch {
    // JSON.stringify refuses bigint; only then is the slower walk needed.
    return writeValue(value);
  }
}

/** Nested arrays and objects that the codecs write; a guest must not send them deeper. */
const MAX_DEPTH = 128;

/** The value of a JSON text, or undefined when it is not JSON or nested too deep. */
export function fromJsonText(text: string): JsonValue | undefined {
  try {
    const value = JSON.parse(text) as JsonValue;
    return isShallow(value, MAX_DEPTH) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isShallow(value: JsonValue, depth: number): boolean {
  if (typeof value !== "object" || value === null) return true;
  return depth > 0 && Object.values(value).every((item) => isShallow(item, depth - 1));
}

function writeValue(value: JsonValue): string {
  if (typeof value === "bigint") return value.toString();
  if (Array.isArray(value)) return `[${value.map(writeValue).join(",")}]`;
  if (!isJsonObject(value)) return JSON.stringify(value);
  const fields = Object.entries(value).map(([key, field]) => `${JSON.stringify(key)}:${writeValue(field)}`);
  return `{${fields.join(",")}}`;
}
