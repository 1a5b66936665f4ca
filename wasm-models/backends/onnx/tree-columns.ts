/**
 * The columns that an ensemble looks at: those of the row, and behind them what an ONNX node cannot say
 * itself. LightGBM's zeros that count as missing become NaN; each category set becomes a column that is
 * 0 where the row goes left.
 * @module
 */
import { CATEGORICAL, DEFAULT_LEFT, MEMBERS_RIGHT, MISSING, MISSING_BITS } from "../../ir/forest.ts";
import type { Forest } from "../../ir/forest.ts";
import { int } from "./attribute.ts";
import type { Graph, Name } from "./graph.ts";
import { TYPE } from "./tensor.ts";

/** The float32 nearest to 1e-35, as LightGBM has it. */
const ZERO = Math.fround(1e-35);
/** Bytes of all tables of category sets at most. */
const MAX_TABLES = 268_435_456;

export interface TreeColumns {
  /** float32 or float64 [batch, columns], as the forest compares. */
  readonly input: Name;
  /** The column that each node of the forest looks at. */
  readonly columnOf: Int32Array;
}

/** Nodes of one feature and one way to read categories, by set and missing rule. */
interface SetGroup {
  readonly feature: number;
  readonly membersRight: boolean;
  /** Set and side of NaN, with the nodes that ask it. */
  readonly questions: Map<string, { readonly set: number; readonly missing: Side; readonly nodes: number[] }>;
}

type Side = "left" | "right" | "no-member";

/** @param x float64[batch, width] */
export function treeColumns(graph: Graph, forest: Forest, x: Name, width: number): TreeColumns {
  const compared = forest.compared === "f32" ? graph.cast(x, TYPE.float) : x;
  const columnOf = Int32Array.from(forest.feature);
  const parts = [compared];
  let columns = width;
  const zeros = zeroColumns(forest);
  if (zeros.size > 0) {
    const features = [...zeros.keys()];
    parts.push(zeroAsMissing(graph, forest, compared, features));
    features.forEach((feature, at) => zeros.get(feature)!.forEach((node) => (columnOf[node] = columns + at)));
    columns += features.length;
  }
  let bytes = 0;
  for (const group of setGroups(forest)) {
    const questions = [...group.questions.values()];
    const size = questions.reduce((most, { set }) => Math.max(most, sizeOf(forest, set)), 0);
    bytes += (size + 2) * questions.length;
    if (bytes > MAX_TABLES) {
      throw new RangeError(
        "trees: the category sets are too many for ONNX; train with one-hot columns, or compile to WASM",
      );
    }
    parts.push(membership(graph, forest, group, size, x));
    questions.forEach(({ nodes }, at) => nodes.forEach((node) => (columnOf[node] = columns + at)));
    columns += questions.length;
  }
  const input = parts.length === 1 ? compared : graph.node("Concat", parts, [int("axis", 1)]);
  return { input, columnOf };
}

/** Nodes that take zeros as missing, by feature. */
function zeroColumns(forest: Forest): ReadonlyMap<number, number[]> {
  const found = new Map<number, number[]>();
  forest.flags.forEach((flags, node) => {
    if (forest.left[node]! < 0 || (flags & CATEGORICAL) !== 0 || (flags & MISSING_BITS) !== MISSING.zero) return;
    const feature = forest.feature[node]!;
    const nodes = found.get(feature);
    if (nodes === undefined) found.set(feature, [node]);
    else nodes.push(node);
  });
  return found;
}

function zeroAsMissing(graph: Graph, forest: Forest, compared: Name, features: readonly number[]): Name {
  const scalar = (value: number): Name =>
    forest.compared === "f32" ? graph.constant([], Float32Array.of(value)) : graph.scalar(value);
  const x = graph.columns(compared, features);
  const isZero = graph.node("LessOrEqual", [graph.node("Abs", [x]), scalar(ZERO)]);
  return graph.where(isZero, scalar(NaN), x);
}

function setGroups(forest: Forest): readonly SetGroup[] {
  const groups = new Map<string, SetGroup>();
  forest.flags.forEach((flags, node) => {
    if (forest.left[node]! < 0 || (flags & CATEGORICAL) === 0) return;
    const feature = forest.feature[node]!;
    const membersRight = (flags & MEMBERS_RIGHT) !== 0;
    const key = `${feature} ${membersRight}`;
    const group = groups.get(key) ?? { feature, membersRight, questions: new Map() };
    groups.set(key, group);
    const set = forest.threshold[node]!;
    const missing = sideOf(flags);
    const question = `${set} ${missing}`;
    const known = group.questions.get(question) ?? { set, missing, nodes: [] };
    known.nodes.push(node);
    group.questions.set(question, known);
  });
  return [...groups.values()];
}

function sideOf(flags: number): Side {
  if ((flags & MISSING_BITS) === MISSING.compared) return "no-member";
  return (flags & DEFAULT_LEFT) !== 0 ? "left" : "right";
}

/** Categories from 0 on that the set can hold. */
function sizeOf({ setStart }: Forest, set: number): number {
  return 32 * (setStart[set + 1]! - setStart[set]!);
}

/** A column for each question: a row of a table by the category; behind them what is none, then NaN. */
function membership(graph: Graph, forest: Forest, group: SetGroup, size: number, x: Name): Name {
  const questions = [...group.questions.values()];
  const table = new Uint8Array((size + 2) * questions.length);
  questions.forEach(({ set, missing }, column) => {
    const start = forest.setStart[set]!;
    const [member, other] = group.membersRight ? [1, 0] : [0, 1];
    for (let category = 0; category < size; category++) {
      const isInside = category < sizeOf(forest, set);
      const isMember = isInside && ((forest.sets[start + (category >> 5)]! >>> (category & 31)) & 1) === 1;
      table[category * questions.length + column] = isMember ? member : other;
    }
    table[size * questions.length + column] = other;
    table[(size + 1) * questions.length + column] = missing === "no-member" ? other : missing === "left" ? 0 : 1;
  });
  const raw = graph.node("Gather", [x, graph.constant([], BigInt64Array.of(BigInt(group.feature)))], [int("axis", 1)]);
  const isCategory = graph.node("And", [
    // Without MEMBERS_RIGHT the fraction is dropped first, so -0.5 is category 0.
    group.membersRight
      ? graph.node("GreaterOrEqual", [raw, graph.scalar(0)])
      : graph.node("Greater", [raw, graph.scalar(-1)]),
    graph.node("Less", [raw, graph.scalar(size)]),
  ]);
  const none = graph.where(graph.node("IsNaN", [raw]), graph.scalar(size + 1), graph.scalar(size));
  // A cast drops the fraction.
  const row = graph.cast(graph.where(isCategory, raw, none), TYPE.int64);
  const sides = graph.node("Gather", [graph.constant([size + 2, questions.length], table), row]);
  return graph.cast(sides, forest.compared === "f32" ? TYPE.float : TYPE.double);
}
