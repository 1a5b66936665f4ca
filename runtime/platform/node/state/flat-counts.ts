/**
 * Counts as fields of one hash, so that each can be added to by itself: `["main/r#2","tries",0]` is the
 * first number of the list `tries` of that unit.
 * @module
 */
import { MAX_DEPTH } from "../../../message/json-value.ts";
import type { JsonValue } from "../../../message/json-value.ts";

/** Numbers by their field. */
export type FlatCounts = ReadonlyMap<string, number>;

/** Longest list that is made of fields: what stands in a shared store may be anybody's. */
const MAX_ITEMS = 10_000;

type Step = string | number;

/** The numbers of a unit's counts; anything else is left out. */
export function flatten(unit: string, counts: JsonValue): FlatCounts {
  const fields = new Map<string, number>();
  const walk = (value: JsonValue, path: readonly Step[]): void => {
    if (path.length > MAX_DEPTH) return;
    if (typeof value === "number" || typeof value === "bigint") fields.set(JSON.stringify(path), Number(value));
    else if (Array.isArray(value)) value.forEach((item: JsonValue, index) => walk(item, [...path, index]));
    else if (typeof value === "object" && value !== null)
      for (const [key, item] of Object.entries(value)) walk(item, [...path, key]);
  };
  walk(counts, [unit]);
  return fields;
}

/** The counts of every unit; fields of another form are passed over. */
export function unflatten(fields: FlatCounts): ReadonlyMap<string, JsonValue> {
  const units = new Map<string, Branch>();
  for (const [field, count] of fields) {
    const path = parsePath(field);
    if (path === undefined) continue;
    const [unit, ...steps] = path;
    let branch = units.get(unit);
    if (branch === undefined) units.set(unit, (branch = new Branch()));
    for (const step of steps) branch = branch.child(step);
    branch.count = count;
  }
  return new Map(Array.from(units, ([unit, branch]) => [unit, branch.toJson()]));
}

/** Adds field by field. */
export function addFlat(...all: readonly FlatCounts[]): Map<string, number> {
  const sum = new Map<string, number>();
  for (const fields of all) for (const [field, count] of fields) sum.set(field, (sum.get(field) ?? 0) + count);
  return sum;
}

/** The unit that a field belongs to; undefined for fields of another form. */
export function unitOfField(field: string): string | undefined {
  return parsePath(field)?.[0];
}

class Branch {
  count: number | undefined = undefined;
  readonly #items = new Map<number, Branch>();
  readonly #keys = new Map<string, Branch>();

  child(step: Step): Branch {
    const children = (typeof step === "number" ? this.#items : this.#keys) as Map<Step, Branch>;
    let child = children.get(step);
    if (child === undefined) children.set(step, (child = new Branch()));
    return child;
  }

  toJson(): JsonValue {
    if (this.#keys.size > 0) return Object.fromEntries(Array.from(this.#keys, ([key, child]) => [key, child.toJson()]));
    if (this.#items.size === 0) return this.count ?? 0;
    const length = Math.max(...this.#items.keys()) + 1;
    return Array.from({ length }, (_, index) => this.#items.get(index)?.toJson() ?? 0);
  }
}

function parsePath(field: string): readonly [unit: string, ...Step[]] | undefined {
  let path: unknown;
  try {
    path = JSON.parse(field);
  } catch {
    return undefined;
  }
  if (!Array.isArray(path) || path.length > MAX_DEPTH || typeof path[0] !== "string") return undefined;
  return path.slice(1).every(isStep) ? (path as [string, ...Step[]]) : undefined;
}

function isStep(step: unknown): step is Step {
  return typeof step === "string" || (Number.isInteger(step) && (step as number) >= 0 && (step as number) < MAX_ITEMS);
}
