/** Which array an importer wants, and whether one is it. @module */
import { NdArray } from "../pickle/values.ts";

/** Which array is expected. */
export interface ArrayLike {
  readonly dims?: number;
  /** One size a dimension; -1 takes any. */
  readonly shape?: readonly number[];
  /** Exactly this type: `float64`. */
  readonly dtype?: string;
}

export function fits({ dtype, shape }: NdArray, like: ArrayLike): boolean {
  if (like.dtype !== undefined && dtype.name !== like.dtype) return false;
  if (like.dims !== undefined && shape.length !== like.dims) return false;
  const wanted = like.shape;
  if (wanted === undefined) return true;
  return wanted.length === shape.length && wanted.every((size, index) => size === -1 || size === shape[index]);
}

/** `float64 array of 2 dimensions`, `numeric array of shape [3, any]` */
export function expectation(like: ArrayLike, kind: string): string {
  const type = like.dtype ?? kind;
  const array = type === "" ? "array" : `${type} array`;
  if (like.shape !== undefined) return `${array} of shape ${shownShape(like.shape)}`;
  if (like.dims === undefined) return array;
  return `${array} of ${like.dims} dimension${like.dims === 1 ? "" : "s"}`;
}

/** `int64 array of shape [3, 4]` */
export function shapeOf({ dtype, shape }: NdArray): string {
  return `${dtype.name} array of shape ${shownShape(shape)}`;
}

function shownShape(shape: readonly number[]): string {
  return `[${shape.map((size) => (size === -1 ? "any" : String(size))).join(", ")}]`;
}
