/** Walks trees node by node, straight from the forest's own words. @module */
import { CATEGORICAL, DEFAULT_LEFT, MEMBERS_RIGHT, MISSING, MISSING_BITS } from "../ir/forest.ts";
import type { Forest } from "../ir/forest.ts";

/** The float32 nearest to 1e-35, as LightGBM has it. */
const ZERO = Math.fround(1e-35);

export type Row = ArrayLike<number>;

/** The number of the leaf that a row ends in. */
export function leafOf(forest: Forest, tree: number, row: Row): number {
  let node = forest.roots[tree]!;
  while (forest.left[node]! >= 0) node = goesLeft(forest, node, row) ? forest.left[node]! : forest.right[node]!;
  return -1 - forest.left[node]!;
}

function goesLeft(forest: Forest, node: number, row: Row): boolean {
  const flags = forest.flags[node]!;
  const rule = flags & MISSING_BITS;
  let x = row[forest.feature[node]!]!;
  const isDefaultLeft = (flags & DEFAULT_LEFT) !== 0;
  if ((flags & CATEGORICAL) !== 0) {
    if (Number.isNaN(x) && rule !== MISSING.compared) return isDefaultLeft;
    return isMember(forest, forest.threshold[node]!, x, flags) !== ((flags & MEMBERS_RIGHT) !== 0);
  }
  if (forest.compared === "f32") x = Math.fround(x);
  if (rule === MISSING.asZero && Number.isNaN(x)) x = 0;
  if (rule === MISSING.zero && (Number.isNaN(x) || Math.abs(x) <= ZERO)) return isDefaultLeft;
  if (rule === MISSING.nan && Number.isNaN(x)) return isDefaultLeft;
  return forest.comparison === "le" ? x <= forest.threshold[node]! : x < forest.threshold[node]!;
}

function isMember({ sets, setStart }: Forest, set: number, x: number, flags: number): boolean {
  const category = (flags & MEMBERS_RIGHT) !== 0 ? x : Math.trunc(x);
  if (!(category >= 0)) return false;
  const whole = Math.trunc(category);
  const word = setStart[set]! + Math.floor(whole / 32);
  return word < setStart[set + 1]! && ((sets[word]! >>> (whole % 32)) & 1) === 1;
}

/** The base and all leaves, added in the order of the trees. */
export function sumTrees(forest: Forest, base: Float64Array, row: Row): Float64Array {
  const sums = base.slice();
  const round = forest.summed === "f32" ? Math.fround : (x: number): number => x;
  for (let tree = 0; tree < forest.roots.length; tree++) {
    const leaf = leafOf(forest, tree, row);
    for (let at = 0; at < forest.arity; at++) {
      const column = forest.targets[tree]! + at;
      const value =
        forest.linear === undefined ? forest.values[leaf * forest.arity + at]! : linearLeaf(forest, leaf, row);
      sums[column] = round(round(sums[column]!) + round(value));
    }
  }
  return sums;
}

function linearLeaf(forest: Forest, leaf: number, row: Row): number {
  const { constant, start, feature, weight } = forest.linear!;
  let sum = constant[leaf]!;
  for (let at = start[leaf]!; at < start[leaf + 1]!; at++) {
    const x = row[feature[at]!]!;
    if (Number.isNaN(x)) return forest.values[leaf]!;
    sum += x * weight[at]!;
  }
  return sum;
}
