/** What is inside lists and dictionaries of all kinds. @module */
import { Dtype } from "../numpy/dtype.ts";
import { Instance, NdArray, Tuple } from "./values.ts";
import type { PickleValue } from "./values.ts";

/** Of a list, a tuple, a set, an object that is one of them, or an array of objects or text, row-major. */
export function membersOf(value: PickleValue): readonly PickleValue[] | undefined {
  if (Array.isArray(value)) return value;
  if (value instanceof Tuple) return value.items;
  if (value instanceof Set) return [...value];
  if (value instanceof Instance) return value.items;
  if (value instanceof NdArray && "OU".includes(value.dtype.kind)) return value.data as readonly PickleValue[];
  return undefined;
}

/** Of a dictionary, or an object that is one. */
export function entriesOf(value: PickleValue): ReadonlyMap<PickleValue, PickleValue> | undefined {
  if (value instanceof Map) return value;
  return value instanceof Instance ? value.entries : undefined;
}

/** The array itself; a list or a tuple as an array of objects with one dimension. */
export function asArray(value: PickleValue): NdArray | undefined {
  if (value instanceof NdArray) return value;
  const items = value instanceof Tuple ? value.items : value;
  return Array.isArray(items) ? new NdArray(new Dtype("O", 8), [items.length], items as PickleValue[]) : undefined;
}

/** How a path goes on to an entry: by its name when it has a plain one. */
export function keyPath(key: PickleValue): string {
  if (typeof key === "number") return `[${key}]`;
  return typeof key === "string" && /^\w{1,80}$/.test(key) ? `.${key}` : "[...]";
}
