/** The forest's nodes tree by tree, each before what is below it, as ONNX lists them. @module */
import { CATEGORICAL, DEFAULT_LEFT, MISSING, MISSING_BITS } from "../../ir/forest.ts";
import type { Forest } from "../../ir/forest.ts";
import { floor32 } from "../wasm/float-neighbours.ts";

/** Nodes of a forest at most. */
const MAX_NODES = 33_554_432;

export class FlatTrees {
  readonly length: number;
  /** Place of the node's tree in the order. */
  readonly trees: Int32Array;
  /** Number of the node in its tree. */
  readonly ids: Int32Array;
  readonly features: Int32Array;
  readonly thresholds: Float64Array;
  readonly yes: Int32Array;
  readonly no: Int32Array;
  readonly missing: Uint8Array;
  readonly isLeaf: Uint8Array;
  /** Nodes that are leaves, and their numbers in the forest. */
  readonly leaves: number[] = [];
  readonly leafNumbers: number[] = [];

  /**
   * @param order trees as they are to be written
   * @param columnOf the column that each node of the forest looks at
   * @throws RangeError when there are more nodes than fit a model file
   */
  constructor(forest: Forest, order: Int32Array, columnOf: Int32Array) {
    const size = sizeOf(forest, order);
    this.length = size;
    this.trees = new Int32Array(size);
    this.ids = new Int32Array(size);
    this.features = new Int32Array(size);
    this.thresholds = new Float64Array(size);
    this.yes = new Int32Array(size);
    this.no = new Int32Array(size);
    this.missing = new Uint8Array(size);
    this.isLeaf = new Uint8Array(size);
    const stack: number[] = [];
    const parents: number[] = [];
    let at = 0;
    for (let tree = 0; tree < order.length; tree++) {
      const first = at;
      stack.push(forest.roots[order[tree]!]!);
      parents.push(-1);
      while (stack.length > 0) {
        const [node, parent] = [stack.pop()!, parents.pop()!];
        // The left child comes right behind its parent, so whoever comes later is the right one.
        if (parent >= 0) (parent === at - 1 ? this.yes : this.no)[parent] = at - first;
        this.trees[at] = tree;
        this.ids[at] = at - first;
        if (forest.left[node]! < 0) {
          this.isLeaf[at] = 1;
          this.leaves.push(at);
          this.leafNumbers.push(-1 - forest.left[node]!);
        } else {
          this.#branch(at, forest, node, columnOf[node]!);
          stack.push(forest.right[node]!, forest.left[node]!);
          parents.push(at, at);
        }
        at++;
      }
    }
  }

  #branch(at: number, forest: Forest, node: number, column: number): void {
    this.features[at] = column;
    const flags = forest.flags[node]!;
    if ((flags & CATEGORICAL) !== 0) {
      // The column is 0 where the row goes left, else 1.
      this.thresholds[at] = 0.5;
      return;
    }
    const threshold = limitOf(forest, forest.threshold[node]!);
    this.thresholds[at] = threshold;
    const rule = flags & MISSING_BITS;
    if (rule === MISSING.asZero)
      this.missing[at] = (forest.comparison === "le" ? 0 <= threshold : 0 < threshold) ? 1 : 0;
    else if (rule !== MISSING.compared) this.missing[at] = (flags & DEFAULT_LEFT) !== 0 ? 1 : 0;
  }
}

/** The threshold that gives the same answers when it is a float32 too. */
function limitOf({ compared, comparison }: Forest, threshold: number): number {
  if (compared === "f64") return threshold;
  return comparison === "le" ? floor32(threshold) : -floor32(-threshold);
}

function sizeOf(forest: Forest, order: Int32Array): number {
  let size = 0;
  const stack: number[] = [];
  for (const tree of order) {
    stack.push(forest.roots[tree]!);
    while (stack.length > 0) {
      const node = stack.pop()!;
      size++;
      if (forest.left[node]! >= 0) stack.push(forest.right[node]!, forest.left[node]!);
    }
  }
  if (size > MAX_NODES) throw new RangeError(`trees: ${size} nodes are too many for ONNX, at most ${MAX_NODES}`);
  return size;
}
