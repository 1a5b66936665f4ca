/**
 * What a LightGBM model answers, slowly and straight from the structure that was read: proof that nothing
 * was lost on the way.
 * @module
 */
import {
  CATEGORICAL_BIT,
  DEFAULT_LEFT_BIT,
  LIGHTGBM_MISSING,
  MISSING_SHIFT,
  ZERO_THRESHOLD,
} from "../../../../wasm-models/readers/lightgbm/model.ts";
import type { LightgbmModel, LightgbmTree } from "../../../../wasm-models/readers/lightgbm/model.ts";
import { linkOf } from "../../../../wasm-models/readers/lightgbm/objectives.ts";

/** Sums of one row, by group, in float64 and in the library's order; of a forest the sums, not the means. */
export function rawScores(model: LightgbmModel, row: Float64Array): number[] {
  const sums = Array.from({ length: model.groups }, () => 0);
  const values = withoutTiny(row);
  model.trees.forEach((tree, index) => {
    sums[index % model.groups]! += outputOf(tree, values);
  });
  return sums;
}

/** The leaf that each tree ends in. */
export function leaves(model: LightgbmModel, row: Float64Array): number[] {
  const values = withoutTiny(row);
  return model.trees.map((tree) => leafOf(tree, values));
}

/** What is almost zero is zero before any tree sees it: the library takes rows as if they were sparse. */
function withoutTiny(row: Float64Array): Float64Array {
  return row.map((x) => (Math.abs(x) <= ZERO_THRESHOLD ? 0 : x));
}

function outputOf(tree: LightgbmTree, row: Float64Array): number {
  const leaf = leafOf(tree, row);
  if (tree.linear === undefined) return tree.leafValue[leaf]!;
  const { constant, start, feature, coefficient } = tree.linear;
  let sum = constant[leaf]!;
  for (let term = start[leaf]!; term < start[leaf + 1]!; term++) {
    const x = row[feature[term]!]!;
    if (Number.isNaN(x)) return tree.leafValue[leaf]!;
    sum += coefficient[term]! * x;
  }
  return sum;
}

function leafOf(tree: LightgbmTree, row: Float64Array): number {
  if (tree.left.length === 0) return 0;
  let node = 0;
  while (node >= 0) node = goesLeft(tree, node, row[tree.feature[node]!]!) ? tree.left[node]! : tree.right[node]!;
  return -1 - node;
}

function goesLeft(tree: LightgbmTree, split: number, value: number): boolean {
  const decision = tree.decision[split]!;
  const threshold = tree.threshold[split]!;
  const missing = decision >> MISSING_SHIFT;
  if ((decision & CATEGORICAL_BIT) !== 0) {
    if (Number.isNaN(value) || Math.abs(value) > 2 ** 31) return false;
    const category = Math.trunc(value);
    const from = tree.setStart[threshold]!;
    const word = from + (category >> 5);
    if (category < 0 || word >= tree.setStart[threshold + 1]!) return false;
    return ((tree.sets[word]! >>> (category & 31)) & 1) === 1;
  }
  const x = Number.isNaN(value) && missing !== LIGHTGBM_MISSING.nan ? 0 : value;
  const isMissing =
    (missing === LIGHTGBM_MISSING.zero && Math.abs(x) <= ZERO_THRESHOLD) ||
    (missing === LIGHTGBM_MISSING.nan && Number.isNaN(x));
  return isMissing ? (decision & DEFAULT_LEFT_BIT) !== 0 : x <= threshold;
}

/** What the library's `predict` answers for a row of sums. */
export function answer(model: LightgbmModel, sums: readonly number[]): number[] {
  const iterations = model.trees.length / model.groups;
  const values = model.averageOutput ? sums.map((sum) => sum / iterations) : [...sums];
  const link = linkOf(model.objective);
  switch (link.kind) {
    case "identity":
      return values;
    case "sigmoid":
      return values.map((x) => 1 / (1 + Math.exp(-link.scale * x)));
    case "exp":
      return values.map(Math.exp);
    case "softplus":
      return values.map((x) => Math.log1p(Math.exp(x)));
    case "signed-square":
      return values.map((x) => Math.sign(x) * x * x);
    case "softmax": {
      const powers = values.map((x) => Math.exp(x - Math.max(...values)));
      const total = powers.reduce((all, power) => all + power, 0);
      return powers.map((power) => power / total);
    }
  }
}
