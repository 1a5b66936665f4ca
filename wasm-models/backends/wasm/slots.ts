/**
 * Which slots a forest's nodes look at. A slot is a column of the request after everything is settled
 * that depends on the row alone: where missing values go, whether a category is in a set.
 * @module
 */
import { CATEGORICAL, DEFAULT_LEFT, MEMBERS_RIGHT, MISSING, MISSING_BITS } from "../../ir/forest.ts";
import type { Forest } from "../../ir/forest.ts";
import { floor32, largestBelow } from "./float-neighbours.ts";

/** How the slots of one column are filled. */
export interface Fill {
  readonly column: number;
  readonly kind: "nan" | "as-zero" | "zero" | "set";
  /** Slot where what is missing goes left, -1 when no node needs it. */
  readonly left: number;
  /** Slot where what is missing goes right. */
  readonly right: number;
  /** Numbers that nodes compare with, ascending. */
  readonly thresholds: Float64Array;
  /** Of a set: its number, and what its flags say. */
  readonly set: number;
  readonly membersRight: boolean;
  readonly missing: "left" | "right" | "no-member";
}

export interface Slots {
  readonly fills: readonly Fill[];
  /** Slots in use, slot 0 among them. */
  readonly count: number;
  /** Slot of each node; 0 of leaves. */
  readonly slotOf: Int32Array;
  /** What each node compares with `<=`, in the precision that is compared. */
  readonly limitOf: Float64Array;
  /** The fill of each node, -1 of leaves. */
  readonly fillOf: Int32Array;
}

type Draft = Omit<Fill, "thresholds" | "left" | "right"> & { left: number; right: number; nodes: number };

export function findSlots(forest: Forest): Slots {
  const nodes = forest.left.length;
  const slotOf = new Int32Array(nodes);
  const fillOf = new Int32Array(nodes).fill(-1);
  const limitOf = new Float64Array(nodes);
  const drafts: Draft[] = [];
  const known = new Map<number, number>();
  let count = 1;
  for (let node = 0; node < nodes; node++) {
    if (forest.left[node]! < 0) continue;
    const flags = forest.flags[node]!;
    const key = keyOf(forest, node);
    let index = known.get(key);
    if (index === undefined) known.set(key, (index = drafts.push(draftOf(forest, node)) - 1));
    const draft = drafts[index]!;
    fillOf[node] = index;
    draft.nodes++;
    const left = draft.kind === "set" || draft.kind === "as-zero" || goesLeft(flags);
    if (left && draft.left < 0) draft.left = count++;
    if (!left && draft.right < 0) draft.right = count++;
    slotOf[node] = left ? draft.left : draft.right;
    if (draft.kind !== "set") limitOf[node] = limit(forest, forest.threshold[node]!);
  }
  const thresholds = collect(drafts, fillOf, limitOf);
  const fills = drafts.map((draft, index): Fill => ({ ...draft, thresholds: thresholds[index]! }));
  return { fills, count, slotOf, limitOf, fillOf };
}

/** Nodes with one key share their slots. */
function keyOf({ flags, feature, threshold }: Forest, node: number): number {
  const rules = flags[node]!;
  const column = feature[node]! * 64;
  if ((rules & CATEGORICAL) === 0) return column + (rules & MISSING_BITS);
  return (threshold[node]! + 1) * 2 ** 32 + column + (rules & 31);
}

function goesLeft(flags: number): boolean {
  return (flags & DEFAULT_LEFT) !== 0 && (flags & MISSING_BITS) !== MISSING.compared;
}

function draftOf(forest: Forest, node: number): Draft {
  const flags = forest.flags[node]!;
  const rule = flags & MISSING_BITS;
  const draft = { column: forest.feature[node]!, left: -1, right: -1, nodes: 0 };
  if ((flags & CATEGORICAL) !== 0) {
    const missing = rule === MISSING.compared ? "no-member" : goesLeft(flags) ? "left" : "right";
    const membersRight = (flags & MEMBERS_RIGHT) !== 0;
    return { ...draft, kind: "set", set: forest.threshold[node]!, membersRight, missing };
  }
  const kind = rule === MISSING.asZero ? "as-zero" : rule === MISSING.zero ? "zero" : "nan";
  return { ...draft, kind, set: -1, membersRight: false, missing: "no-member" };
}

function limit(forest: Forest, threshold: number): number {
  if (forest.comparison === "lt") return largestBelow(threshold, forest.compared);
  return forest.compared === "f32" ? floor32(threshold) : threshold;
}

/** The distinct thresholds of each draft, ascending. */
function collect(drafts: readonly Draft[], fillOf: Int32Array, limitOf: Float64Array): readonly Float64Array[] {
  const all = drafts.map(({ kind, nodes }) => new Float64Array(kind === "set" ? 0 : nodes));
  const ends = new Int32Array(drafts.length);
  for (let node = 0; node < fillOf.length; node++) {
    const index = fillOf[node]!;
    if (index >= 0 && drafts[index]!.kind !== "set") all[index]![ends[index]!++] = limitOf[node]!;
  }
  return all.map(distinct);
}

function distinct(values: Float64Array): Float64Array {
  values.sort();
  let end = 0;
  for (const value of values) if (end === 0 || values[end - 1] !== value) values[end++] = value;
  return values.subarray(0, end);
}
