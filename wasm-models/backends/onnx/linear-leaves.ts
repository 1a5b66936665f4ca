/**
 * Leaves that hold a linear model, as LightGBM trains them with linear_tree: each leaf's terms are rows of
 * tables, looked up by the leaf's number.
 * @module
 */
import { treeCount } from "../../ir/forest.ts";
import type { Forest } from "../../ir/forest.ts";
import type { Value } from "../../ir/ops.ts";
import { int } from "./attribute.ts";
import type { FlatTrees } from "./flat-trees.ts";
import type { Graph, Name } from "./graph.ts";
import { byRound, inTurn, isEven } from "./leaf-sums.ts";
import type { FoundLeaves } from "./leaf-sums.ts";
import type { Lowering } from "./lowering.ts";
import { TYPE } from "./tensor.ts";
import type { Elements } from "./tensor.ts";

/** Terms of all leaves at most. */
const MAX_TERMS = 1 << 24;

/** float64[batch, columns of the base]. A leaf that uses a column that is NaN answers its plain value. */
export function linearLeafSums(lowering: Lowering, found: FoundLeaves, input: Value): Name {
  const { graph } = lowering;
  const { forest, base, flat, numbers } = found;
  if (forest.summed === "f32") throw refused("linear leaves are not added in float32 in ONNX");
  const { length, features, weights, isUsed, constants, plain } = termsOf(forest, flat);
  const leaves = flat.leaves.length;
  const entries = graph.cast(numbers, TYPE.int64);
  const ofLeaf = (shape: readonly number[], elements: Elements): Name =>
    graph.node("Gather", [graph.constant(shape, elements), entries]);
  // What each term multiplies, [batch, trees, terms].
  const flatFeatures = graph.node("Reshape", [ofLeaf([leaves, length], features), graph.indices([0, -1])]);
  const picked = graph.node("GatherElements", [lowering.of(input), flatFeatures], [int("axis", 1)]);
  const x = graph.node("Reshape", [picked, graph.indices([0, treeCount(forest), length])]);
  const used = graph.cast(ofLeaf([leaves, length], isUsed), TYPE.bool);
  const terms = graph.where(used, graph.node("Mul", [x, ofLeaf([leaves, length], weights)]), graph.scalar(0));
  const missing = graph.cast(graph.node("And", [used, graph.node("IsNaN", [x])]), TYPE.float);
  const isPlain = graph.cast(graph.reduce("ReduceMax", missing, 2, false), TYPE.bool);
  const sum = graph.node("Add", [ofLeaf([leaves], constants), graph.reduce("ReduceSum", terms, 2, false)]);
  const values = graph.where(isPlain, ofLeaf([leaves], plain), sum);
  const total = inTurn(graph, byColumn(graph, forest, values, base.length));
  return graph.node("Add", [total, graph.row(base)]);
}

interface Terms {
  /** Of each leaf, those that it lacks not being used. */
  readonly length: number;
  readonly features: BigInt64Array;
  readonly weights: Float64Array;
  readonly isUsed: Uint8Array;
  readonly constants: Float64Array;
  /** What leaves answer without their terms. */
  readonly plain: Float64Array;
}

function termsOf(forest: Forest, { leaves, leafNumbers }: FlatTrees): Terms {
  const { constant, start, feature, weight } = forest.linear!;
  const length = leafNumbers.reduce((most, leaf) => Math.max(most, start[leaf + 1]! - start[leaf]!), 1);
  const size = leaves.length * length;
  if (size > MAX_TERMS) throw refused(`${leaves.length} linear leaves of ${length} terms are too many for ONNX`);
  const terms = { features: new BigInt64Array(size), weights: new Float64Array(size), isUsed: new Uint8Array(size) };
  leafNumbers.forEach((leaf, entry) => {
    for (let at = start[leaf]!; at < start[leaf + 1]!; at++) {
      const place = entry * length + at - start[leaf]!;
      terms.features[place] = BigInt(feature[at]!);
      terms.weights[place] = weight[at]!;
      terms.isUsed[place] = 1;
    }
  });
  return {
    length,
    ...terms,
    constants: Float64Array.from(leafNumbers, (leaf) => constant[leaf]!),
    plain: Float64Array.from(leafNumbers, (leaf) => forest.values[leaf]!),
  };
}

/** [batch, trees] as [batch, rounds, columns]: rounds of as many trees as there are columns, or of one. */
function byColumn(graph: Graph, forest: Forest, found: Name, columns: number): Name {
  const trees = treeCount(forest);
  if (isEven(forest, columns)) return byRound(graph, found, trees / columns, columns);
  const isTarget = Uint8Array.from({ length: trees * columns }, (_, cell) =>
    forest.targets[Math.floor(cell / columns)] === cell % columns ? 1 : 0,
  );
  const deep = graph.node("Unsqueeze", [found, graph.indices([2])]);
  return graph.where(graph.constant([1, trees, columns], isTarget, TYPE.bool), deep, graph.scalar(0));
}

function refused(reason: string): RangeError {
  return new RangeError(`trees: ${reason}; train with linear_tree=false, or compile to WASM`);
}
