/** What the leaves of a forest hold, as a table by leaf in the order that the trees are laid in. @module */
import type { Forest, LinearLeaves } from "../../ir/forest.ts";
import type { Laid } from "./tree-nodes.ts";

/** Leaves that hold one of so few rows of values share them. */
const FEW_ROWS = 128;

export interface LeafTable {
  /** Row of the table by place; -1 of what is no leaf. */
  readonly rowOf: Int32Array;
  /** `arity` numbers a row: what is added, or the forest's number of the leaf. */
  readonly values: Float64Array;
  readonly linear?: LinearLeaves;
}

/** @param wanted values that are added up, or the numbers of the leaves */
export function leafTable(forest: Forest, laid: Laid, wanted: "values" | "leaves"): LeafTable {
  const shared = wanted === "values" && forest.linear === undefined ? shareRows(forest, laid) : undefined;
  if (shared !== undefined) return shared;
  const rowOf = new Int32Array(laid.nodes.length).fill(-1);
  const leaves = new Int32Array(laid.nodes.length);
  let count = 0;
  for (let place = 0; place < rowOf.length; place++) {
    const leaf = leafAt(forest, laid, place);
    if (leaf < 0) continue;
    leaves[count] = leaf;
    rowOf[place] = count++;
  }
  const order = leaves.subarray(0, count);
  if (wanted === "leaves") return { rowOf, values: Float64Array.from(order) };
  const { arity, values, linear } = forest;
  const rows = new Float64Array(count * arity);
  order.forEach((leaf, row) => {
    for (let at = 0; at < arity; at++) rows[row * arity + at] = values[leaf * arity + at]!;
  });
  return { rowOf, values: rows, ...(linear !== undefined && { linear: reorder(linear, order) }) };
}

/** The leaf at a place, -1 where none is. */
function leafAt({ left }: Forest, { nodes }: Laid, place: number): number {
  const child = left[nodes[place]!]!;
  return child < 0 ? -1 - child : -1;
}

/** Undefined when leaves differ: a forest grown to the end has few different ones, a boosted one many. */
function shareRows(forest: Forest, laid: Laid): LeafTable | undefined {
  const { arity, values } = forest;
  const rowOf = new Int32Array(laid.nodes.length).fill(-1);
  const known: number[] = [];
  for (let place = 0; place < rowOf.length; place++) {
    const leaf = leafAt(forest, laid, place);
    if (leaf < 0) continue;
    let row = 0;
    while (row < known.length && !isSame(values, known[row]! * arity, leaf * arity, arity)) row++;
    if (row === known.length && known.push(leaf) > FEW_ROWS) return undefined;
    rowOf[place] = row;
  }
  const rows = known.flatMap((leaf) => Array.from(values.subarray(leaf * arity, (leaf + 1) * arity)));
  return { rowOf, values: Float64Array.from(rows) };
}

function isSame(values: Float64Array, a: number, b: number, length: number): boolean {
  for (let at = 0; at < length; at++) if (!Object.is(values[a + at], values[b + at])) return false;
  return true;
}

function reorder({ constant, start, feature, weight }: LinearLeaves, order: Int32Array): LinearLeaves {
  const starts = new Int32Array(order.length + 1);
  order.forEach((leaf, row) => (starts[row + 1] = starts[row]! + start[leaf + 1]! - start[leaf]!));
  const features = new Int32Array(starts.at(-1)!);
  const weights = new Float64Array(starts.at(-1)!);
  order.forEach((leaf, row) => {
    features.set(feature.subarray(start[leaf], start[leaf + 1]), starts[row]);
    weights.set(weight.subarray(start[leaf], start[leaf + 1]), starts[row]);
  });
  return {
    constant: Float64Array.from(order, (leaf) => constant[leaf]!),
    start: starts,
    feature: features,
    weight: weights,
  };
}
