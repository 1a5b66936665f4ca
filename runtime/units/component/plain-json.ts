/** JSON values of what a component returned. @module */
import { InferenceError } from "../../errors.ts";
import { MAX_DEPTH } from "../../message/json-value.ts";
import type { JsonValue } from "../../message/json-value.ts";

/**
 * A copy of `value` with nothing but JSON in it. Members that are undefined are left out, objects
 * with a `toJSON` (dates) give that; bigint is an integer of any size, a typed array of numbers a list.
 * @throws InferenceError INTERNAL naming what cannot be written: bytes, functions, Map, Set.
 */
export function toPlainJson(value: unknown, path: string, depth = 0): JsonValue {
  switch (typeof value) {
    case "string":
    case "number":
    case "boolean":
    case "bigint":
      return value;
    case "object":
      break;
    default:
      throw unwritable(path, `a ${typeof value}`);
  }
  if (value === null) return null;
  if (depth > MAX_DEPTH) throw unwritable(path, `a value nested deeper than ${MAX_DEPTH} levels`);
  if (Array.isArray(value))
    return value.map((item, index) => toPlainJson(item ?? null, `${path}[${index}]`, depth + 1));
  const { toJSON } = value as { toJSON?: unknown };
  if (typeof toJSON === "function") return toPlainJson(toJSON.call(value), path, depth + 1);
  if (ArrayBuffer.isView(value) && !(value instanceof Uint8Array) && !(value instanceof DataView)) {
    return Array.from(value as Float64Array);
  }
  if (ArrayBuffer.isView(value) || value instanceof Map || value instanceof Set || value instanceof ArrayBuffer) {
    throw unwritable(path, `a ${value.constructor.name}`);
  }
  const out: Record<string, JsonValue> = {};
  for (const [key, item] of Object.entries(value)) {
    if (item === undefined) continue;
    const plain = toPlainJson(item, `${path}.${key}`, depth + 1);
    if (key === "__proto__") Object.defineProperty(out, key, { value: plain, enumerable: true });
    else out[key] = plain;
  }
  return out;
}

function unwritable(path: string, got: string): InferenceError {
  return new InferenceError("INTERNAL", `${path}: ${got} cannot be written as JSON`);
}
