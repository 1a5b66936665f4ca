/** Whether trees can be walked: nothing of them may lead outside of them or round in circles. @module */
import { CATEGORICAL_BIT } from "./model.ts";
import type { LightgbmTree } from "./model.ts";
import { refuse } from "./refuse.ts";

/**
 * Every split and every leaf is reached once, every split asks for a feature that exists and compares it
 * with a number or looks it up in a set that exists.
 * @throws ModelFileError naming tree, split and field
 */
export function checkTrees(trees: readonly LightgbmTree[], featureCount: number): void {
  const largest = trees.reduce((most, { leafValue }) => Math.max(most, leafValue.length), 0);
  const seen = new Uint8Array(2 * largest);
  const stack = new Int32Array(largest);
  for (let index = 0; index < trees.length; index++) {
    checkSets(trees[index]!, index);
    checkLinear(trees[index]!, index, featureCount);
    checkTree(trees[index]!, index, featureCount, seen, stack);
  }
}

function checkTree(tree: LightgbmTree, index: number, featureCount: number, seen: Uint8Array, stack: Int32Array): void {
  const { left, right, feature, decision, threshold, setStart } = tree;
  const splits = left.length;
  if (splits === 0) return;
  // Splits first, leaves behind them.
  seen.fill(0, 0, 2 * splits + 1);
  seen[0] = 1;
  let top = 1;
  stack[0] = 0;
  const visit = (split: number, child: number, field: string): void => {
    const slot = child >= 0 ? child : splits - 1 - child;
    if (slot === 0 || slot > 2 * splits) fail(index, split, field, "a split or a leaf of this tree", String(child));
    if (seen[slot] === 1) fail(index, split, field, "what nothing else leads to", String(child));
    seen[slot] = 1;
    if (child >= 0) stack[top++] = child;
  };
  while (top > 0) {
    const split = stack[--top]!;
    visit(split, left[split]!, "left_child");
    visit(split, right[split]!, "right_child");
    if (feature[split]! >= featureCount) {
      fail(index, split, "split_feature", `a feature of 0 to ${featureCount - 1}`, String(feature[split]));
    }
    const bound = threshold[split]!;
    if ((decision[split]! & CATEGORICAL_BIT) === 0) {
      if (Number.isNaN(bound)) fail(index, split, "threshold", "a number", "NaN");
      if (decision[split]! >> 2 > 2) fail(index, split, "decision_type", "at most 11", String(decision[split]));
    } else if (!Number.isInteger(bound) || bound < 0 || bound >= setStart.length - 1) {
      fail(index, split, "threshold", `a set of 0 to ${setStart.length - 2}`, String(bound));
    }
  }
}

function checkSets({ setStart }: LightgbmTree, index: number): void {
  if (setStart[0] !== 0) refuse(`tree ${index}, cat_boundaries[0]`, "0", String(setStart[0]));
  for (let set = 1; set < setStart.length; set++) {
    if (setStart[set]! >= setStart[set - 1]!) continue;
    refuse(`tree ${index}, cat_boundaries[${set}]`, `at least ${setStart[set - 1]}`, String(setStart[set]));
  }
}

function checkLinear({ linear }: LightgbmTree, index: number, featureCount: number): void {
  if (linear === undefined) return;
  for (let term = 0; term < linear.feature.length; term++) {
    const feature = linear.feature[term]!;
    if (feature < featureCount) continue;
    refuse(`tree ${index}, leaf_features[${term}]`, `a feature of 0 to ${featureCount - 1}`, String(feature));
  }
}

function fail(tree: number, split: number, field: string, expected: string, got: string): never {
  return refuse(`tree ${tree}, split ${split}, ${field}`, expected, got);
}
