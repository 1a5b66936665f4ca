/** From decisions between pairs of classes to classes, as ONNX nodes. @module */
import type { Coupling, Votes } from "../../ir/ops.ts";
import { graph as body, int } from "./attribute.ts";
import type { Graph, Name } from "./graph.ts";
import type { Lowering } from "./lowering.ts";
import { TYPE, valueInfo } from "./tensor.ts";

/** Classes that are coupled at most: the loop's body grows with them. */
const MAX_COUPLED = 64;

function pairs(classes: number): readonly (readonly [number, number])[] {
  return Array.from({ length: classes }, (_, i) => i).flatMap((i) =>
    Array.from({ length: classes - i - 1 }, (_, at) => [i, i + 1 + at] as const),
  );
}

/** A pair's decision moves a vote from its second class to its first. */
export function votes(lowering: Lowering, { input, classes }: Votes): Name {
  const { graph } = lowering;
  const all = pairs(classes);
  const moved = new Float64Array(all.length * classes);
  const start = new Float64Array(classes);
  all.forEach(([i, j], at) => {
    moved[at * classes + i] = 1;
    moved[at * classes + j] = -1;
    start[j]!++;
  });
  const isFirst = graph.number(graph.node("Greater", [lowering.of(input), graph.scalar(0)]));
  return graph.product(isFirst, moved, classes, start);
}

/** The interpreter's rounds as a Loop; rows that are done keep what they have. */
export function coupling(lowering: Lowering, { input, classes }: Coupling): Name {
  const { graph } = lowering;
  if (classes > MAX_COUPLED) {
    throw new RangeError(
      `coupling: probabilities of ${classes} classes are too many for ONNX, at most ${MAX_COUPLED}; ` +
        `train without probability=True, or compile to WASM`,
    );
  }
  const q = quadraticForm(graph, lowering.of(input), classes);
  const start = lowering.everywhere(new Float64Array(classes).fill(1 / classes));
  const rounds = graph.constant([], BigInt64Array.of(BigInt(Math.max(100, classes))));
  const yes = graph.constant([], Uint8Array.of(1), TYPE.bool);
  return graph.node("Loop", [rounds, yes, start], [body("body", round(graph, q, classes))]);
}

/** float64[batch, classes, classes]. */
function quadraticForm(graph: Graph, given: Name, classes: number): Name {
  const all = pairs(classes);
  const inside = graph.node("Min", [graph.node("Max", [given, graph.scalar(1e-7)]), graph.scalar(1 - 1e-7)]);
  const others = graph.node("Sub", [graph.scalar(1), inside]);
  const both = graph.node("Concat", [inside, others], [int("axis", 1)]);
  // Where r[j][t] lies in `both`, for each t and j; of the diagonal anything.
  const place = (j: number, t: number): number => {
    const at = all.findIndex(([a, b]) => (a === j && b === t) || (a === t && b === j));
    return j === t ? 0 : j < t ? at : all.length + at;
  };
  const cells = Array.from(
    { length: classes * classes },
    (_, cell) => [Math.floor(cell / classes), cell % classes] as const,
  );
  const square = graph.constant([3], BigInt64Array.of(0n, BigInt(classes), BigInt(classes)));
  const take = (placeOf: (t: number, j: number) => number): Name =>
    graph.node("Reshape", [
      graph.columns(
        both,
        cells.map(([t, j]) => placeOf(t, j)),
      ),
      square,
    ]);
  const across = take((t, j) => place(j, t));
  const product = graph.node("Mul", [across, take((t, j) => place(t, j))]);
  const mask = (isDiagonal: boolean): Name =>
    graph.constant(
      [1, classes, classes],
      Float64Array.from(cells, ([t, j]) => (isDiagonal === (t === j) ? 1 : 0)),
    );
  const off = mask(false);
  const squares = graph.reduce("ReduceSum", graph.node("Mul", [graph.node("Mul", [across, across]), off]), 2);
  return graph.node("Sub", [graph.node("Mul", [squares, mask(true)]), graph.node("Mul", [product, off])]);
}

function round(outer: Graph, q: Name, classes: number): ReturnType<Graph["finish"]> {
  const graph = outer.body();
  const [number, before, p] = [graph.name(), graph.name(), graph.name()];
  const times = (a: Name, b: Name): Name => graph.node("Mul", [a, b]);
  const vector = graph.node("MatMul", [q, graph.node("Unsqueeze", [p, graph.indices([2])])]);
  let qp = graph.node("Squeeze", [vector, graph.indices([2])]);
  let whole = graph.reduce("ReduceSum", times(p, qp));
  const worst = graph.reduce("ReduceMax", graph.node("Abs", [graph.node("Sub", [qp, whole])]));
  const isOpen = graph.node("Not", [graph.node("Less", [worst, graph.scalar(0.005 / classes)])]);
  let next = p;
  for (let t = 0; t < classes; t++) {
    const row = graph.node("Gather", [q, graph.constant([], BigInt64Array.of(BigInt(t)))], [int("axis", 1)]);
    const diagonal = graph.columns(row, [t]);
    const own = graph.columns(qp, [t]);
    const change = graph.node("Div", [graph.node("Sub", [whole, own]), diagonal]);
    const grown = graph.node("Add", [change, graph.scalar(1)]);
    const twice = times(own, graph.scalar(2));
    const more = times(change, graph.node("Add", [times(change, diagonal), twice]));
    whole = graph.node("Div", [graph.node("Div", [graph.node("Add", [whole, more]), grown]), grown]);
    qp = graph.node("Div", [graph.node("Add", [qp, times(change, row)]), grown]);
    const isT = graph.row(Float64Array.from({ length: classes }, (_, at) => (at === t ? 1 : 0)));
    next = graph.node("Div", [graph.node("Add", [next, times(change, isT)]), grown]);
  }
  const kept = graph.where(isOpen, next, p);
  const goesOn = graph.cast(graph.node("ReduceMax", [graph.cast(isOpen, TYPE.float)], [int("keepdims", 0)]), TYPE.bool);
  return graph.finish(
    "round",
    [valueInfo(number, TYPE.int64, []), valueInfo(before, TYPE.bool, []), valueInfo(p, TYPE.double)],
    [valueInfo(goesOn, TYPE.bool, []), valueInfo(kept, TYPE.double)],
    false,
  );
}
