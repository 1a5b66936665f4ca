/** Functions of single numbers as ONNX nodes. @module */
import type { Binary, Replace, UnaryFunction } from "../../ir/ops.ts";
import type { Graph, Name } from "./graph.ts";
import type { Lowering } from "./lowering.ts";
import { TYPE } from "./tensor.ts";

type Lower = (graph: Graph, x: Name) => Name;

function operator(name: string): Lower {
  return (graph, x) => graph.node(name, [x]);
}

function scaledLog(factor: number): Lower {
  return (graph, x) => graph.node("Mul", [graph.node("Log", [x]), graph.scalar(factor)]);
}

/** 1 / (1 + exp(-x)): onnxruntime's Sigmoid loses what is next to 0, from -10 on more than 1e-12 of it. */
const sigmoid: Lower = (graph, x) => {
  const power = graph.node("Exp", [graph.node("Neg", [x])]);
  return graph.node("Reciprocal", [graph.node("Add", [power, graph.scalar(1)])]);
};

/** exp(x) - 1; next to 0 as (u - 1) x / log(u) with u = exp(x), where what is lost goes out again. */
const expm1: Lower = (graph, x) => {
  const u = graph.node("Exp", [x]);
  const far = graph.node("Sub", [u, graph.scalar(1)]);
  const near = graph.node("Div", [graph.node("Mul", [far, x]), graph.node("Log", [u])]);
  const value = graph.where(graph.node("Less", [graph.node("Abs", [x]), graph.scalar(1)]), near, far);
  return graph.where(graph.node("Equal", [u, graph.scalar(1)]), x, value);
};

/** log(u) x / (u - 1) with u = 1 + x: what adding 1 loses goes out again. */
const log1p: Lower = (graph, x) => {
  const u = graph.node("Add", [x, graph.scalar(1)]);
  const lost = graph.node("Div", [x, graph.node("Sub", [u, graph.scalar(1)])]);
  const value = graph.node("Mul", [graph.node("Log", [u]), lost]);
  const isWhole = graph.node("Or", [
    graph.node("Equal", [u, graph.scalar(1)]),
    graph.node("Equal", [u, graph.scalar(Infinity)]),
  ]);
  return graph.where(isWhole, x, value);
};

const UNARY: Readonly<Record<UnaryFunction, Lower>> = {
  negate: operator("Neg"),
  absolute: operator("Abs"),
  square: (graph, x) => graph.node("Mul", [x, x]),
  sqrt: operator("Sqrt"),
  reciprocal: operator("Reciprocal"),
  exp: operator("Exp"),
  expm1,
  log: operator("Log"),
  log1p,
  log2: scaledLog(Math.LOG2E),
  log10: scaledLog(Math.LOG10E),
  tanh: operator("Tanh"),
  sigmoid,
  sublinear: (graph, x) => {
    const value = graph.node("Add", [graph.node("Log", [x]), graph.scalar(1)]);
    return graph.where(graph.node("Equal", [x, graph.scalar(0)]), graph.scalar(0), value);
  },
  relu: (graph, x) => graph.node("Max", [x, graph.scalar(0)]),
  sign: operator("Sign"),
  floor: operator("Floor"),
  ceil: operator("Ceil"),
  round: operator("Round"),
  float32: (graph, x) => graph.cast(graph.cast(x, TYPE.float), TYPE.double),
  isNaN: (graph, x) => graph.number(graph.node("IsNaN", [x])),
};

export function unary(graph: Graph, name: UnaryFunction, x: Name): Name {
  return UNARY[name](graph, x);
}

const BINARY = {
  add: "Add",
  subtract: "Sub",
  multiply: "Mul",
  divide: "Div",
  min: "Min",
  max: "Max",
  le: "LessOrEqual",
  lt: "Less",
  equal: "Equal",
} as const;

export function binary(lowering: Lowering, op: Binary): Name {
  const { graph } = lowering;
  const right = lowering.operand(op.right);
  // Of two constants one is written out, so that there is a row for each row.
  const left = lowering.isConstant(op.right) ? lowering.of(op.left) : lowering.operand(op.left);
  const result = graph.node(BINARY[op.function], [left, right]);
  return op.function === "le" || op.function === "lt" || op.function === "equal" ? graph.number(result) : result;
}

export function replace(lowering: Lowering, op: Replace): Name {
  const { graph } = lowering;
  const x = lowering.of(op.input);
  const isMatch = Number.isNaN(op.match) ? graph.node("IsNaN", [x]) : graph.node("Equal", [x, graph.scalar(op.match)]);
  return graph.where(isMatch, graph.row(op.row), x);
}
