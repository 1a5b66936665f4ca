/** Says of a value what it is, for errors and listings: its type and shape, never what it holds. @module */
import { shown } from "./model-file-error.ts";
import { Complex, DtypeRef, GlobalRef, Instance, NdArray, Slice, Tuple } from "./values.ts";
import type { PickleValue } from "./values.ts";

/** `float64 array of 2 dimensions`, `list of 3`, `sklearn.svm._classes.SVC`, `None`, `nothing` for undefined. */
export function describe(value: PickleValue | undefined): string {
  switch (typeof value) {
    case "undefined":
      return "nothing";
    case "boolean":
      return "bool";
    case "bigint":
      return "int";
    case "number":
      return Number.isInteger(value) ? "int" : "float";
    case "string":
      return "str";
    default:
      return value === null ? "None" : describeObject(value);
  }
}

/** `int64 array of 1 dimension` */
export function describeArray(array: NdArray): string {
  const { length } = array.shape;
  return `${array.dtype.name} array of ${length} dimension${length === 1 ? "" : "s"}`;
}

function describeObject(value: Exclude<PickleValue, null | string | number | bigint | boolean>): string {
  if (Array.isArray(value)) return `list of ${value.length}`;
  if (value instanceof Map) return `dict of ${value.size}`;
  if (value instanceof Set) return `set of ${value.size}`;
  if (value instanceof Uint8Array) return `${value.length} bytes`;
  if (value instanceof Tuple) return `tuple of ${value.items.length}`;
  if (value instanceof NdArray) return describeArray(value);
  if (value instanceof Instance) return value.qualifiedName === "" ? "result of a call" : shown(value.qualifiedName);
  if (value instanceof GlobalRef) return `name ${shown(value.qualifiedName)}`;
  if (value instanceof DtypeRef) return "dtype";
  if (value instanceof Slice) return "slice";
  return value instanceof Complex ? "complex" : "something else";
}
