/** Linear models in leaves. @module */
import { MAX_FEATURES } from "./limits.ts";
import type { LightgbmLinear } from "./model.ts";
import type { TreeBlock } from "./tree-block.ts";

export function readLinear(block: TreeBlock, leaves: number): LightgbmLinear {
  const counts = block.integers("num_features", leaves, 0, MAX_FEATURES);
  const start = new Int32Array(leaves + 1);
  // As many terms as fit the file, which the lists of them check before they are read.
  let total = 0;
  for (let leaf = 0; leaf < leaves; leaf++) {
    total += counts[leaf]!;
    start[leaf + 1] = Math.min(total, 2147483647);
  }
  return {
    constant: block.floats("leaf_const", leaves),
    start,
    feature: Int32Array.from(block.integers("leaf_features", total, 0, MAX_FEATURES - 1)),
    coefficient: block.floats("leaf_coeff", total),
  };
}
