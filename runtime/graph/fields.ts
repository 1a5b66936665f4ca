/**
 * Reading untrusted manifests field by field: each reader answers the typed value, or adds an issue
 * with the path and what was expected; none throws.
 *
 * Absent, null and "" are one thing to every reader that does not say otherwise, as they are to the
 * published resource definition: what comes out is undefined.
 * @module
 */
import type { Issue } from "./spec.ts";

export type Fields = Readonly<Record<string, unknown>>;

export class IssueList {
  readonly issues: Issue[] = [];

  add(path: string, message: string): void {
    this.issues.push({ path, message });
  }

  /** An object, or undefined with an issue; absent is fine unless required. */
  object(value: unknown, path: string, required = false): Fields | undefined {
    if (isAbsent(value)) return this.#absent(path, "an object", required);
    return isFields(value) ? value : this.#wrong(path, "an object", value);
  }

  /** A list, or undefined with an issue. */
  list(value: unknown, path: string, required = false): readonly unknown[] | undefined {
    if (isAbsent(value)) return this.#absent(path, "a list", required);
    return Array.isArray(value) ? value : this.#wrong(path, "a list", value);
  }

  /** Text that is not empty. */
  text(value: unknown, path: string, required = false): string | undefined {
    if (isAbsent(value) || value === "") return this.#absent(path, "text", required);
    return this.#text(value, path);
  }

  /** Text that may be empty, but not absent. */
  anyText(value: unknown, path: string): string | undefined {
    return isAbsent(value) ? this.#absent(path, "text", true) : this.#text(value, path);
  }

  /** A map from text to text, such as annotations; entries that are null are left out, empty ones stay. */
  texts(value: unknown, path: string): Readonly<Record<string, string>> {
    const entries = Object.entries(this.object(value, path) ?? {}).flatMap(([key, entry]) => {
      const text = isAbsent(entry) ? undefined : this.#text(entry, `${path}[${JSON.stringify(key)}]`);
      return text === undefined ? [] : [[key, text] as const];
    });
    return Object.freeze(Object.fromEntries(entries));
  }

  integer(value: unknown, path: string): number | undefined {
    if (isAbsent(value)) return undefined;
    return typeof value === "number" && Number.isInteger(value) ? value : this.#wrong(path, "a whole number", value);
  }

  boolean(value: unknown, path: string): boolean | undefined {
    if (isAbsent(value)) return undefined;
    return typeof value === "boolean" ? value : this.#wrong(path, "true or false", value);
  }

  /** One of a closed set. */
  choice<T extends string>(value: unknown, path: string, known: readonly T[], required = false): T | undefined {
    const expected = `one of ${known.join(", ")}`;
    if (isAbsent(value) || value === "") return this.#absent(path, expected, required);
    const chosen = known.find((candidate) => candidate === value);
    if (chosen !== undefined) return chosen;
    const got = typeof value === "string" ? JSON.stringify(value.slice(0, 60)) : kindOf(value);
    this.add(path, `expected ${expected}, got ${got}`);
    return undefined;
  }

  #text(value: unknown, path: string): string | undefined {
    if (typeof value === "string") return value;
    // YAML reads what stands without quotes by its looks.
    return this.#wrong(path, "text", value, isPlain(value) ? `; write it in quotes, as "${value}"` : "");
  }

  #absent(path: string, expected: string, required: boolean): undefined {
    if (required) this.add(path, `expected ${expected}, got nothing`);
  }

  #wrong(path: string, expected: string, value: unknown, advice = ""): undefined {
    this.add(path, `expected ${expected}, got ${kindOf(value)}${advice}`);
  }
}

/** Where `key` stands below `path`; the manifest itself has the path "". */
export function join(path: string, key: string): string {
  return path === "" ? key : `${path}.${key}`;
}

/** Whether a value is an object with keys, as a parser returns it. */
export function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Whether a field counts as not written. */
export function isAbsent(value: unknown): value is undefined | null {
  return value === undefined || value === null;
}

function isPlain(value: unknown): value is number | boolean {
  return typeof value === "number" || typeof value === "boolean";
}

function kindOf(value: unknown): string {
  if (typeof value === "string") return `text ${JSON.stringify(value.slice(0, 60))}`;
  if (isPlain(value)) return `${typeof value} ${value}`;
  if (Array.isArray(value)) return "a list";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}
