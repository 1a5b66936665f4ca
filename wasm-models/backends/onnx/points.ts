/** Operations between a row and stored points as ONNX nodes. @module */
import type { Distance, Kernel, Nearest, Quadratic } from "../../ir/ops.ts";
import { int } from "./attribute.ts";
import type { Graph, Name } from "./graph.ts";
import type { Lowering } from "./lowering.ts";
import { overPoints } from "./over-points.ts";
import { transposed } from "./transposed.ts";

function squared(lowering: Lowering, x: Name, points: Float64Array, width: number): Name {
  return overPoints(lowering, { x, width, points }, "ReduceSum", (graph, difference) =>
    graph.node("Mul", [difference, difference]),
  );
}

/** Products with every point, float64[batch, points]. */
function products(graph: Graph, x: Name, points: Float64Array, width: number): Name {
  return graph.product(x, transposed(points, width), points.length / width);
}

export function distance(lowering: Lowering, op: Distance): Name {
  const { graph } = lowering;
  const width = lowering.width(op.input);
  const x = lowering.of(op.input);
  const over = { x, width, points: op.points };
  const size = (inner: Graph, difference: Name): Name => inner.node("Abs", [difference]);
  switch (op.metric) {
    case "euclidean":
      return graph.node("Sqrt", [squared(lowering, x, op.points, width)]);
    case "squared-euclidean":
      return squared(lowering, x, op.points, width);
    case "manhattan":
      return overPoints(lowering, over, "ReduceSum", size);
    case "chebyshev":
      return overPoints(lowering, over, "ReduceMax", size);
    case "minkowski": {
      const power = op.power ?? 2;
      const sum = overPoints(lowering, over, "ReduceSum", (inner, difference) =>
        inner.node("Pow", [size(inner, difference), inner.scalar(power)]),
      );
      return graph.node("Pow", [sum, graph.scalar(1 / power)]);
    }
    default:
      return cosine(graph, x, op.points, width);
  }
}

function cosine(graph: Graph, x: Name, points: Float64Array, width: number): Name {
  const norms = Float64Array.from({ length: points.length / width }, (_, point) => {
    let sum = 0;
    for (let at = point * width; at < (point + 1) * width; at++) sum += points[at]! * points[at]!;
    return Math.sqrt(sum);
  });
  const size = graph.node("Mul", [graph.reduce("ReduceL2", x), graph.row(norms)]);
  const isNothing = graph.node("Equal", [size, graph.scalar(0)]);
  const divisor = graph.where(isNothing, graph.scalar(1), size);
  const share = graph.node("Div", [products(graph, x, points, width), divisor]);
  return graph.where(isNothing, graph.scalar(1), graph.node("Sub", [graph.scalar(1), share]));
}

export function quadratic(lowering: Lowering, op: Quadratic): Name {
  const over = { x: lowering.of(op.input), width: lowering.width(op.input), points: op.centres, weights: op.weights };
  const sum = overPoints(lowering, over, "ReduceSum", (graph, difference, weight) =>
    graph.node("Mul", [graph.node("Mul", [difference, difference]), weight!]),
  );
  return lowering.graph.node("Add", [sum, lowering.graph.row(op.bias)]);
}

export function kernel(lowering: Lowering, op: Kernel): Name {
  const { graph } = lowering;
  const width = lowering.width(op.input);
  const x = lowering.of(op.input);
  if (op.function === "rbf") {
    const scaled = graph.node("Mul", [squared(lowering, x, op.vectors, width), graph.scalar(-op.gamma)]);
    return graph.node("Exp", [scaled]);
  }
  const product = products(graph, x, op.vectors, width);
  if (op.function === "linear") return product;
  const scaled = graph.node("Mul", [product, graph.scalar(op.gamma)]);
  const shifted = graph.node("Add", [scaled, graph.scalar(op.constant)]);
  if (op.function === "sigmoid") return graph.node("Tanh", [shifted]);
  return graph.node("Pow", [shifted, graph.scalar(op.degree)]);
}

export function nearest(lowering: Lowering, op: Nearest): Name {
  const { graph } = lowering;
  const [far, points] = graph.nodes("TopK", [lowering.of(op.distances), graph.indices([op.k])], 2, [
    int("axis", 1),
    int("largest", 0),
  ]);
  const rows = op.targets.length / op.columns;
  const targets = graph.node("Gather", [graph.constant([rows, op.columns], op.targets), points!]);
  if (op.weights === "uniform") {
    return graph.node("Div", [graph.reduce("ReduceSum", targets, 1, false), graph.scalar(op.k)]);
  }
  const isHere = graph.node("Equal", [far!, graph.scalar(0)]);
  const isAnyHere = graph.node("Equal", [graph.columns(far!, [0]), graph.scalar(0)]);
  const weights = graph.where(isAnyHere, graph.number(isHere), graph.node("Reciprocal", [far!]));
  const weighted = graph.node("Mul", [targets, graph.node("Unsqueeze", [weights, graph.indices([2])])]);
  return graph.node("Div", [graph.reduce("ReduceSum", weighted, 1, false), graph.reduce("ReduceSum", weights)]);
}
