/**
 * How a model refuses a row. ONNX has no operator that fails on purpose, but a Gather beyond the end of
 * a list must fail, and runtimes name the node that did: so that node's name says what was expected.
 * @module
 */
import type { Check } from "../../ir/ops.ts";
import { TYPE } from "./tensor.ts";
import type { Name } from "./graph.ts";
import type { Lowering } from "./lowering.ts";

/**
 * `value` itself, once every row of `wrong` is free of true.
 * @param wrong bool[batch, columns]
 * @param expected such as "a finite number"
 */
export function refuse(lowering: Lowering, value: Name, wrong: Name, expected: string, by: string): Name {
  const { graph, options } = lowering;
  if (!options.refusals) return value;
  const part = graph.part;
  const any = graph.cast(graph.reduce("ReduceMax", graph.cast(wrong, TYPE.double)), TYPE.int64);
  graph.part = `${by} expects ${expected}`;
  // A list of one 1: row by row it is found, or the run fails.
  const one = graph.node("Gather", [graph.constant([1], Float64Array.of(1)), any]);
  graph.part = part;
  return graph.node("Mul", [value, one]);
}

const LARGEST_32 = 3.4028235677973366e38;

const EXPECTED = {
  finite: "a finite number",
  "not-infinite": "a number that is not infinite",
  "non-negative": "a number that is not negative",
  float32: "a number that fits float32",
} as const;

export function check(lowering: Lowering, op: Check): Name {
  const x = lowering.of(op.input);
  if (!lowering.options.refusals || lowering.width(op.input) === 0) return x;
  return refuse(lowering, x, wrongOf(lowering, op, x), EXPECTED[op.allowed], op.by);
}

function wrongOf({ graph }: Lowering, { allowed }: Check, x: Name): Name {
  if (allowed === "non-negative") return graph.node("Less", [x, graph.scalar(0)]);
  if (allowed === "not-infinite") return graph.node("IsInf", [x]);
  const size = graph.node("Abs", [x]);
  // From here on float32 rounds to infinity.
  if (allowed === "float32") return graph.node("GreaterOrEqual", [size, graph.scalar(LARGEST_32)]);
  return graph.node("Not", [graph.node("Less", [size, graph.scalar(Infinity)])]);
}
