/** What learning routers know, added up. @module */
import type { JsonValue } from "../../message/json-value.ts";
import { isJsonObject } from "../../message/json-value.ts";

/** Adds counts of the same structure: numbers add up, lists and objects go element by element. */
export function addCounts(known: JsonValue | undefined, learned: JsonValue): JsonValue {
  if (known === undefined) return learned;
  if (typeof known === "number" && typeof learned === "number") return known + learned;
  if (Array.isArray(known) && Array.isArray(learned)) {
    return learned.map((item: JsonValue, index) => addCounts(known[index] as JsonValue | undefined, item));
  }
  if (isJsonObject(known) && isJsonObject(learned)) {
    return Object.fromEntries(Object.entries(learned).map(([key, item]) => [key, addCounts(known[key], item)]));
  }
  return learned;
}
