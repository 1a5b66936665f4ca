/** Limits on shapes that a request may ask for. @module */
import { InferenceError } from "../../errors.ts";
import { MAX_RANK } from "../json/limits.ts";
import { elementCount } from "../../tensor/tensor.ts";

/** Empty arrays that a tensor without elements may consist of: each is written out. */
const MAX_EMPTY_ARRAYS = 65_536;

/**
 * Checks the number of axes.
 * @throws InferenceError INVALID_ARGUMENT naming `path`.
 */
export function checkRank(rank: number, path: string): void {
  if (rank > MAX_RANK) throw new InferenceError("INVALID_ARGUMENT", `${path}: more than ${MAX_RANK} axes`);
}

/**
 * Checks a shape that came as numbers, not as the arrays themselves.
 * @throws InferenceError INVALID_ARGUMENT naming `path`.
 */
export function checkShape(shape: readonly number[], path: string): void {
  checkRank(shape.length, path);
  if (elementCount(shape) !== 0) return;
  const arrays = shape.reduce((product, size) => product * Math.max(1, size), 1);
  if (arrays <= MAX_EMPTY_ARRAYS) return;
  const text = `expected at most ${MAX_EMPTY_ARRAYS} arrays without elements, got shape [${shape.join(",")}]`;
  throw new InferenceError("INVALID_ARGUMENT", `${path}: ${text}`);
}
