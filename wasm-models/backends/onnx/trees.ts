/**
 * Forests as ONNX nodes. onnxruntime answers float32 however it compares, and adds leaves in its own
 * order. So the ensemble is asked for the number of each tree's leaf, which float32 holds; what leaves
 * hold is looked up and added as the library does it. In float32 the ensemble adds them itself.
 * @module
 */
import { treeCount } from "../../ir/forest.ts";
import type { Forest } from "../../ir/forest.ts";
import type { Leaves, Trees } from "../../ir/ops.ts";
import { ensembleAttributes } from "./ensemble.ts";
import { FlatTrees } from "./flat-trees.ts";
import { ML } from "./graph.ts";
import type { Name } from "./graph.ts";
import { leafSums, sumOrder } from "./leaf-sums.ts";
import { linearLeafSums } from "./linear-leaves.ts";
import type { Lowering } from "./lowering.ts";
import { TYPE } from "./tensor.ts";
import { treeColumns } from "./tree-columns.ts";

/** Whole numbers up to here are float32s. */
const MAX_LEAVES = 16_777_216;

export function trees(lowering: Lowering, op: Trees): Name {
  const { forest, base } = op;
  if (treeCount(forest) === 0) return lowering.everywhere(base);
  const isLinear = forest.linear !== undefined;
  if (lowering.options.precision === "f32" && !isLinear) return summedByEnsemble(lowering, op);
  const { flat, numbers } = leafNumbers(lowering, op, sumOrder(forest, base.length), (_, entry) => entry);
  const held = { forest, base, flat, numbers };
  return isLinear ? linearLeafSums(lowering, held, op.input) : leafSums(lowering.graph, held);
}

export function leaves(lowering: Lowering, op: Leaves): Name {
  if (treeCount(op.forest) === 0) return lowering.everywhere(new Float64Array());
  const { numbers } = leafNumbers(lowering, op, inOrder(op.forest), (leaf) => leaf);
  return lowering.graph.cast(numbers, TYPE.double);
}

function inOrder(forest: Forest): Int32Array {
  return Int32Array.from({ length: treeCount(forest) }, (_, tree) => tree);
}

/** What each tree ends in, float32[batch, trees]: a number for the forest's leaf or the entry of its list. */
function leafNumbers(
  lowering: Lowering,
  { input, forest }: Trees | Leaves,
  order: Int32Array,
  numberOf: (leaf: number, entry: number) => number,
): { readonly flat: FlatTrees; readonly numbers: Name } {
  const { graph } = lowering;
  const columns = treeColumns(graph, forest, lowering.of(input), lowering.width(input));
  const flat = new FlatTrees(forest, order, columns.columnOf);
  const weights = Float64Array.from(flat.leafNumbers, numberOf);
  if (weights.some((number) => number > MAX_LEAVES)) {
    throw new RangeError(`trees: ${weights.length} leaves are too many for ONNX, at most ${MAX_LEAVES}`);
  }
  const targets = { count: order.length, arity: 1, weights, columnOf: (place: number): number => place };
  const attributes = ensembleAttributes(forest, flat, targets);
  return { flat, numbers: graph.node("TreeEnsembleRegressor", [columns.input], attributes, ML) };
}

function summedByEnsemble(lowering: Lowering, { input, forest, base }: Trees): Name {
  const { graph } = lowering;
  const { arity, targets } = forest;
  const columns = treeColumns(graph, forest, lowering.of(input), lowering.width(input));
  const flat = new FlatTrees(forest, inOrder(forest), columns.columnOf);
  const weights = Float64Array.from({ length: flat.leaves.length * arity }, (_, index) => {
    return forest.values[flat.leafNumbers[Math.floor(index / arity)]! * arity + (index % arity)]!;
  });
  const columnOf = (place: number): number => targets[place]!;
  const attributes = ensembleAttributes(forest, flat, { count: base.length, arity, weights, columnOf, base });
  return graph.cast(graph.node("TreeEnsembleRegressor", [columns.input], attributes, ML), TYPE.double);
}
