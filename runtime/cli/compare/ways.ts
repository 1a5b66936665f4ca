/**
 * Whether a request went other ways through the two graphs: an A/B test or a learning router on each
 * side chooses by itself, and then two answers differ that both are right.
 * @module
 */
import { isJsonObject } from "../../message/json-value.ts";
import type { JsonObject, JsonValue } from "../../message/json-value.ts";

/** A unit where the ways part. */
export interface WayDifference {
  readonly unit: string;
  /** "branch 1", "not asked", … */
  readonly here: string;
  readonly there: string;
}

/** Of more units nobody reads. */
const LIMIT = 5;

/**
 * Compares `meta.routing` branch by branch, and the units of `meta.requestPath`. What one side does
 * not say at all is no difference: there are servers that never say it.
 */
export function compareWays(here: JsonValue, there: JsonValue): readonly WayDifference[] {
  const found = new Map<string, WayDifference>();
  const routes = [part(here, "routing"), part(there, "routing")] as const;
  const paths = [part(here, "requestPath"), part(there, "requestPath")] as const;
  for (const unit of unitsOf(routes)) {
    const [own, other] = [branchOf(routes[0]![unit]), branchOf(routes[1]![unit])];
    if (own !== other) found.set(unit, { unit, here: own, there: other });
  }
  for (const unit of unitsOf(paths)) {
    const [own, other] = [Object.hasOwn(paths[0]!, unit), Object.hasOwn(paths[1]!, unit)];
    if (own === other || found.has(unit)) continue;
    found.set(unit, { unit, here: own ? "asked" : "not asked", there: other ? "asked" : "not asked" });
  }
  return [...found.values()].slice(0, LIMIT);
}

/** An object of `meta` that says something. */
function part(answer: JsonValue, name: string): JsonObject | undefined {
  const meta = isJsonObject(answer) ? answer["meta"] : undefined;
  const value = isJsonObject(meta) ? meta[name] : undefined;
  return isJsonObject(value) && Object.keys(value).length > 0 ? value : undefined;
}

/** All units of both; none when one side is silent. */
function unitsOf([here, there]: readonly [JsonObject | undefined, JsonObject | undefined]): readonly string[] {
  if (here === undefined || there === undefined) return [];
  return [...new Set([...Object.keys(here), ...Object.keys(there)])];
}

// A unit that does not choose is written as -1, or left out.
function branchOf(value: JsonValue | undefined): string {
  if (typeof value !== "number" && typeof value !== "bigint") return "no branch";
  return Number(value) === -1 ? "no branch" : `branch ${value}`;
}
