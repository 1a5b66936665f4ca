/** Reads and writes the `meta` of a SeldonMessage. @module */
import { InferenceError } from "../../errors.ts";
import { isJsonObject } from "../../message/json-value.ts";
import type { JsonObject, JsonValue } from "../../message/json-value.ts";
import { EMPTY_META } from "../../message/meta.ts";
import type { Meta, Metric } from "../../message/meta.ts";
import { isText, toMetric, toRecord } from "../../message/metric.ts";
import type { JsonReader } from "../json/reader.ts";
import { writeJson, writeString } from "../json/writer.ts";

/**
 * Reads a meta object; keys it does not know are passed over, null is an empty meta.
 * @throws InferenceError INVALID_ARGUMENT naming the field that has another type.
 */
export function readMeta(reader: JsonReader, path: string): Meta {
  if (reader.isNull()) return EMPTY_META;
  const value = reader.value(path);
  if (!isJsonObject(value)) throw new InferenceError("INVALID_ARGUMENT", `${path}: expected an object`);
  const puid = value["puid"] ?? "";
  if (typeof puid !== "string") throw new InferenceError("INVALID_ARGUMENT", `${path}.puid: expected a string`);
  return {
    puid,
    tags: objectAt(value, "tags", path),
    metrics: readMetrics(value["metrics"] ?? [], `${path}.metrics`),
    requestPath: toRecord(objectAt(value, "requestPath", path), isText, "a string", `${path}.requestPath`),
    routing: toRecord(objectAt(value, "routing", path), isBranch, "a whole number", `${path}.routing`),
  };
}

function objectAt(meta: JsonObject, key: string, path: string): JsonObject {
  const value = meta[key] ?? {};
  if (isJsonObject(value)) return value;
  throw new InferenceError("INVALID_ARGUMENT", `${path}.${key}: expected an object`);
}

function isBranch(value: JsonValue): value is number {
  return Number.isInteger(value);
}

function readMetrics(value: JsonValue, path: string): readonly Metric[] {
  if (!Array.isArray(value)) throw new InferenceError("INVALID_ARGUMENT", `${path}: expected an array`);
  return value.map((item: JsonValue, index) => toMetric(item, `${path}[${index}]`));
}

/** Writes a meta; empty parts are left out, when `sparse` also the type of a COUNTER. */
export function writeMeta(meta: Meta, sparse: boolean = false): string {
  let text = "";
  if (meta.metrics.length > 0) text += `,"metrics":[${meta.metrics.map((one) => writeMetric(one, sparse)).join(",")}]`;
  if (meta.puid !== "") text += `,"puid":${writeString(meta.puid)}`;
  text += writeTexts("requestPath", meta.requestPath);
  text += writeBranches(meta.routing);
  if (!isEmpty(meta.tags)) text += `,"tags":${writeJson(meta.tags)}`;
  return text === "" ? "{}" : `{${text.slice(1)}}`;
}

function writeMetric(metric: Metric, sparse: boolean): string {
  return writeJson({
    key: metric.key,
    ...(metric.tags && { tags: metric.tags }),
    ...(sparse && metric.type === "COUNTER" ? undefined : { type: metric.type }),
    value: metric.value,
  });
}

function writeTexts(name: string, values: Readonly<Record<string, string>>): string {
  let text = "";
  for (const key in values) text += `,${writeString(key)}:${writeString(values[key]!)}`;
  return text === "" ? "" : `,"${name}":{${text.slice(1)}}`;
}

function writeBranches(values: Readonly<Record<string, number>>): string {
  let text = "";
  for (const key in values) text += `,${writeString(key)}:${values[key]}`;
  return text === "" ? "" : `,"routing":{${text.slice(1)}}`;
}

function isEmpty(object: object): boolean {
  for (const _ in object) return false;
  return true;
}
