/** One tree as columns. @module */
import { MAX_FEATURES, MAX_LEAVES, MAX_SET_WORDS } from "./limits.ts";
import { readLinear } from "./linear.ts";
import type { LightgbmTree } from "./model.ts";
import { refuse } from "./refuse.ts";
import type { TreeBlock } from "./tree-block.ts";

const MAX_UINT32 = 4294967295;
/** Counts are 32-bit in the library, and may have been rounded from weights. */
const MAX_COUNT = 2 ** 48;

/** @param left leaves that the model may still have, words that its sets may still have */
export function readTree(block: TreeBlock, left: { leaves: number; words: number }): LightgbmTree {
  const leaves = block.integer("num_leaves", 1, Math.min(left.leaves, MAX_LEAVES));
  left.leaves -= leaves;
  const splits = leaves - 1;
  const setCount = block.integer("num_cat", 0, splits, 0);
  const setStart =
    setCount === 0
      ? new Int32Array(1)
      : Int32Array.from(block.integers("cat_boundaries", setCount + 1, 0, MAX_SET_WORDS));
  const words = setStart[setCount]!;
  if (words > left.words) refuse(block.place("cat_threshold"), `at most ${MAX_SET_WORDS} numbers in all`, "more");
  left.words -= words;
  return {
    left: Int32Array.from(block.integers("left_child", splits, -leaves, splits - 1)),
    right: Int32Array.from(block.integers("right_child", splits, -leaves, splits - 1)),
    feature: Int32Array.from(block.integers("split_feature", splits, 0, MAX_FEATURES - 1)),
    threshold: block.floats("threshold", splits),
    // Without the line all splits are numeric and know no missing values.
    decision: block.has("decision_type")
      ? Uint8Array.from(block.integers("decision_type", splits, 0, 255))
      : new Uint8Array(splits),
    setStart,
    sets: setCount === 0 ? new Uint32Array(0) : Uint32Array.from(block.integers("cat_threshold", words, 0, MAX_UINT32)),
    leafValue: block.floats("leaf_value", leaves),
    leafCount: readCounts(block, "leaf_count", leaves),
    internalCount: readCounts(block, "internal_count", splits),
    linear: block.integer("is_linear", 0, 1, 0) === 1 ? readLinear(block, leaves) : undefined,
  };
}

function readCounts(block: TreeBlock, key: "leaf_count" | "internal_count", count: number): Float64Array {
  return block.has(key) && !block.isEmpty(key) ? block.integers(key, count, 0, MAX_COUNT) : new Float64Array(0);
}
