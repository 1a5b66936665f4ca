/** Trees out of JSON and UBJSON. @module */
import type { Entry } from "./document.ts";
import { MAX_NODES, MAX_TREES } from "./limits.ts";
import type { XgboostSets, XgboostTree, XgboostTrees } from "./model.ts";
import { readCategories } from "./categories.ts";
import { refuse } from "./refuse.ts";

const MIN_INT32 = -2147483648;
const MAX_INT32 = 2147483647;

/**
 * @param model `gradient_booster.model`
 * @param weightDrop of dart; where it stands has changed over time
 */
export function readTrees(model: Entry, weightDrop: Entry, groups: number, featureCount: number): XgboostTrees {
  const parameters = model.get("gbtree_model_param");
  const entries = model.get("trees").items(MAX_TREES);
  const count = parameters.get("num_trees").integer(0, MAX_TREES);
  if (count !== entries.length) model.get("trees").fail(`${count} trees`, `${entries.length}`);
  let nodes = 0;
  const trees = entries.map((entry, index) => {
    const tree = readTree(entry, index);
    nodes += tree.left.length;
    if (nodes > MAX_NODES) refuse(`tree ${index}`, `at most ${MAX_NODES} nodes in all`, "more");
    return tree;
  });
  const parallel = parameters.get("num_parallel_tree");
  return {
    kind: "trees",
    trees,
    treeInfo: model.get("tree_info").int32s(count, 0, groups - 1),
    weightDrop: weightDrop.present ? weightDrop.float32s(count) : undefined,
    // 0 is written for 1 by some versions.
    parallelTrees: parallel.present ? Math.max(1, parallel.integer(0, MAX_TREES)) : 1,
    categories: readCategories(model.get("cats"), featureCount),
  };
}

function readTree(entry: Entry, index: number): XgboostTree {
  const parameters = entry.get("tree_param");
  const leafSize = parameters.get("size_leaf_vector").integer(0, MAX_INT32);
  if (leafSize > 1) {
    refuse(
      `tree ${index}, size_leaf_vector`,
      `leaves of one number (train with multi_strategy="one_output_per_tree")`,
      `leaves of ${leafSize}`,
    );
  }
  const left = entry.get("left_children").int32s(undefined, -1, MAX_INT32);
  const count = left.length;
  const told = parameters.get("num_nodes").integer(0, MAX_NODES);
  if (told !== count) refuse(`tree ${index}, left_children`, `${told} nodes`, `${count}`);
  const hessian = entry.get("sum_hessian");
  return {
    left,
    right: entry.get("right_children").int32s(count, MIN_INT32, MAX_INT32),
    feature: entry.get("split_indices").int32s(count, MIN_INT32, MAX_INT32),
    condition: entry.get("split_conditions").float32s(count),
    defaultLeft: Uint8Array.from(entry.get("default_left").int32s(count, 0, 1)),
    sumHessian: hessian.float32s(count),
    sets: readSets(entry, count),
  };
}

function readSets(entry: Entry, count: number): XgboostSets | undefined {
  const types = entry.get("split_type");
  // Not there before 1.3.
  if (!types.present) return undefined;
  const categorical = Uint8Array.from(types.int32s(count, 0, 1));
  const nodes = entry.get("categories_nodes").int32s(undefined, 0, count - 1);
  const starts = entry.get("categories_segments").int32s(nodes.length, 0, MAX_INT32);
  const sizes = entry.get("categories_sizes").int32s(nodes.length, 0, MAX_INT32);
  const members = entry.get("categories").int32s(undefined, MIN_INT32, MAX_INT32);
  if (nodes.length === 0 && !categorical.includes(1)) return undefined;
  const start = new Int32Array(count).fill(-1);
  const size = new Int32Array(count);
  for (let at = 0; at < nodes.length; at++) {
    start[nodes[at]!] = starts[at]!;
    size[nodes[at]!] = sizes[at]!;
  }
  return { categorical, start, size, members };
}
