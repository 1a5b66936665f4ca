/** Chooses the form of a forest's nodes. @module */
import { leafCount } from "../../ir/forest.ts";
import type { Forest } from "../../ir/forest.ts";
import type { Slots } from "./slots.ts";
import type { Laid } from "./tree-nodes.ts";

export interface Form {
  readonly nodes: "narrow" | "packed" | "wide";
  /** Values are replaced by the number of their interval. */
  readonly binned: boolean;
}

/** From so many nodes on the smaller nodes are worth finding the intervals first. */
const MANY_NODES = 60_000;
/** The way to a right child has 16 bits, in bytes. */
const MAX_WAY = 65_535;
/** A narrow leaf's number has 23 bits. */
const MAX_NARROW_LEAVES = 8_388_608;
/** A narrow slot's address has 16 bits. */
const MAX_NARROW_SLOTS = 16_384;
const MAX_PACKED = 256;

export function chooseForm(forest: Forest, slots: Slots, laid: Laid): Form {
  const packable =
    laid.longest * 4 <= MAX_WAY &&
    slots.count < MAX_PACKED &&
    slots.fills.every((fill) => fill.thresholds.length < MAX_PACKED);
  if (packable && (forest.compared === "f64" || laid.nodes.length > MANY_NODES))
    return { nodes: "packed", binned: true };
  if (laid.longest * 8 <= MAX_WAY && slots.count < MAX_NARROW_SLOTS && leafCount(forest) <= MAX_NARROW_LEAVES) {
    return { nodes: "narrow", binned: forest.compared === "f64" };
  }
  return { nodes: "wide", binned: false };
}
