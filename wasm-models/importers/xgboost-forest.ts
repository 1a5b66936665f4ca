/** XGBoost's trees as a forest of the IR. @module */
import { CATEGORICAL, DEFAULT_LEFT, MEMBERS_RIGHT, MISSING } from "../ir/forest.ts";
import type { Forest } from "../ir/forest.ts";
import type { XgboostTree, XgboostTrees } from "../readers/xgboost/model.ts";

/**
 * The first `count` trees. Values are compared and leaves are added in float32; leaves of dart are
 * multiplied here, as the library does before it adds. Nodes that nothing leads to are left out; leaves
 * are numbered tree by tree in the order of their nodes.
 */
export function xgboostForest(booster: XgboostTrees, count: number): Forest {
  const trees = booster.trees.slice(0, count);
  const places = trees.map(placesOf);
  const nodes = places.reduce((sum, { size }) => sum + size, 0);
  const leaves = places.reduce((sum, each) => sum + each.leaves, 0);
  const sets = new SetWriter(trees);
  const forest: Forest = {
    roots: new Int32Array(trees.length),
    targets: booster.treeInfo.slice(0, count),
    left: new Int32Array(nodes),
    right: new Int32Array(nodes),
    feature: new Int32Array(nodes),
    threshold: new Float64Array(nodes),
    flags: new Uint8Array(nodes),
    setStart: sets.start,
    sets: sets.words,
    arity: 1,
    values: new Float64Array(leaves),
    comparison: "lt",
    compared: "f32",
    summed: "f32",
  };
  let first = 0;
  let leaf = 0;
  trees.forEach((tree, index) => {
    forest.roots[index] = first;
    addTree(forest, tree, places[index]!.place, first, leaf, booster.weightDrop?.[index] ?? 1, sets);
    first += places[index]!.size;
    leaf += places[index]!.leaves;
  });
  return forest;
}

function addTree(
  forest: Forest,
  tree: XgboostTree,
  place: Int32Array,
  first: number,
  firstLeaf: number,
  weight: number,
  sets: SetWriter,
): void {
  let leaf = firstLeaf;
  for (let node = 0; node < place.length; node++) {
    if (place[node]! < 0) continue;
    const at = first + place[node]!;
    if (tree.left[node] === -1) {
      forest.values[leaf] = Math.fround(tree.condition[node]! * weight);
      forest.left[at] = -1 - leaf++;
      continue;
    }
    const categorical = tree.sets?.categorical[node] === 1;
    forest.left[at] = first + place[tree.left[node]!]!;
    forest.right[at] = first + place[tree.right[node]!]!;
    forest.feature[at] = tree.feature[node]!;
    forest.threshold[at] = categorical ? sets.add(tree, node) : tree.condition[node]!;
    const side = tree.defaultLeft[node] === 1 ? DEFAULT_LEFT : 0;
    forest.flags[at] = MISSING.nan | side | (categorical ? CATEGORICAL | MEMBERS_RIGHT : 0);
  }
}

/** Where the nodes of a tree go, -1 for one that nothing leads to. */
function placesOf({ left, right }: XgboostTree): { place: Int32Array; size: number; leaves: number } {
  const place = new Int32Array(left.length).fill(-1);
  const stack = [0];
  while (stack.length > 0) {
    const node = stack.pop()!;
    place[node] = 0;
    if (left[node] !== -1) stack.push(left[node]!, right[node]!);
  }
  let size = 0;
  let leaves = 0;
  for (let node = 0; node < place.length; node++) {
    if (place[node] === -1) continue;
    place[node] = size++;
    if (left[node] === -1) leaves++;
  }
  return { place, size, leaves };
}

/** Category sets as bits, in the order that they are asked for. */
class SetWriter {
  readonly start: Int32Array;
  readonly words: Uint32Array;
  #count = 0;

  constructor(trees: readonly XgboostTree[]) {
    let count = 0;
    let words = 0;
    for (const tree of trees) {
      if (tree.sets === undefined) continue;
      for (let node = 0; node < tree.left.length; node++) {
        if (tree.sets.categorical[node] !== 1 || tree.left[node] === -1) continue;
        count++;
        words += wordsOf(membersOf(tree, node));
      }
    }
    this.start = new Int32Array(count + 1);
    this.words = new Uint32Array(words);
  }

  /** @returns the number of the set */
  add(tree: XgboostTree, node: number): number {
    const members = membersOf(tree, node);
    const set = this.#count++;
    const first = this.start[set]!;
    this.start.fill(first + wordsOf(members), set + 1);
    for (const member of members) this.words[first + (member >>> 5)]! |= 1 << (member & 31);
    return set;
  }
}

function membersOf({ sets }: XgboostTree, node: number): Int32Array {
  const { start, size, members } = sets!;
  return members.subarray(start[node], start[node]! + size[node]!);
}

function wordsOf(members: Int32Array): number {
  return (members.reduce((most, member) => Math.max(most, member), -1) + 32) >>> 5;
}
