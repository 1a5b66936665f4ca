/** Trees of the library's first format. @module */
import type { LegacyCursor } from "./legacy-cursor.ts";
import { MAX_NODES, MAX_TREES } from "./limits.ts";
import type { XgboostTree, XgboostTrees } from "./model.ts";
import { refuse } from "./refuse.ts";

const BOOSTER_BYTES = 160;
const TREE_BYTES = 148;
/** parent, left, right, split index with the default side, threshold or leaf. */
const NODE_BYTES = 20;
/** loss change, sum of hessians, weight, leaf children. */
const STAT_BYTES = 16;

/** @param dart the weights of the trees follow */
export function legacyTrees(cursor: LegacyCursor, groups: number, dart: boolean): XgboostTrees {
  const start = cursor.take(BOOSTER_BYTES, "gbtree parameters");
  const count = integer(cursor, start, "num_trees", Math.min(MAX_TREES, Math.floor(cursor.left / TREE_BYTES)));
  const parallel = integer(cursor, start + 4, "num_parallel_tree", MAX_TREES);
  const trees: XgboostTree[] = [];
  let nodes = 0;
  for (let index = 0; index < count; index++) {
    const tree = readTree(cursor, index);
    nodes += tree.left.length;
    if (nodes > MAX_NODES) refuse(`tree ${index}`, `at most ${MAX_NODES} nodes in all`, "more");
    trees.push(tree);
  }
  const treeInfo = cursor.int32s(count, "tree_info");
  for (let index = 0; index < count; index++) {
    const group = treeInfo[index]!;
    if (group < 0 || group >= groups) refuse(`tree ${index}, tree_info`, `a group of 0 to ${groups - 1}`, `${group}`);
  }
  return {
    kind: "trees",
    trees,
    treeInfo,
    weightDrop: dart ? readWeights(cursor, count) : undefined,
    parallelTrees: Math.max(1, parallel),
    categories: [],
  };
}

function readTree(cursor: LegacyCursor, index: number): XgboostTree {
  const { view } = cursor;
  const start = cursor.take(TREE_BYTES, `tree ${index}`);
  const roots = view.getInt32(start, true);
  if (roots !== 1) refuse(`tree ${index}, num_roots`, "1", String(roots));
  const limit = Math.min(MAX_NODES, Math.floor(cursor.left / (NODE_BYTES + STAT_BYTES)));
  const count = integer(cursor, start + 4, `tree ${index}, num_nodes`, limit);
  const leafSize = view.getInt32(start + 20, true);
  if (leafSize > 1) refuse(`tree ${index}, size_leaf_vector`, "leaves of one number", `leaves of ${leafSize}`);
  const left = new Int32Array(count);
  const right = new Int32Array(count);
  const feature = new Int32Array(count);
  const condition = new Float32Array(count);
  const defaultLeft = new Uint8Array(count);
  const sumHessian = new Float32Array(count);
  const nodes = cursor.take(count * NODE_BYTES, `nodes of tree ${index}`);
  const stats = cursor.take(count * STAT_BYTES, `statistics of tree ${index}`);
  for (let node = 0; node < count; node++) {
    const at = nodes + node * NODE_BYTES;
    left[node] = view.getInt32(at + 4, true);
    right[node] = view.getInt32(at + 8, true);
    const split = view.getUint32(at + 12, true);
    feature[node] = split & 0x7fffffff;
    defaultLeft[node] = split >>> 31;
    condition[node] = view.getFloat32(at + 16, true);
    sumHessian[node] = view.getFloat32(stats + node * STAT_BYTES + 4, true);
  }
  return { left, right, feature, condition, defaultLeft, sumHessian, sets: undefined };
}

function readWeights(cursor: LegacyCursor, trees: number): Float32Array {
  // Without trees there is not even the count.
  if (trees === 0) return new Float32Array(0);
  const count = cursor.count("number of weight_drop", 4, MAX_TREES);
  if (count !== trees) refuse("weight_drop", `${trees} numbers`, `${count}`);
  return cursor.float32s(count, "weight_drop");
}

function integer({ view }: LegacyCursor, at: number, field: string, most: number): number {
  const value = view.getInt32(at, true);
  return value >= 0 && value <= most ? value : refuse(field, `an integer of 0 to ${most}`, String(value));
}
