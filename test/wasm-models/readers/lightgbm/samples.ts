/** A small model written by hand. @module */

/** Two features, two trees: a numeric one with a categorical split, and one leaf. */
export const SAMPLE: string = [
  "tree",
  "version=v4",
  "num_class=1",
  "num_tree_per_iteration=1",
  "label_index=0",
  "max_feature_idx=1",
  "objective=binary sigmoid:2",
  "feature_names=age größe",
  "feature_infos=[-1.5:inf] -1:0:3:7",
  "tree_sizes=1 999999999",
  "",
  "Tree=0",
  "num_leaves=4",
  "num_cat=1",
  "split_feature=0 1 0",
  "split_gain=3 2 1",
  "threshold=0.5 0 inf",
  "decision_type=10 1 4",
  "left_child=1 -1 -2",
  "right_child=2 -4 -3",
  "cat_boundaries=0 2",
  "cat_threshold=8 2147483648",
  "leaf_value=10 20 30 40",
  "leaf_weight=1 1 1 1",
  "leaf_count=1 2 3 4",
  "internal_value=0 0 0",
  "internal_weight=0 0 0",
  "internal_count=10 5 5",
  "is_linear=0",
  "shrinkage=1",
  "",
  "",
  "Tree=1",
  "num_leaves=1",
  "num_cat=0",
  "split_feature=",
  "threshold=",
  "leaf_value=0.25",
  "leaf_count=",
  "shrinkage=1",
  "",
  "",
  "end of trees",
  "",
  "feature_importances:",
  "age=2",
  "",
  "parameters:",
  "[boosting: gbdt]",
  "[categorical_feature: 1]",
  "end of parameters",
  "",
  'pandas_categorical:[["low", "high", "ö"]]',
  "",
].join("\n");

/** One tree with a linear model in each leaf. */
export const LINEAR: string = [
  "tree",
  "version=v3",
  "num_class=1",
  "max_feature_idx=1",
  "objective=regression",
  "",
  "Tree=0",
  "num_leaves=2",
  "split_feature=0",
  "threshold=0",
  "decision_type=8",
  "left_child=-1",
  "right_child=-2",
  "leaf_value=1 2",
  "is_linear=1",
  "leaf_const=100 200",
  "num_features=2 0",
  "leaf_features=0 1   ",
  "leaf_coeff=3 5   ",
  "",
  "end of trees",
].join("\n");

/** @param change old and new texts, each of which has to be there */
export function sample(text: string, ...change: readonly (readonly [string, string])[]): Uint8Array {
  let changed = text;
  for (const [before, after] of change) {
    if (!changed.includes(before)) throw new Error(`The sample has no ${JSON.stringify(before)}`);
    changed = changed.replace(before, after);
  }
  return new TextEncoder().encode(changed);
}
