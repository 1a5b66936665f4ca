/** Operations across the columns of a row as ONNX nodes. @module */
import type { Normalise, Reduce, WeightedMedian } from "../../ir/ops.ts";
import { int } from "./attribute.ts";
import type { Graph, Name } from "./graph.ts";
import type { Lowering } from "./lowering.ts";
import { TYPE } from "./tensor.ts";

export function reduce(graph: Graph, name: Reduce["function"], x: Name): Name {
  switch (name) {
    case "sum":
      return graph.reduce("ReduceSum", x);
    case "mean":
      return graph.reduce("ReduceMean", x);
    case "min":
      return graph.extreme("ReduceMin", x);
    case "max":
      return graph.extreme("ReduceMax", x);
    default:
      return place(graph, name === "argmax" ? "ArgMax" : "ArgMin", x);
  }
}

/** The first of equals; the first NaN when there is one. */
function place(graph: Graph, op: "ArgMax" | "ArgMin", x: Name): Name {
  const axis = [int("axis", 1)];
  const missing = graph.cast(graph.node("IsNaN", [x]), TYPE.float);
  const isAny = graph.cast(graph.reduce("ReduceMax", missing), TYPE.bool);
  return graph.number(graph.where(isAny, graph.node("ArgMax", [missing], axis), graph.node(op, [x], axis)));
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
  const size = op.norm === "max" ? graph.extreme("ReduceMax", graph.node("Abs", [x])) : graph.reduce(NORM[op.norm], x);
  // A sum that is negative is less than any size too.
  const isTiny = graph.node(op.tiny === undefined || op.tiny <= 0 ? "LessOrEqual" : "Less", [
    size,
    graph.scalar(Math.max(op.tiny ?? 0, 0)),
  ]);
  return graph.node("Div", [x, graph.where(isTiny, graph.scalar(1), size)]);
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
