/**
 * Trees as the attributes of a TreeEnsembleRegressor, the one operator for trees that onnxruntime
 * computes as it is specified (TreeEnsembleClassifier names the wrong class of two).
 * @see ONNX, ai.onnx.ml TreeEnsembleRegressor, version 3
 * @module
 */
import type { Forest } from "../../ir/forest.ts";
import { floats, int, ints, tensor, texts } from "./attribute.ts";
import type { FlatTrees } from "./flat-trees.ts";
import type { Message } from "./protobuf.ts";
import { tensorProto } from "./tensor.ts";

const ENCODER = new TextEncoder();
const LEAF = ENCODER.encode("LEAF");

/** What leaves add to. */
export interface EnsembleTargets {
  /** Numbers that the ensemble answers. */
  readonly count: number;
  /** Numbers that each leaf holds. */
  readonly arity: number;
  /** What each leaf adds, in the order of the flat trees' leaves. */
  readonly weights: Float64Array;
  /** Column that a leaf's first number is added to, by place of its tree. */
  columnOf(place: number): number;
  readonly base?: Float64Array;
}

export function ensembleAttributes(
  { comparison, compared }: Pick<Forest, "comparison" | "compared">,
  flat: FlatTrees,
  { count, arity, weights, columnOf, base }: EnsembleTargets,
): readonly Message[] {
  const branch = ENCODER.encode(comparison === "le" ? "BRANCH_LEQ" : "BRANCH_LT");
  const byWeight = (value: (node: number, at: number) => number): Int32Array =>
    Int32Array.from(weights, (_, index) => value(flat.leaves[Math.floor(index / arity)]!, index % arity));
  const numbers = (name: string, values: Float64Array): Message =>
    compared === "f32"
      ? floats(name, Float32Array.from(values))
      : tensor(`${name}_as_tensor`, tensorProto("", [values.length], values));
  return [
    int("n_targets", count),
    ints("nodes_treeids", flat.trees),
    ints("nodes_nodeids", flat.ids),
    ints("nodes_featureids", flat.features),
    texts("nodes_modes", flat.length, (node) => (flat.isLeaf[node] === 1 ? LEAF : branch)),
    numbers("nodes_values", flat.thresholds),
    ints("nodes_truenodeids", flat.yes),
    ints("nodes_falsenodeids", flat.no),
    ...(flat.missing.includes(1) ? [ints("nodes_missing_value_tracks_true", flat.missing)] : []),
    ints(
      "target_treeids",
      byWeight((node) => flat.trees[node]!),
    ),
    ints(
      "target_nodeids",
      byWeight((node) => flat.ids[node]!),
    ),
    ints(
      "target_ids",
      byWeight((node, at) => columnOf(flat.trees[node]!) + at),
    ),
    numbers("target_weights", weights),
    ...(base?.some((value) => value !== 0) === true ? [numbers("base_values", base)] : []),
  ];
}
