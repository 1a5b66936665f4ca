/** Whether trees can be walked: nothing of them may lead outside of them or round in circles. @module */
import { MAX_CATEGORY, MAX_SET_WORDS } from "./limits.ts";
import type { XgboostTree } from "./model.ts";
import { refuse } from "./refuse.ts";

/**
 * Every node that can be reached is reached once, compares a feature that exists with a number, or asks
 * for a category of a set that exists.
 * @throws ModelFileError naming tree, node and field
 */
export function checkTrees(trees: readonly XgboostTree[], featureCount: number): void {
  const largest = trees.reduce((most, tree) => Math.max(most, tree.left.length), 0);
  const walk = { seen: new Uint8Array(largest), stack: new Int32Array(largest), words: 0 };
  for (let index = 0; index < trees.length; index++) checkTree(trees[index]!, index, featureCount, walk);
}

interface Walk {
  readonly seen: Uint8Array;
  readonly stack: Int32Array;
  /** Of sets so far, if they were bits. */
  words: number;
}

function checkTree(tree: XgboostTree, index: number, featureCount: number, walk: Walk): void {
  const { left, right, feature, condition, sets } = tree;
  const { seen, stack } = walk;
  const count = left.length;
  if (count === 0) refuse(`tree ${index}`, "at least one node", "none");
  seen.fill(0, 0, count);
  seen[0] = 1;
  let top = 1;
  stack[0] = 0;
  const visit = (node: number, child: number, field: string): void => {
    if (child < 1 || child >= count) fail(index, node, field, `a node of 1 to ${count - 1}`, String(child));
    if (seen[child] === 1) fail(index, node, field, "a node that nothing else leads to", String(child));
    seen[child] = 1;
    stack[top++] = child;
  };
  while (top > 0) {
    const node = stack[--top]!;
    if (left[node] === -1) continue;
    visit(node, left[node]!, "left_children");
    visit(node, right[node]!, "right_children");
    const column = feature[node]!;
    if (column < 0 || column >= featureCount) {
      fail(index, node, "split_indices", `a feature of 0 to ${featureCount - 1}`, String(column));
    }
    if (sets !== undefined && sets.categorical[node] === 1) walk.words += checkSet(tree, index, node);
    else if (Number.isNaN(condition[node])) fail(index, node, "split_conditions", "a number", "NaN");
    if (walk.words > MAX_SET_WORDS) fail(index, node, "categories", `sets of ${MAX_SET_WORDS * 32} bits`, "more");
  }
}

/** @returns the words that the set needs as bits */
function checkSet({ sets }: XgboostTree, index: number, node: number): number {
  const { start, size, members } = sets!;
  const from = start[node]!;
  const end = from + size[node]!;
  if (from < 0 || size[node]! < 0 || end > members.length) {
    fail(index, node, "categories_segments", `a part of ${members.length} categories`, `${from} to ${end}`);
  }
  let largest = -1;
  for (let at = from; at < end; at++) {
    const member = members[at]!;
    if (member < 0 || member >= MAX_CATEGORY) {
      fail(index, node, "categories", `a category of 0 to ${MAX_CATEGORY - 1}`, String(member));
    }
    largest = Math.max(largest, member);
  }
  return (largest + 32) >>> 5;
}

function fail(tree: number, node: number, field: string, expected: string, got: string): never {
  return refuse(`tree ${tree}, node ${node}, ${field}`, expected, got);
}
