/** Puts the nodes of each tree in the order that they are walked in. @module */
import type { Forest } from "../../ir/forest.ts";

/** Siblings side by side, and what is read one after the other near each other. */
export interface Laid {
  /** Node of the forest at each place; -1 where nothing is. */
  readonly nodes: Int32Array;
  /** Places from a node to its left child, which the right one follows; 0 of a leaf. */
  readonly deltas: Int32Array;
  /** Place of the first node of each tree. */
  readonly first: Int32Array;
  readonly depth: Int32Array;
  readonly longest: number;
}

/** Larger trees are laid level by level: then the way to a child is the shortest. */
const MAX_BLOCKED = 8000;

/**
 * Lays trees as blocks of some levels each, so that a walk leaves a cache line as seldom as it can: the
 * root with the levels below it, then pairs of siblings with the levels below them, depth first.
 * @param order the trees in the order in which they are laid
 * @param line places of a cache line
 * @see Van Emde Boas layout
 */
export function layNodes(forest: Forest, order: readonly number[], line: number): Laid {
  const layer = new Layer(forest, line);
  const first = new Int32Array(order.length);
  const depth = new Int32Array(order.length);
  for (let tree = 0; tree < order.length; tree++) {
    first[tree] = layer.end;
    depth[tree] = layer.lay(forest.roots[order[tree]!]!);
  }
  const { nodes, deltas, longest, end } = layer;
  return { nodes: nodes.subarray(0, end), deltas: deltas.subarray(0, end), first, depth, longest };
}

class Layer {
  readonly nodes: Int32Array;
  readonly deltas: Int32Array;
  readonly #left: Int32Array;
  readonly #right: Int32Array;
  /** Levels of a block below its pair. */
  readonly #levels: number;
  /** Places whose children stand in a block of their own, and their depth. */
  readonly #later: number[] = [];
  longest = 1;
  end = 0;

  constructor({ left, right }: Forest, line: number) {
    this.#left = left;
    this.#right = right;
    this.nodes = new Int32Array(left.length);
    this.deltas = new Int32Array(left.length);
    // A pair with two levels below it has 14 nodes, with one 6, alone 2.
    this.#levels = Math.log2(line) - 2;
  }

  /** @returns how many levels the tree has below its root */
  lay(root: number): number {
    const begin = this.end;
    this.nodes[this.end++] = root;
    const blocked = this.#levels > 0 && this.#sizeOf(root) <= MAX_BLOCKED;
    let deepest = this.#layBlock(begin, 0, blocked ? this.#levels + 1 : Infinity);
    while (this.#later.length > 0) {
      const depth = this.#later.pop()!;
      const parent = this.#later.pop()!;
      const from = this.end;
      this.#putChildren(parent);
      deepest = Math.max(deepest, this.#layBlock(from, depth + 1, this.#levels));
    }
    return deepest;
  }

  /** Lays so many levels below the nodes from a place to the end. */
  #layBlock(from: number, depth: number, levels: number): number {
    let at = from;
    for (let level = 0; level < levels; level++) {
      const end = this.end;
      for (; at < end; at++) this.#putChildren(at);
      if (this.end === end) return depth;
      depth++;
    }
    // The last first: the left one's block comes next.
    for (let place = this.end - 1; place >= at; place--) {
      if (!this.#isLeaf(place)) this.#later.push(place, depth);
    }
    return depth;
  }

  #isLeaf(place: number): boolean {
    return this.#left[this.nodes[place]!]! < 0;
  }

  #putChildren(place: number): void {
    const node = this.nodes[place]!;
    const left = this.#left[node]!;
    if (left < 0) return;
    const delta = this.end - place;
    this.deltas[place] = delta;
    if (delta > this.longest) this.longest = delta;
    this.nodes[this.end++] = left;
    this.nodes[this.end++] = this.#right[node]!;
  }

  /** Nodes of a tree, counted no further than matters. */
  #sizeOf(root: number): number {
    const open = [root];
    let count = 0;
    while (open.length > 0 && count <= MAX_BLOCKED) {
      const node = open.pop()!;
      count++;
      if (this.#left[node]! >= 0) open.push(this.#left[node]!, this.#right[node]!);
    }
    return count;
  }
}
