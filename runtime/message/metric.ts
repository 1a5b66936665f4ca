/** Custom metrics and records of texts as units and clients write them. @module */
import { InferenceError } from "../errors.ts";
import { isJsonObject } from "./json-value.ts";
import type { JsonObject, JsonValue } from "./json-value.ts";
import type { Metric, MetricType } from "./meta.ts";
import { placeOf } from "./place.ts";

const TYPES: readonly MetricType[] = ["COUNTER", "GAUGE", "TIMER"];

/**
 * Checks one custom metric. The type may be its name or its protobuf number; absent is COUNTER.
 * @throws InferenceError INVALID_ARGUMENT naming the field.
 */
export function toMetric(value: unknown, path: string): Metric {
  if (!isJsonObject(value)) throw new InferenceError("INVALID_ARGUMENT", `${path}: expected an object`);
  const { key, type = "COUNTER", value: amount = 0, tags } = value;
  if (typeof key !== "string" || key === "")
    throw new InferenceError("INVALID_ARGUMENT", `${path}.key: expected a name`);
  const name = typeof type === "number" ? TYPES[type] : TYPES.find((known) => known === type);
  if (name === undefined)
    throw new InferenceError("INVALID_ARGUMENT", `${path}.type: expected COUNTER, GAUGE or TIMER`);
  if (typeof amount !== "number") throw new InferenceError("INVALID_ARGUMENT", `${path}.value: expected a number`);
  if (tags === undefined || tags === null) return { key, type: name, value: amount };
  if (!isJsonObject(tags)) throw new InferenceError("INVALID_ARGUMENT", `${path}.tags: expected an object`);
  return { key, type: name, value: amount, tags: toRecord(tags, isText, "a string", `${path}.tags`) };
}

/**
 * An object whose values are all of one type.
 * @throws InferenceError INVALID_ARGUMENT naming the first that is not.
 */
export function toRecord<T extends JsonValue>(
  value: JsonObject,
  is: (item: JsonValue) => item is T,
  expected: string,
  path: string,
): Readonly<Record<string, T>> {
  for (const [key, item] of Object.entries(value)) {
    if (!is(item)) throw new InferenceError("INVALID_ARGUMENT", `${placeOf(`${path}.${key}`)}: expected ${expected}`);
  }
  return value as Readonly<Record<string, T>>;
}

export function isText(value: JsonValue): value is string {
  return typeof value === "string";
}
