/**
 * sklearn.tree._tree.Tree as part of a forest. Values are compared as float32 with float64 thresholds;
 * what is in `values` are counts until 1.2 and shares from 1.3 on, so that classifiers divide always.
 * @module
 */
import { DEFAULT_LEFT, MISSING } from "../../ir/forest.ts";
import type { Forest } from "../../ir/forest.ts";
import type { Field } from "../../readers/pickle/fields.ts";

/** Nodes of one model at most. */
const MAX_NODES = 50_000_000;

/** What a leaf holds of the tree's values (outputs, then classes). */
export type LeafValues = (values: Float64Array, outputs: number, classes: number) => ArrayLike<number>;

export interface TreePart {
  /** A `Tree`. */
  readonly tree: Field;
  readonly target: number;
}

/** `allowsNaN` when some tree was fitted with missing values. */
export function buildForest(
  parts: readonly TreePart[],
  arity: number,
  leafValues: LeafValues,
): { readonly forest: Forest; readonly allowsNaN: boolean } {
  // What is there, not what the tree says: nothing is made before it is known to be.
  const nodes = parts.map(({ tree }) => tree.column("nodes", "left_child").ndarray(undefined, { dims: 1 }).length);
  const total = nodes.reduce((sum, count) => sum + count, 0);
  if (!(total <= MAX_NODES) || nodes.some((count) => count < 1))
    parts[0]?.tree.refuse(`1 to ${MAX_NODES} nodes`, String(total));
  const columns = {
    left: new Int32Array(total),
    right: new Int32Array(total),
    feature: new Int32Array(total),
    threshold: new Float64Array(total),
    flags: new Uint8Array(total),
  };
  const values: number[] = [];
  const roots: number[] = [];
  let allowsNaN = false;
  let first = 0;
  parts.forEach(({ tree }, index) => {
    roots.push(first);
    allowsNaN = addTree(tree, nodes[index]!, first, columns, values, arity, leafValues) || allowsNaN;
    first += nodes[index]!;
  });
  const forest: Forest = {
    ...columns,
    roots: Int32Array.from(roots),
    targets: Int32Array.from(parts, ({ target }) => target),
    setStart: new Int32Array(1),
    sets: new Uint32Array(0),
    arity,
    values: Float64Array.from(values),
    comparison: "le",
    compared: "f32",
    summed: "f64",
  };
  return { forest, allowsNaN };
}

type Columns = Pick<Forest, "left" | "right" | "feature" | "threshold" | "flags">;

function addTree(
  tree: Field,
  count: number,
  first: number,
  columns: Columns,
  values: number[],
  arity: number,
  leafValues: LeafValues,
): boolean {
  const shape = [count];
  const left = tree.column("nodes", "left_child").integers(undefined, { shape }).data;
  const right = tree.column("nodes", "right_child").integers(undefined, { shape }).data;
  const feature = tree.column("nodes", "feature").integers(undefined, { shape }).data;
  const threshold = tree.column("nodes", "threshold").array(undefined, { shape }).data;
  const names = (tree.at("nodes").ndarray().data as { readonly names?: readonly string[] }).names ?? [];
  const hasMissing = names.includes("missing_go_to_left");
  const missing = hasMissing
    ? tree.column("nodes", "missing_go_to_left").integers(undefined, { shape }).data
    : undefined;
  const given = tree.array("values", { shape: [count, -1, -1] });
  const [outputs, classes] = [given.shape[1]!, given.shape[2]!];
  const width = outputs * classes;
  for (let node = 0; node < count; node++) {
    const at = first + node;
    if (left[node]! < 0) {
      columns.left[at] = -1 - values.length / arity;
      const leaf = leafValues(given.data.subarray(node * width, (node + 1) * width), outputs, classes);
      if (leaf.length < arity) tree.at("values").refuse(`${arity} numbers in a leaf`, String(leaf.length));
      for (let index = 0; index < arity; index++) values.push(leaf[index]!);
      continue;
    }
    columns.left[at] = first + inside(tree, left[node]!, count);
    columns.right[at] = first + inside(tree, right[node]!, count);
    columns.feature[at] = feature[node]!;
    columns.threshold[at] = threshold[node]!;
    columns.flags[at] = MISSING.nan | (missing !== undefined && missing[node] !== 0 ? DEFAULT_LEFT : 0);
  }
  return missing?.some((value) => value !== 0) ?? false;
}

function inside(tree: Field, child: number, count: number): number {
  if (child < 1 || child >= count) tree.at("nodes").refuse(`children of 1 to ${count - 1}`, String(child));
  return child;
}

/** Shares of the classes, target by target. */
export const classShares: LeafValues = (values, outputs, classes) => {
  const shares = values.slice();
  for (let first = 0; first < outputs * classes; first += classes) {
    let sum = 0;
    for (let at = first; at < first + classes; at++) sum += values[at]!;
    if (sum !== 0) for (let at = first; at < first + classes; at++) shares[at] = values[at]! / sum;
  }
  return shares;
};
