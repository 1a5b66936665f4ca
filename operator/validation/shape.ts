/**
 * Shapes of untrusted objects, and the one walk that checks a value by its shape and copies it:
 * null is dropped, fields that the shape does not name are dropped or kept as it says, and depth and
 * size are bounded.
 * @module
 */
import { IssueList, isAbsent, isFields } from "../../runtime/graph/fields.ts";
import type { Issue } from "../../runtime/graph/spec.ts";

export type Shape =
  | "text"
  | "integer"
  | "boolean"
  /** A whole number or text, such as `10%`. */
  | "amount"
  | "object"
  /** A map from text to text. */
  | "texts"
  /** A map from text to quantities. */
  | "quantities"
  | ListShape
  | FieldsShape;

export interface ListShape {
  readonly list: Shape;
}

export interface FieldsShape {
  /** Known fields; a function where the shape contains itself. */
  readonly fields: Readonly<Record<string, Shape | (() => Shape)>>;
  readonly required?: readonly string[];
  /** Whether fields that are not named here are handed on. */
  readonly keepsOthers?: boolean;
}

/** About twice what a stored object can hold. */
const MAX_VALUES = 200_000;
/** A graph of 64 levels, each an object in a list, with its parameters at the bottom. */
const MAX_DEPTH = 160;

/** Checks a value and copies it; the copy counts only when no issue was added. */
export function copyByShape(value: unknown, shape: Shape, path: string): { copy: unknown; issues: readonly Issue[] } {
  const walk = new ShapeWalk();
  return { copy: walk.value(value, shape, path, 0), issues: walk.list.issues };
}

class ShapeWalk {
  readonly list: IssueList = new IssueList();
  #left = MAX_VALUES;

  value(value: unknown, shape: Shape, path: string, depth: number): unknown {
    if (!this.#fits(path, depth)) return undefined;
    if (shape === "object") return this.list.object(value, path) && this.any(value, path, depth);
    if (typeof shape === "string") return this.#simple(value, shape, path);
    if ("list" in shape) {
      return this.list.list(value, path)?.map((item, index) => {
        if (item === null) this.list.add(`${path}[${index}]`, "expected a value, got null");
        return this.value(item, shape.list, `${path}[${index}]`, depth + 1);
      });
    }
    return this.#fields(value, shape, path, depth);
  }

  /** A copy of anything without null. */
  any(value: unknown, path: string, depth: number): unknown {
    if (!this.#fits(path, depth)) return undefined;
    if (Array.isArray(value)) return value.map((item, index) => this.any(item, `${path}[${index}]`, depth + 1));
    if (!isFields(value)) return value;
    const entries = Object.entries(value).filter(([key, item]) => !isAbsent(item) && key !== "__proto__");
    return Object.fromEntries(entries.map(([key, item]) => [key, this.any(item, `${path}.${key}`, depth + 1)]));
  }

  #fields(value: unknown, shape: FieldsShape, path: string, depth: number): unknown {
    const fields = this.list.object(value, path);
    if (fields === undefined) return undefined;
    const copy: Record<string, unknown> = {};
    for (const [key, item] of Object.entries(fields)) {
      const known = Object.hasOwn(shape.fields, key) ? shape.fields[key] : undefined;
      if (isAbsent(item) || (known === undefined && shape.keepsOthers !== true) || key === "__proto__") continue;
      const at = path === "" ? key : `${path}.${key}`;
      if (known === undefined) copy[key] = this.any(item, at, depth + 1);
      else copy[key] = this.value(item, typeof known === "function" ? known() : known, at, depth + 1);
    }
    for (const key of shape.required ?? []) {
      if (copy[key] === undefined && isAbsent(fields[key])) {
        this.list.add(path === "" ? key : `${path}.${key}`, "expected a value, got nothing");
      }
    }
    return copy;
  }

  #simple(value: unknown, shape: Extract<Shape, string>, path: string): unknown {
    if (isAbsent(value)) return undefined;
    if (shape === "integer") return this.list.integer(value, path);
    if (shape === "boolean") return this.list.boolean(value, path);
    if (shape === "texts") return this.list.texts(value, path);
    if (shape === "text") return this.list.anyText(value, path);
    if (shape === "amount") return typeof value === "string" ? value : this.list.integer(value, path);
    const entries = Object.entries(this.list.object(value, path) ?? {}).filter(([, item]) => !isAbsent(item));
    for (const [key, item] of entries) {
      if (typeof item === "number" && Number.isFinite(item)) continue;
      this.list.anyText(item, `${path}.${key}`);
    }
    return Object.fromEntries(entries);
  }

  #fits(path: string, depth: number): boolean {
    if (depth > MAX_DEPTH) {
      if (this.#left > 0) this.list.add(path, `the manifest is deeper than ${MAX_DEPTH} values`);
      this.#left = 0;
    } else if (--this.#left === 0) {
      this.list.add(path, `the manifest has more than ${MAX_VALUES} values`);
    }
    return this.#left > 0;
  }
}
