/** Bounds how deep values lie inside each other, so that whoever walks them may recurse. @module */
import { ModelFileError } from "./model-file-error.ts";
import { Instance, NdArray, Tuple } from "./values.ts";
import type { PickleValue } from "./values.ts";

/**
 * Values are visited once, by the way that is found first; circles are the walker's own to notice.
 * @throws ModelFileError when something lies deeper than `maxDepth`
 */
export function checkDepth(root: PickleValue, maxDepth: number): void {
  const seen = new Set<PickleValue>();
  let level: PickleValue[] = [root];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > maxDepth) throw new ModelFileError("Pickle", `at most ${maxDepth} values inside each other`, "more");
    const next: PickleValue[] = [];
    for (const value of level) {
      if (typeof value !== "object" || value === null || seen.has(value)) continue;
      seen.add(value);
      addChildren(value, next);
    }
    level = next;
  }
}

function addChildren(value: PickleValue, found: PickleValue[]): void {
  if (value instanceof Uint8Array) return;
  if (Array.isArray(value)) addAll(value, found);
  else if (value instanceof Tuple) addAll(value.items, found);
  else if (value instanceof Set) addAll(value, found);
  else if (value instanceof Map) addEntries(value, found);
  else if (value instanceof NdArray) addAll(value.dtype.kind === "O" ? (value.data as PickleValue[]) : [], found);
  else if (value instanceof Instance) {
    add(value.callee, found);
    add(value.namedArgs, found);
    add(value.state ?? null, found);
    addAll(value.args, found);
    addAll(value.items ?? [], found);
    if (value.entries !== undefined) addEntries(value.entries, found);
  }
}

function addEntries(entries: ReadonlyMap<PickleValue, PickleValue>, found: PickleValue[]): void {
  for (const [key, value] of entries) {
    add(key, found);
    add(value, found);
  }
}

function addAll(values: Iterable<PickleValue>, found: PickleValue[]): void {
  for (const value of values) add(value, found);
}

function add(value: PickleValue, found: PickleValue[]): void {
  if (typeof value === "object" && value !== null) found.push(value);
}
