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

/** The value of a JSON text, or undefined when it is not JSON. */
export function fromJsonText(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return undefined;
  }
}

function writeValue(value: JsonValue): string {
  if (typeof value === "bigint") return value.toString();
  if (Array.isArray(value)) return `[${value.map(writeValue).join(",")}]`;
  if (!isJsonObject(value)) return JSON.stringify(value);
  const fields = Object.entries(value).map(([key, field]) => `${JSON.stringify(key)}:${writeValue(field)}`);
  return `{${fields.join(",")}}`;
}
