/** Operations across the columns of a row as ONNX nodes. @module */
import type { Normalise, Reduce, WeightedMedian } from "../../ir/ops.ts";
import { int } from "./attribute.ts";
import type { Graph, Name } from "./graph.ts";
import type { Lowering } from "./lowering.ts";

const REDUCE = { sum: "ReduceSum", mean: "ReduceMean", min: "ReduceMin", max: "ReduceMax" } as const;

export function reduce(graph: Graph, name: Reduce["function"], x: Name): Name {
  if (name !== "argmax" && name !== "argmin") return graph.reduce(REDUCE[name], x);
  return graph.number(graph.node(name === "argmax" ? "ArgMax" : "ArgMin", [x], [int("axis", 1)]));
}

export function softmax(graph: Graph, x: Name): Name {
  const shifted = graph.node("Sub", [x, graph.reduce("ReduceMax", x)]);
  const powers = graph.node("Exp", [shifted]);
  return graph.node("Div", [powers, graph.reduce("ReduceSum", powers)]);
}

const NORM = { l1: "ReduceL1", l2: "ReduceL2", sum: "ReduceSum" } as const;

export function normalise(lowering: Lowering, op: Normalise): Name {
  const { graph } = lowering;
  const x = lowering.of(op.input);
  const size =
    op.norm === "max"
      ? graph.reduce("ReduceMax", graph.node("Abs", [x]))
      : graph.reduce(NORM[op.norm], x);
  let stays = graph.node("Equal", [size, graph.scalar(0)]);
  if (op.tiny !== undefined) {
    stays = graph.node("Or", [stays, graph.node("Less", [size, graph.scalar(op.tiny)])]);
  }
  return graph.node("Div", [x, graph.where(stays, graph.scalar(1), size)]);
}

export function weightedMedian(lowering: Lowering, { input, weights }: WeightedMedian): Name {
  const { graph } = lowering;
  const [sorted, order] = graph.nodes("TopK", [lowering.of(input), graph.indices([weights.length])], 2, [
    int("axis", 1),
    int("largest", 0),
  ]);
  const inOrder = graph.node("Gather", [graph.constant([weights.length], weights), order!]);
  const sums = graph.node("CumSum", [inOrder, graph.constant([], BigInt64Array.of(1n))]);
  const half = 0.5 * weights.reduce((sum, weight) => sum + weight, 0);
  const reached = graph.number(graph.node("GreaterOrEqual", [sums, graph.scalar(half)]));
  const first = graph.node("ArgMax", [reached], [int("axis", 1)]);
  return graph.node("GatherElements", [sorted!, first], [int("axis", 1)]);
}
