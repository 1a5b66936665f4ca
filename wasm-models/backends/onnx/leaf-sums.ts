/**
 * What leaves hold, looked up by their numbers and added in the library's order and precision: the base
 * first, then tree by tree.
 * @module
 */
import { treeCount } from "../../ir/forest.ts";
import type { Forest } from "../../ir/forest.ts";
import { int } from "./attribute.ts";
import type { FlatTrees } from "./flat-trees.ts";
import type { Graph, Name } from "./graph.ts";
import { TYPE } from "./tensor.ts";

/** Numbers of a table of leaves at most. */
const MAX_TABLE = 1 << 27;

/** Trees in the order that their leaves are wanted in: column by column where all columns have as many. */
export function sumOrder(forest: Forest, columns: number): Int32Array {
  const order = Int32Array.from({ length: treeCount(forest) }, (_, tree) => tree);
  if (isEven(forest, columns)) order.sort((a, b) => forest.targets[a]! - forest.targets[b]! || a - b);
  return order;
}

/** Whether leaves hold one number, and all columns have as many trees. */
function isEven({ arity, targets }: Forest, columns: number): boolean {
  if (arity !== 1) return false;
  const counts = new Int32Array(columns);
  for (const target of targets) counts[target]!++;
  return counts.every((count) => count === counts[0]);
}

/**
 * float64[batch, columns of the base].
 * @param flat trees in `sumOrder`
 * @param numbers of leaves in the list of the flat trees, float32[batch, trees]
 */
export function leafSums(graph: Graph, forest: Forest, base: Float64Array, flat: FlatTrees, numbers: Name): Name {
  const columns = base.length;
  const isWide = !isEven(forest, columns);
  const width = isWide ? columns : 1;
  if (flat.leaves.length * width > MAX_TABLE) {
    throw new RangeError(
      `trees: ${flat.leaves.length} leaves of ${width} numbers are too many for ONNX; compile to WASM`,
    );
  }
  const table = isWide ? wideTable(forest, base, flat) : evenTable(forest, base, flat);
  const shape = isWide ? [flat.leaves.length, columns] : [flat.leaves.length];
  const elements = forest.summed === "f32" ? Float32Array.from(table) : table;
  const found = graph.node("Gather", [graph.constant(shape, elements), graph.cast(numbers, TYPE.int64)]);
  const trees = treeCount(forest);
  if (isWide) return inTurn(graph, forest, found, trees);
  // float[batch, columns, trees], then trees first.
  const byColumn = graph.node("Reshape", [
    found,
    graph.constant([3], BigInt64Array.of(0n, BigInt(columns), BigInt(trees / columns))),
  ]);
  return inTurn(graph, forest, graph.node("Transpose", [byColumn], [int("dummy", 0)]), trees / columns);
}
