/** JSON as the runtime holds it: integers beyond 2^53 are bigint, so nothing is lost. @module */
export type JsonValue = null | boolean | number | bigint | string | readonly JsonValue[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: JsonValue;
}

/** Deepest nesting of arrays and objects that is read or written; a cycle would have none. */
export const MAX_DEPTH = 128;

/** Whether a value is a JSON object, neither null nor an array. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A copy that shares no array and no plain object with `value`. */
export function copyJson<T>(value: T): T {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => copyJson<unknown>(item)) as T;
  const prototype: unknown = Object.getPrototypeOf(value);
  // What is no JSON (a date that a component put in) is passed on as it is.
  if (prototype !== Object.prototype && prototype !== null) return value;
  const copy: Record<string, unknown> = {};
  for (const [key, item] of Object.entries(value)) {
    const own = copyJson<unknown>(item);
    // A plain assignment to "__proto__" would set the prototype instead of a key.
    if (key === "__proto__")
      Object.defineProperty(copy, key, { value: own, enumerable: true, writable: true, configurable: true });
    else copy[key] = own;
  }
  return copy as T;
}
