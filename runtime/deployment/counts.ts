/** Adding up what learning units know. @module */
import type { JsonValue } from "../message/json-value.ts";
import { isJsonObject } from "../message/json-value.ts";

/**
 * Adds counts: numbers add up, lists and objects go element by element, and what only one of them has
 * is kept. Of anything else the later one counts.
 */
export function addCounts(known: JsonValue | undefined, learned: JsonValue): JsonValue {
  if (known === undefined) return learned;
  if (typeof known === "number" && typeof learned === "number") return known + learned;
  if (Array.isArray(known) && Array.isArray(learned)) {
    const [longer, shorter] = known.length > learned.length ? [known, learned] : [learned, known];
    return longer.map((item: JsonValue, index) => addCounts(shorter[index] as JsonValue | undefined, item));
  }
  if (isJsonObject(known) && isJsonObject(learned)) {
    const sums = Object.entries(learned).map(([key, item]) => [key, addCounts(own(known, key), item)] as const);
    return Object.fromEntries([...Object.entries(known), ...sums]);
  }
  return learned;
}

function own(counts: Readonly<Record<string, JsonValue>>, key: string): JsonValue | undefined {
  return Object.hasOwn(counts, key) ? counts[key] : undefined;
}
