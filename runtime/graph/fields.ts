/**
 * Reading untrusted manifests field by field: each check adds an issue with the path and what was
 * expected, and none throws.
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
    if (value === undefined || value === null) return this.#absent(path, "an object", required);
    if (typeof value === "object" && !Array.isArray(value)) return value as Fields;
    return this.#wrong(path, "an object", value);
  }

  /** A list, or undefined with an issue; null counts as absent. */
  list(value: unknown, path: string, required = false): readonly unknown[] | undefined {
    if (value === undefined || value === null) return this.#absent(path, "a list", required);
    return Array.isArray(value) ? value : this.#wrong(path, "a list", value);
  }

  text(value: unknown, path: string, required = false): string | undefined {
    if (value === undefined || value === null || (value === "" && required))
      return this.#absent(path, "text", required);
    return typeof value === "string" ? value : this.#wrong(path, "text", value);
  }

  integer(value: unknown, path: string): number | undefined {
    if (value === undefined || value === null) return undefined;
    return Number.isInteger(value) ? (value as number) : this.#wrong(path, "a whole number", value);
  }

  boolean(value: unknown, path: string): boolean | undefined {
    if (value === undefined || value === null) return undefined;
    return typeof value === "boolean" ? value : this.#wrong(path, "true or false", value);
  }

  /** One of a closed set; "" counts as absent. */
  choice(value: unknown, path: string, known: readonly string[]): string | undefined {
    if (value === undefined || value === null || value === "") return undefined;
    if (typeof value === "string" && known.includes(value)) return value;
    const got = typeof value === "string" ? JSON.stringify(value.slice(0, 60)) : kindOf(value);
    this.add(path, `expected one of ${known.join(", ")}, got ${got}`);
    return undefined;
  }

  #absent(path: string, expected: string, required: boolean): undefined {
    if (required) this.add(path, `expected ${expected}, got nothing`);
  }

  #wrong(path: string, expected: string, value: unknown): undefined {
    this.add(path, `expected ${expected}, got ${kindOf(value)}`);
  }
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "an object";
  return typeof value === "string"
    ? `text ${JSON.stringify(value.slice(0, 60))}`
    : `${typeof value} ${JSON.stringify(value)}`;
}
