/** One operation of a program as ONNX nodes. @module */
import type { Linear, Op, Value } from "../../ir/ops.ts";
import type { Boundary } from "../boundary.ts";
import { normalise, reduce, softmax, weightedMedian } from "./across.ts";
import { int } from "./attribute.ts";
import { binary, replace, unary } from "./elementwise.ts";
import { bins, codes, interpolate, lookup, oneHot, polynomial } from "./encode.ts";
import type { Name } from "./graph.ts";
import type { Lowering } from "./lowering.ts";
import { coupling, votes } from "./pairs.ts";
import { distance, kernel, nearest, quadratic } from "./points.ts";
import { check } from "./refuse.ts";
import { TYPE } from "./tensor.ts";
import { leaves, trees } from "./trees.ts";

/** Where the request's columns lie in the input. */
export interface InputColumns {
  readonly boundary: Boundary;
  /** Columns of the input. */
  readonly width: number;
  /** The input's column of a numeric feature. */
  columnOf(feature: number): number;
}

function linear(lowering: Lowering, { input, columns, weights, bias, precision }: Linear): Name {
  const { graph } = lowering;
  if (lowering.width(input) === 0) return lowering.everywhere(bias);
  const x = lowering.of(input);
  if (precision !== "f32") return graph.product(x, weights, columns, bias);
  const rows = graph.cast(x, TYPE.float);
  const product = graph.product(rows, Float32Array.from(weights), columns, Float32Array.from(bias));
  return graph.cast(product, TYPE.double);
}

/** @throws RangeError naming the operation, when ONNX has nothing for it, and what to do */
export function lower(lowering: Lowering, op: Op, value: Value, columns: InputColumns): Name | Float64Array {
  const { graph } = lowering;
  graph.part = `${op.kind} ${value}`;
  switch (op.kind) {
    case "numbers":
      return lowering.request(op.features.map(columns.columnOf), columns.width);
    case "category":
    case "terms": {
      const place = columns.boundary.texts.find((text) => text.value === value)!;
      const wanted = Array.from({ length: place.columns }, (_, at) => place.column + at);
      return lowering.request(wanted, columns.width);
    }
    case "constant":
      return op.row;
    case "select":
      return graph.columns(lowering.of(op.input), op.columns);
    case "concat":
      return graph.node(
        "Concat",
        op.inputs.map((input) => lowering.of(input)),
        [int("axis", 1)],
      );
    case "unary":
      return unary(graph, op.function, lowering.of(op.input));
    case "binary":
      return binary(lowering, op);
    case "replace":
      return replace(lowering, op);
    case "check":
      return check(lowering, op);
    case "linear":
      return linear(lowering, op);
    case "distance":
      return distance(lowering, op);
    case "quadratic":
      return quadratic(lowering, op);
    case "kernel":
      return kernel(lowering, op);
    case "nearest":
      return nearest(lowering, op);
    case "trees":
      return trees(lowering, op);
    case "leaves":
      return leaves(lowering, op);
    case "reduce":
      return reduce(graph, op.function, lowering.of(op.input));
    case "softmax":
      return softmax(graph, lowering.of(op.input));
    case "log-sum-exp":
      return graph.reduce("ReduceLogSumExp", lowering.of(op.input));
    case "normalise":
      return normalise(lowering, op);
    case "codes":
      return codes(lowering, op);
    case "bins":
      return bins(lowering, op);
    case "one-hot":
      return oneHot(lowering, op);
    case "lookup":
      return lookup(lowering, op);
    case "polynomial":
      return polynomial(lowering, op);
    case "interpolate":
      return interpolate(lowering, op);
    case "weighted-median":
      return weightedMedian(lowering, op);
    case "votes":
      return votes(lowering, op);
    default:
      return coupling(lowering, op);
  }
}
