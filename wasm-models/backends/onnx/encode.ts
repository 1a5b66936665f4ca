/**
 * Operations between numbers and indices as ONNX nodes. Tables that differ in length by column are
 * padded to float64[1, columns, longest] and compared with float64[batch, columns, 1].
 * @module
 */
import type { Bins, Codes, Interpolate, Lookup, OneHot, Polynomial } from "../../ir/ops.ts";
import { int } from "./attribute.ts";
import type { Graph, Name } from "./graph.ts";
import type { Lowering } from "./lowering.ts";
import { refuse } from "./refuse.ts";
import { TYPE } from "./tensor.ts";

/** Numbers of a padded table at most. */
const MAX_TABLE = 1 << 24;

interface Padded {
  readonly longest: number;
  readonly data: Float64Array;
}

/** @param pad what fills up a column */
function padded(what: string, columns: readonly Float64Array[], pad: (column: number) => number): Padded {
  const longest = columns.reduce((most, list) => Math.max(most, list.length), 1);
  if (longest * columns.length > MAX_TABLE) {
    throw new RangeError(`${what}: ${columns.length} columns of up to ${longest} numbers are too many for ONNX`);
  }
  const data = new Float64Array(longest * columns.length);
  columns.forEach((list, column) => {
    data.fill(pad(column), column * longest, (column + 1) * longest);
    data.set(list, column * longest);
  });
  return { longest, data };
}

function deep(graph: Graph, x: Name): Name {
  return graph.node("Unsqueeze", [x, graph.indices([2])]);
}

/** How many are true, float64[batch, columns]. */
function count(graph: Graph, conditions: Name): Name {
  return graph.reduce("ReduceSum", graph.number(conditions), 2, false);
}

export function codes(lowering: Lowering, op: Codes): Name {
  const { graph } = lowering;
  const width = op.categories.length;
  // The first of equals counts, so repeating a category changes nothing.
  const { longest, data } = padded("codes", op.categories, (column) => op.categories[column]![0] ?? Infinity);
  const x = deep(graph, lowering.of(op.input));
  let hits = graph.node("Equal", [x, graph.constant([1, width, longest], data)]);
  const missing = Uint8Array.from(data, (category) => (Number.isNaN(category) ? 1 : 0));
  if (missing.includes(1)) {
    const isKnown = graph.constant([1, width, longest], missing, TYPE.bool);
    hits = graph.node("Or", [hits, graph.node("And", [graph.node("IsNaN", [x]), isKnown])]);
  }
  const numbers = graph.cast(hits, TYPE.float);
  const found = graph.cast(graph.reduce("ReduceMax", numbers, 2, false), TYPE.bool);
  const index = graph.number(graph.node("ArgMax", [numbers], [int("axis", 2), int("keepdims", 0)]));
  if (op.unknown !== "refuse") return graph.where(found, index, graph.scalar(op.unknown));
  return refuse(lowering, index, graph.node("Not", [found]), "a known category", "codes");
}

export function bins(lowering: Lowering, { input, edges }: Bins): Name {
  const { graph } = lowering;
  const { longest, data } = padded("bins", edges, () => Infinity);
  const x = deep(graph, lowering.of(input));
  const isBelow = graph.node("Less", [x, graph.constant([1, edges.length, longest], data)]);
  const reached = count(graph, graph.node("Not", [isBelow]));
  // Infinity and NaN reach the padding too.
  return graph.node("Min", [reached, graph.row(Float64Array.from(edges, ({ length }) => length))]);
}

export function oneHot(lowering: Lowering, { input, sizes }: OneHot): Name {
  const { graph } = lowering;
  const columns = sizes.flatMap((size, column) => Array.from({ length: size }, () => column));
  const indices = Float64Array.from(sizes.flatMap((size) => Array.from({ length: size }, (_, index) => index)));
  const whole = graph.node("Floor", [lowering.of(input)]);
  return graph.number(graph.node("Equal", [graph.columns(whole, columns), graph.row(indices)]));
}

export function lookup(lowering: Lowering, { input, table, columns }: Lookup): Name {
  const { graph } = lowering;
  const rows = table.length / columns;
  const x = lowering.of(input);
  const isInside = graph.node("And", [
    graph.node("GreaterOrEqual", [x, graph.scalar(0)]),
    graph.node("Less", [x, graph.scalar(rows)]),
  ]);
  // What is outside asks for a row that is not there.
  const index = graph.cast(graph.where(isInside, x, graph.scalar(rows)), TYPE.int64);
  const flat = graph.node("Squeeze", [index, graph.indices([1])]);
  return graph.node("Gather", [graph.constant([rows, columns], table), flat]);
}

export function polynomial(lowering: Lowering, { input, terms }: Polynomial): Name {
  const { graph } = lowering;
  const degree = terms.reduce((most, term) => Math.max(most, term.length), 0);
  if (degree === 0) return lowering.everywhere(new Float64Array(terms.length).fill(1));
  const one = lowering.width(input);
  const isPadded = terms.some(({ length }) => length < degree);
  const x = isPadded
    ? graph.node("Concat", [lowering.of(input), lowering.everywhere(Float64Array.of(1))], [int("axis", 1)])
    : lowering.of(input);
  const factors = Array.from({ length: degree }, (_, at) =>
    graph.columns(
      x,
      terms.map((term) => term[at] ?? one),
    ),
  );
  return factors.reduce((product, factor) => graph.node("Mul", [product, factor]));
}

export function interpolate(lowering: Lowering, { input, xs, ys }: Interpolate): Name {
  const { graph } = lowering;
  const width = xs.length;
  const { longest, data } = padded("interpolate", xs, () => Infinity);
  const ends = (at: number): Name => graph.row(Float64Array.from(xs, (points) => points.at(at)!));
  const x = graph.node("Min", [graph.node("Max", [lowering.of(input), ends(0)]), ends(-1)]);
  // The first point that is not below x: the line ends there.
  const right = count(graph, graph.node("Less", [graph.constant([1, width, longest], data), deep(graph, x)]));
  const starts = graph.row(Float64Array.from({ length: width }, (_, column) => column * longest));
  const at = graph.cast(graph.node("Add", [right, starts]), TYPE.int64);
  const take = (of: (points: Float64Array, values: Float64Array, point: number) => number): Name => {
    const table = new Float64Array(width * longest);
    xs.forEach((points, column) =>
      points.forEach((_, point) => (table[column * longest + point] = of(points, ys[column]!, point))),
    );
    return graph.node("Gather", [graph.constant([table.length], table), at]);
  };
  const rise = take((points, values, point) => {
    if (point === 0 || points[point] === points[point - 1]) return 0;
    return (values[point]! - values[point - 1]!) / (points[point]! - points[point - 1]!);
  });
  const from = graph.node("Sub", [x, take((points, _, point) => points[Math.max(point - 1, 0)]!)]);
  const line = graph.node("Add", [
    graph.node("Mul", [rise, from]),
    take((_, values, point) => values[Math.max(point - 1, 0)]!),
  ]);
  const isPoint = graph.node("Equal", [x, take((points, _, point) => points[point]!)]);
  return graph.where(
    isPoint,
    take((_, values, point) => values[point]!),
    line,
  );
}
