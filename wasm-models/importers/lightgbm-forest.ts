/** LightGBM's trees as a forest of the IR. @module */
import { CATEGORICAL, DEFAULT_LEFT, MISSING } from "../ir/forest.ts";
import type { Forest, LinearLeaves } from "../ir/forest.ts";
import { CATEGORICAL_BIT, DEFAULT_LEFT_BIT, MISSING_SHIFT, ZERO_THRESHOLD } from "../readers/lightgbm/model.ts";
import type { LightgbmTree } from "../readers/lightgbm/model.ts";

/** By missing type: none, zero, NaN. */
const RULES: readonly number[] = [MISSING.asZero, MISSING.zero, MISSING.nan];
/** The largest number below -ZERO_THRESHOLD. */
const BELOW_ZERO = -1.0000000180025096e-35;

/**
 * The first `count` trees. Values are compared and leaves are added in float64. Leaves are numbered tree
 * by tree as the library numbers them.
 * @param groups tree i adds to column `i % groups`
 */
export function lightgbmForest(all: readonly LightgbmTree[], count: number, groups: number): Forest {
  const trees = all.slice(0, count);
  const total = (of: (tree: LightgbmTree) => number): number => trees.reduce((sum, tree) => sum + of(tree), 0);
  const leaves = total((tree) => tree.leafValue.length);
  const nodes = leaves + total((tree) => tree.left.length);
  const forest: Forest = {
    roots: new Int32Array(trees.length),
    targets: Int32Array.from(trees, (_, index) => index % groups),
    left: new Int32Array(nodes),
    right: new Int32Array(nodes),
    feature: new Int32Array(nodes),
    threshold: new Float64Array(nodes),
    flags: new Uint8Array(nodes),
    setStart: new Int32Array(total((tree) => tree.setStart.length - 1) + 1),
    sets: new Uint32Array(total((tree) => tree.sets.length)),
    arity: 1,
    values: new Float64Array(leaves),
    comparison: "le",
    compared: "f64",
    summed: "f64",
    ...(trees.some(({ linear }) => linear !== undefined) ? { linear: linearLeaves(trees, leaves) } : {}),
  };
  const next: Next = { node: 0, leaf: 0, set: 0, word: 0 };
  trees.forEach((tree, index) => {
    forest.roots[index] = next.node;
    addTree(forest, tree, next);
  });
  return forest;
}

/** Where the next tree begins in each column. */
interface Next {
  node: number;
  leaf: number;
  set: number;
  word: number;
}

/** Splits first, leaves behind them. */
function addTree(forest: Forest, tree: LightgbmTree, next: Next): void {
  const splits = tree.left.length;
  const first = next.node;
  const place = (child: number): number => first + (child >= 0 ? child : splits - 1 - child);
  for (let split = 0; split < splits; split++) {
    const decision = tree.decision[split]!;
    const at = first + split;
    forest.left[at] = place(tree.left[split]!);
    forest.right[at] = place(tree.right[split]!);
    forest.feature[at] = tree.feature[split]!;
    if ((decision & CATEGORICAL_BIT) === 0) {
      forest.threshold[at] = withoutTiny(tree.threshold[split]!);
      forest.flags[at] = RULES[decision >> MISSING_SHIFT]! | ((decision & DEFAULT_LEFT_BIT) === 0 ? 0 : DEFAULT_LEFT);
    } else {
      // What is missing is no member, and goes right with all others.
      forest.threshold[at] = next.set + tree.threshold[split]!;
      forest.flags[at] = MISSING.compared | CATEGORICAL;
    }
  }
  for (let leaf = 0; leaf < tree.leafValue.length; leaf++) forest.left[first + splits + leaf] = -1 - next.leaf - leaf;
  forest.values.set(tree.leafValue, next.leaf);
  forest.sets.set(tree.sets, next.word);
  for (let set = 1; set < tree.setStart.length; set++)
    forest.setStart[next.set + set] = next.word + tree.setStart[set]!;
  next.node += splits + tree.leafValue.length;
  next.leaf += tree.leafValue.length;
  next.set += tree.setStart.length - 1;
  next.word += tree.sets.length;
}

/**
 * The library makes 0 of |x| <= ZERO_THRESHOLD before it compares. A threshold among these is moved to
 * where comparing x itself gives the same answer.
 */
function withoutTiny(threshold: number): number {
  if (Math.abs(threshold) > ZERO_THRESHOLD) return threshold;
  return threshold < 0 ? BELOW_ZERO : ZERO_THRESHOLD;
}

/** Leaves of trees that are not linear are constants. */
function linearLeaves(trees: readonly LightgbmTree[], leaves: number): LinearLeaves {
  const terms = trees.reduce((sum, { linear }) => sum + (linear?.feature.length ?? 0), 0);
  const result: LinearLeaves = {
    constant: new Float64Array(leaves),
    start: new Int32Array(leaves + 1),
    feature: new Int32Array(terms),
    weight: new Float64Array(terms),
  };
  let leaf = 0;
  let term = 0;
  for (const { linear, leafValue } of trees) {
    result.constant.set(linear?.constant ?? leafValue, leaf);
    if (linear !== undefined) {
      result.feature.set(linear.feature, term);
      result.weight.set(linear.coefficient, term);
    }
    for (let index = 1; index <= leafValue.length; index++) {
      result.start[leaf + index] = term + (linear?.start[index] ?? 0);
    }
    leaf += leafValue.length;
    term += linear?.feature.length ?? 0;
  }
  return result;
}
