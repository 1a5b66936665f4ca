/**
 * What leaves hold, looked up by their numbers and added in the library's order and precision: the base
 * first, then tree by tree. CumSum adds one after the other, unlike ReduceSum and MatMul.
 * @module
 */
import { treeCount } from "../../ir/forest.ts";
import type { Forest } from "../../ir/forest.ts";
import { int } from "./attribute.ts";
import type { FlatTrees } from "./flat-trees.ts";
import type { Graph, Name } from "./graph.ts";
import { TYPE } from "./tensor.ts";

/** Numbers of a table of leaves at most. */
const MAX_TABLE = 1 << 26;

/** Trees in rounds of one for each column, where that is possible; otherwise as they are. */
export function sumOrder(forest: Forest, columns: number): Int32Array {
  const order = Int32Array.from({ length: treeCount(forest) }, (_, tree) => tree);
  if (!isEven(forest, columns)) return order;
  const round = new Int32Array(order.length);
  const rounds = new Int32Array(columns);
  forest.targets.forEach((target, tree) => (round[tree] = rounds[target]!++));
  return order.toSorted((a, b) => round[a]! - round[b]! || forest.targets[a]! - forest.targets[b]!);
}

/** Whether leaves hold one number and all columns have as many trees. */
export function isEven({ arity, targets }: Forest, columns: number): boolean {
  if (arity !== 1) return false;
  const counts = new Int32Array(columns);
  for (const target of targets) counts[target]!++;
  return counts.every((count) => count === counts[0]);
}

/** What rows end in. */
export interface FoundLeaves {
  readonly forest: Forest;
  readonly base: Float64Array;
  /** The trees in `sumOrder`. */
  readonly flat: FlatTrees;
  /** Entries of the flat trees' list of leaves, float32[batch, trees]. */
  readonly numbers: Name;
}

/** float64[batch, columns of the base]. */
export function leafSums(graph: Graph, { forest, base, flat, numbers }: FoundLeaves): Name {
  const columns = base.length;
  const even = isEven(forest, columns);
  const [leaves, width] = [flat.leaves.length, even ? 1 : columns];
  if (leaves * width > MAX_TABLE) {
    throw new RangeError(`trees: ${leaves} leaves of ${width} numbers are too many for ONNX; compile to WASM`);
  }
  const table = even ? singles(forest, base, flat) : wideRows(forest, base, flat);
  const elements = forest.summed === "f32" ? Float32Array.from(table) : table;
  const values = graph.constant(even ? [leaves] : [leaves, columns], elements);
  const found = graph.node("Gather", [values, graph.cast(numbers, TYPE.int64)]);
  const total = inTurn(graph, even ? byRound(graph, found, treeCount(forest) / columns, columns) : found);
  return forest.summed === "f32" ? graph.cast(total, TYPE.double) : total;
}

/** One number of each tree, [batch, trees], as [batch, rounds, columns]. */
export function byRound(graph: Graph, found: Name, rounds: number, columns: number): Name {
  return graph.node("Reshape", [found, graph.indices([0, rounds, columns])]);
}

/** The sum over axis 1, one after the other. */
export function inTurn(graph: Graph, found: Name): Name {
  const sums = graph.node("CumSum", [found, graph.constant([], BigInt64Array.of(1n))]);
  return graph.node("Gather", [sums, graph.constant([], BigInt64Array.of(-1n))], [int("axis", 1)]);
}

/** What each leaf holds; those of the first round have the base in them. */
function singles(
  { values, summed }: Forest,
  base: Float64Array,
  { leaves, leafNumbers, trees }: FlatTrees,
): Float64Array {
  const round = rounding(summed);
  return Float64Array.from(leafNumbers, (leaf, entry) => {
    const place = trees[leaves[entry]!]!;
    const value = round(values[leaf]!);
    return place < base.length ? round(round(base[place]!) + value) : value;
  });
}

/** The same as rows of all columns, with 0 where a tree adds nothing. */
function wideRows(
  { values, arity, targets, summed }: Forest,
  base: Float64Array,
  { leaves, leafNumbers, trees }: FlatTrees,
): Float64Array {
  const round = rounding(summed);
  const columns = base.length;
  const rows = new Float64Array(leaves.length * columns);
  leafNumbers.forEach((leaf, entry) => {
    const place = trees[leaves[entry]!]!;
    if (place === 0) rows.set(base.map(round), entry * columns);
    for (let at = 0; at < arity; at++) {
      const cell = entry * columns + targets[place]! + at;
      rows[cell] = round(rows[cell]! + round(values[leaf * arity + at]!));
    }
  });
  return rows;
}

function rounding(summed: Forest["summed"]): (x: number) => number {
  return summed === "f32" ? Math.fround : (x) => x;
}
