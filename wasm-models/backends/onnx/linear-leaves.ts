/**
 * Leaves that hold a linear model, as LightGBM trains them with linear_tree: each leaf's weights as a row
 * of all columns, looked up by the leaf's number.
 * @module
 */
import { treeCount } from "../../ir/forest.ts";
import type { Value } from "../../ir/ops.ts";
import type { Name } from "./graph.ts";
import { byRound, inTurn, isEven } from "./leaf-sums.ts";
import type { FoundLeaves } from "./leaf-sums.ts";
import type { Lowering } from "./lowering.ts";
import { TYPE } from "./tensor.ts";

/** Weights of all leaves at most. */
const MAX_WEIGHTS = 1 << 24;

/** float64[batch, columns of the base]. A leaf that uses a column that is NaN answers its plain value. */
export function linearLeafSums(lowering: Lowering, { forest, base, flat, numbers }: FoundLeaves, input: Value): Name {
  const { graph } = lowering;
  const { constant, start, feature, weight } = forest.linear!;
  const [leaves, width] = [flat.leaves.length, lowering.width(input)];
  if (leaves * width > MAX_WEIGHTS || !isEven(forest, base.length) || forest.summed === "f32") {
    throw new RangeError(
      `trees: ${leaves} linear leaves of ${width} columns are too many for ONNX; ` +
        "train with linear_tree=false, or compile to WASM",
    );
  }
  const weights = new Float64Array(leaves * width);
  const used = new Uint8Array(leaves * width);
  const [constants, plain] = [new Float64Array(leaves), new Float64Array(leaves)];
  flat.leafNumbers.forEach((leaf, entry) => {
    const place = flat.trees[flat.leaves[entry]!]!;
    const first = place < base.length ? base[place]! : 0;
    constants[entry] = first + constant[leaf]!;
    plain[entry] = first + forest.values[leaf]!;
    for (let at = start[leaf]!; at < start[leaf + 1]!; at++) {
      weights[entry * width + feature[at]!]! += weight[at]!;
      used[entry * width + feature[at]!] = 1;
    }
  });
  const entries = graph.cast(numbers, TYPE.int64);
  const table = (shape: readonly number[], elements: Float64Array | Uint8Array): Name =>
    graph.node("Gather", [graph.constant(shape, elements), entries]);
  // [batch, 1, width] meets [batch, trees, width].
  const x = graph.node("Unsqueeze", [lowering.of(input), graph.indices([1])]);
  const isUsed = graph.cast(table([leaves, width], used), TYPE.bool);
  const terms = graph.where(isUsed, graph.node("Mul", [x, table([leaves, width], weights)]), graph.scalar(0));
  const isMissing = graph.node("And", [isUsed, graph.node("IsNaN", [x])]);
  const isPlain = graph.cast(graph.reduce("ReduceMax", graph.cast(isMissing, TYPE.float), 2, false), TYPE.bool);
  const sum = graph.node("Add", [table([leaves], constants), graph.reduce("ReduceSum", terms, 2, false)]);
  const found = graph.where(isPlain, table([leaves], plain), sum);
  return inTurn(graph, byRound(graph, found, treeCount(forest) / base.length, base.length));
}
