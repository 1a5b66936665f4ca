/**
 * Sums over the differences between a row and stored points. Few numbers are met all at once; of many,
 * a Scan takes feature by feature, so that a batch needs room for batch times points and no more.
 * @module
 */
import { graph as body, int } from "./attribute.ts";
import type { Graph, Name } from "./graph.ts";
import type { Lowering } from "./lowering.ts";
import { TYPE, valueInfo } from "./tensor.ts";
import { transposed } from "./transposed.ts";

/** Numbers of all points up to which they are met at once. */
const AT_ONCE = 8192;

export interface OverPoints {
  /** float64[batch, width]. */
  readonly x: Name;
  readonly width: number;
  /** By point, `width` each. */
  readonly points: Float64Array;
  /** As many as points have numbers. */
  readonly weights?: Float64Array;
}

/** What is summed: a function of x - point, number by number. */
export type Term = (graph: Graph, difference: Name, weight: Name | undefined) => Name;

/** float64[batch, points]. */
export function overPoints(lowering: Lowering, over: OverPoints, combine: "ReduceSum" | "ReduceMax", term: Term): Name {
  const { points, width } = over;
  return points.length <= AT_ONCE
    ? atOnce(lowering.graph, over, combine, term)
    : byFeature(lowering, over, points.length / width, combine, term);
}

function atOnce(
  graph: Graph,
  { x, width, points, weights }: OverPoints,
  combine: "ReduceSum" | "ReduceMax",
  term: Term,
): Name {
  const shape = [1, points.length / width, width];
  const rows = graph.node("Unsqueeze", [x, graph.indices([1])]);
  const difference = graph.node("Sub", [rows, graph.constant(shape, points)]);
  const weight = weights === undefined ? undefined : graph.constant(shape, weights);
  const terms = term(graph, difference, weight);
  return combine === "ReduceMax" ? graph.extreme(combine, terms, 2, false) : graph.reduce(combine, terms, 2, false);
}

function byFeature(
  lowering: Lowering,
  { x, width, points, weights }: OverPoints,
  count: number,
  combine: string,
  term: Term,
): Name {
  const { graph } = lowering;
  const shape = [width, 1, count];
  // float64[width, batch, 1]: a Scan takes one after the other along axis 0.
  const rows = graph.node("Unsqueeze", [graph.node("Transpose", [x]), graph.indices([2])]);
  const scanned = [rows, graph.constant(shape, transposed(points, width))];
  if (weights !== undefined) scanned.push(graph.constant(shape, transposed(weights, width)));
  const inner = graph.body();
  const before = inner.name();
  const taken = scanned.map(() => inner.name());
  const difference = inner.node("Sub", [taken[0]!, taken[1]!]);
  const value = term(inner, difference, taken[2]);
  const after = inner.node(combine === "ReduceSum" ? "Add" : "Max", [before, value]);
  const message = inner.finish(
    "feature",
    [before, ...taken].map((name) => valueInfo(name, TYPE.double)),
    [valueInfo(after, TYPE.double)],
    false,
  );
  const start = lowering.everywhere(new Float64Array(count));
  return graph.node("Scan", [start, ...scanned], [body("body", message), int("num_scan_inputs", scanned.length)]);
}
