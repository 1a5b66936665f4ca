/** Puts the nodes of each tree in the order that they are walked in. @module */
import type { Forest } from "../../ir/forest.ts";

/** Level by level, siblings side by side. */
export interface Laid {
  /** Node of the forest at each place. */
  readonly nodes: Int32Array;
  /** Places from a node to its right child; 1 of a leaf. */
  readonly deltas: Int32Array;
  /** Place of the first node of each tree. */
  readonly first: Int32Array;
  readonly depth: Int32Array;
  readonly longest: number;
}

/** @param order the trees in the order in which they are laid */
export function layNodes(forest: Forest, order: readonly number[]): Laid {
  const nodes = new Int32Array(forest.left.length);
  const deltas = new Int32Array(forest.left.length);
  const first = new Int32Array(order.length);
  const depth = new Int32Array(order.length);
  let end = 0;
  let longest = 1;
  for (let tree = 0; tree < order.length; tree++) {
    let at = end;
    first[tree] = at;
    nodes[end++] = forest.roots[order[tree]!]!;
    // A level ends where the last child of the level before it was put.
    for (let level = end; at < end; at++) {
      if (at === level) {
        depth[tree]!++;
        level = end;
      }
      const node = nodes[at]!;
      if (forest.left[node]! < 0) {
        deltas[at] = 1;
        continue;
      }
      nodes[end++] = forest.left[node]!;
      nodes[end++] = forest.right[node]!;
      deltas[at] = end - 1 - at;
      if (deltas[at]! > longest) longest = deltas[at]!;
    }
  }
  return { nodes: nodes.subarray(0, end), deltas: deltas.subarray(0, end), first, depth, longest };
}
