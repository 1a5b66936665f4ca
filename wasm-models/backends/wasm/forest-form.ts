/** Chooses the form of a forest's nodes and lays them. @module */
import { leafCount } from "../../ir/forest.ts";
import type { Forest } from "../../ir/forest.ts";
import type { Slots } from "./slots.ts";
import { layNodes } from "./tree-nodes.ts";
import type { Laid } from "./tree-nodes.ts";

export interface Form {
  readonly nodes: "narrow" | "packed" | "wide";
  /** Values are replaced by the number of their interval. */
  readonly binned: boolean;
}

/** From so many nodes on the smaller nodes are worth finding the intervals first. */
const MANY_NODES = 60_000;
const LINE_BYTES = 64;
/** The way to a right child has 16 bits, in bytes. */
const MAX_WAY = 65_535;
/** A narrow leaf's number has 23 bits. */
const MAX_NARROW_LEAVES = 8_388_608;
/** A narrow slot's address has 16 bits. */
const MAX_NARROW_SLOTS = 16_384;
const MAX_PACKED = 256;

/** @param order the trees in the order in which they are laid */
export function chooseForm(forest: Forest, slots: Slots, order: readonly number[]): { form: Form; laid: Laid } {
  const few = slots.count < MAX_PACKED && slots.fills.every((fill) => fill.thresholds.length < MAX_PACKED);
  if (few && (forest.compared === "f64" || forest.left.length > MANY_NODES)) {
    const laid = layNodes(forest, order, LINE_BYTES / 4);
    if (laid.longest * 4 <= MAX_WAY) return { form: { nodes: "packed", binned: true }, laid };
  }
  if (slots.count < MAX_NARROW_SLOTS && leafCount(forest) <= MAX_NARROW_LEAVES) {
    const laid = layNodes(forest, order, LINE_BYTES / 8);
    if (laid.longest * 8 <= MAX_WAY) return { form: { nodes: "narrow", binned: forest.compared === "f64" }, laid };
  }
  return { form: { nodes: "wide", binned: false }, laid: layNodes(forest, order, LINE_BYTES / 16) };
}
