/**
 * TreePredictor of HistGradientBoosting as part of a forest. Values are compared as float64. A category
 * that is unknown or negative goes where NaN goes, so that a node asks for the categories of the other
 * side and lets everything else pass to this one.
 * @module
 */
import { CATEGORICAL, DEFAULT_LEFT, MEMBERS_RIGHT, MISSING } from "../../ir/forest.ts";
import type { Forest } from "../../ir/forest.ts";
import type { Field } from "../../readers/pickle/fields.ts";

/** Nodes of one model at most. */
const MAX_NODES = 50_000_000;
/** Categories are less than 256. */
const WORDS = 8;

/** @param known categories by column, as bits; undefined for a column of numbers */
export function histForest(
  predictors: readonly Field[],
  groups: number,
  known: readonly (Uint32Array | undefined)[],
): Forest {
  const counts = predictors.map((predictor) => predictor.column("nodes", "left").ndarray().length);
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (!(total <= MAX_NODES)) predictors[0]?.refuse(`at most ${MAX_NODES} nodes`, String(total));
  const sets: number[] = [];
  const forest = {
    roots: new Int32Array(predictors.length),
    targets: Int32Array.from(predictors, (_, index) => index % groups),
    left: new Int32Array(total),
    right: new Int32Array(total),
    feature: new Int32Array(total),
    threshold: new Float64Array(total),
    flags: new Uint8Array(total),
    arity: 1,
    values: new Float64Array(total),
    comparison: "le",
    compared: "f64",
    summed: "f64",
  } as const;
  let first = 0;
  predictors.forEach((predictor, index) => {
    forest.roots[index] = first;
    addTree(forest, predictor, first, counts[index]!, known, sets);
    first += counts[index]!;
  });
  const starts = Int32Array.from({ length: sets.length / WORDS + 1 }, (_, set) => set * WORDS);
  return { ...forest, setStart: starts, sets: Uint32Array.from(sets) };
}

/** Each node has a leaf of its number, which only leaves use. */
function addTree(
  forest: Omit<Forest, "sets" | "setStart">,
  predictor: Field,
  first: number,
  count: number,
  known: readonly (Uint32Array | undefined)[],
  sets: number[],
): void {
  const shape = [count];
  const names = (predictor.at("nodes").ndarray().data as { readonly names?: readonly string[] }).names ?? [];
  const integers = (name: string): Int32Array =>
    names.includes(name) ? predictor.column("nodes", name).integers(undefined, { shape }).data : new Int32Array(count);
  const [left, right, feature, isLeaf] = [
    integers("left"),
    integers("right"),
    integers("feature_idx"),
    integers("is_leaf"),
  ];
  const [missingLeft, categorical, bitset] = [
    integers("missing_go_to_left"),
    integers("is_categorical"),
    integers("bitset_idx"),
  ];
  const threshold = predictor.column("nodes", names.includes("num_threshold") ? "num_threshold" : "threshold");
  const thresholds = threshold.array(undefined, { shape }).data;
  const values = predictor.column("nodes", "value").array(undefined, { shape }).data;
  const leftSets = categorical.some((flag) => flag !== 0)
    ? predictor.array("raw_left_cat_bitsets", { shape: [-1, WORDS] }).data
    : undefined;
  for (let node = 0; node < count; node++) {
    const at = first + node;
    if (isLeaf[node] !== 0) {
      forest.left[at] = -1 - at;
      forest.values[at] = values[node]!;
      continue;
    }
    const children = [first + child(predictor, left[node]!, count), first + child(predictor, right[node]!, count)];
    const isLeft = missingLeft[node] !== 0;
    forest.feature[at] = feature[node]!;
    if (categorical[node] === 0) {
      [forest.left[at], forest.right[at]] = [children[0]!, children[1]!];
      forest.threshold[at] = thresholds[node]!;
      forest.flags[at] = MISSING.nan | (isLeft ? DEFAULT_LEFT : 0);
      continue;
    }
    const all = known[feature[node]!] ?? predictor.at("nodes").refuse("categories of a categorical column", "none");
    const from = bitset[node]! * WORDS;
    if (!(from >= 0 && from + WORDS <= leftSets!.length)) predictor.at("raw_left_cat_bitsets").refuse("more sets");
    [forest.left[at], forest.right[at]] = isLeft ? [children[0]!, children[1]!] : [children[1]!, children[0]!];
    forest.threshold[at] = sets.length / WORDS;
    forest.flags[at] = MISSING.nan | DEFAULT_LEFT | CATEGORICAL | MEMBERS_RIGHT;
    for (let word = 0; word < WORDS; word++) {
      const bits = leftSets![from + word]! >>> 0;
      sets.push((isLeft ? all[word]! & ~bits : bits) >>> 0);
    }
  }
}

function child(predictor: Field, node: number, count: number): number {
  if (node < 1 || node >= count) predictor.at("nodes").refuse(`children of 1 to ${count - 1}`, String(node));
  return node;
}

/** Categories as bits. */
export function categoryBits(categories: Field): Uint32Array {
  const bits = new Uint32Array(WORDS);
  for (const category of categories.array(undefined, { dims: 1 }).data) {
    if (!(Number.isInteger(category) && category >= 0 && category < WORDS * 32)) {
      categories.refuse("categories of 0 to 255", String(category));
    }
    bits[category >>> 5]! |= 1 << (category & 31);
  }
  return bits;
}
