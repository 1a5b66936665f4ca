/**
 * Checks model metadata; no keys beyond the known ones anywhere.
 * @see contract section 8, table "Schema"
 * @module
 */
import { isJsonObject } from "../message/json-value.ts";
import type { JsonObject, JsonValue } from "../message/json-value.ts";
import { isDatatype } from "../tensor/datatype.ts";

const KEYS: readonly string[] = ["name", "versions", "platform", "inputs", "outputs", "custom"];
const ARRAYS: readonly string[] = ["tensor", "ndarray", "tftensor"];

/** What is wrong, naming the field; undefined when nothing is. */
export function checkMetadata(metadata: JsonObject): string | undefined {
  const unknown = extraKey(metadata, KEYS);
  if (unknown !== undefined) return `unknown field "${unknown}", expected ${KEYS.join(", ")}`;
  for (const key of ["name", "platform"]) if (typeof metadata[key] !== "string") return `${key} must be text`;
  if (!isTexts(metadata["versions"])) return "versions must be a list of text";
  const custom = metadata["custom"];
  if (!isJsonObject(custom) || !isTexts(Object.values(custom))) return "custom must map text to text";
  return checkMessages(metadata, "inputs") ?? checkMessages(metadata, "outputs");
}

function checkMessages(metadata: JsonObject, key: string): string | undefined {
  const items = metadata[key];
  if (!Array.isArray(items)) return `${key} must be a list`;
  for (const [index, item] of items.entries()) {
    const problem = isJsonObject(item) ? checkMessage(item) : "must be an object";
    if (problem !== undefined) return `${key}[${index}] ${problem}`;
  }
  return undefined;
}

function checkMessage(item: JsonObject): string | undefined {
  if (Object.keys(item).length === 0) return undefined;
  const { messagetype, schema } = item;
  if (messagetype === undefined) return checkTensor(item);
  if (typeof messagetype !== "string") return "must have a messagetype of text";
  const unknown = extraKey(item, ["messagetype", "schema"]);
  if (unknown !== undefined) return `has the unknown field "${unknown}"`;
  if (messagetype === "strData" || messagetype === "binData") {
    return schema === undefined ? undefined : `of ${messagetype} has no schema`;
  }
  if (schema === undefined) return undefined;
  if (!isJsonObject(schema)) return "must have a schema that is an object";
  return ARRAYS.includes(messagetype) ? checkArray(schema) : undefined;
}

function checkArray(schema: JsonObject): string | undefined {
  const unknown = extraKey(schema, ["names", "shape"]);
  if (unknown !== undefined) return `has the unknown field "${unknown}" in its schema`;
  if (!isTexts(schema["names"] ?? [])) return "must have names that are a list of text";
  return isSizes(schema["shape"] ?? []) ? undefined : "must have a shape that is a list of whole numbers";
}

function checkTensor(item: JsonObject): string | undefined {
  const unknown = extraKey(item, ["name", "datatype", "shape"]);
  if (unknown !== undefined) return `has the unknown field "${unknown}"`;
  const { name, datatype, shape } = item;
  if (typeof name !== "string") return "must have a messagetype, or name, datatype and shape";
  if (typeof datatype !== "string" || !isDatatype(datatype)) return "must have a datatype such as FP32 or INT64";
  return isSizes(shape) ? undefined : "must have a shape that is a list of whole numbers";
}

function extraKey(object: JsonObject, known: readonly string[]): string | undefined {
  return Object.keys(object).find((key) => !known.includes(key));
}

function isTexts(value: JsonValue | undefined): boolean {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}

function isSizes(value: JsonValue | undefined): boolean {
  return Array.isArray(value) && value.every((item) => Number.isInteger(item));
}
