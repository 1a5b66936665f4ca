/** A forest over a single row: eight trees side by side, then the leaves in the order of the trees. */
import { addLeaf, leafRow, leafValue, packedRow } from "./leaves.ts";
import {
  ARITY,
  EIGHTS,
  EIGHT_BYTES,
  EIGHT_COUNT,
  FLAGS,
  FORM,
  HAS_LINEAR,
  NARROW,
  NODES,
  PACKED,
  POSITIONS,
  RUNS,
  RUN_BYTES,
  RUN_COUNT,
  STRETCH_ROWS,
  SUM_F32,
  VALUES,
  VALUE_IN_NODE,
} from "./layout.ts";
import { narrowWalk } from "./narrow.ts";
import { packedWalk } from "./packed.ts";
import { wideWalk } from "./wide.ts";

/**
 * The leaf of every tree.
 * @param found room for an address by tree, and eight more
 */
export function walk(blob: i32, forest: i32, slots: i32, found: i32): void {
  const form = load<i32>(forest, FORM);
  const nodes = blob + load<i32>(forest, NODES);
  const eights = blob + load<i32>(forest, EIGHTS);
  const end = eights + load<i32>(forest, EIGHT_COUNT) * EIGHT_BYTES;
  if (form == NARROW) narrowWalk(eights, end, nodes, slots, found);
  else if (form == PACKED) packedWalk(eights, end, nodes, slots, found);
  else wideWalk(eights, end, nodes, slots, found);
}

/** Adds the leaves found to the row's outputs. */
export function sum(blob: i32, forest: i32, found: i32, x: i32, out: i32): void {
  const flags = load<i32>(forest, FLAGS);
  const positions = blob + load<i32>(forest, POSITIONS);
  const many = load<i32>(forest, ARITY) > 1;
  let run = blob + load<i32>(forest, RUNS);
  const end = run + load<i32>(forest, RUN_COUNT) * RUN_BYTES;
  for (; run < end; run += RUN_BYTES) {
    const from = positions + (load<i32>(run) << 2);
    const to = from + (load<i32>(run, 4) << 2);
    const place = out + (load<i32>(run, 8) << 3);
    if (many) {
      for (let at = from; at < to; at += 4) {
        addLeaf(blob, forest, leafRow(blob, forest, load<i32>(found + load<i32>(at))), place);
      }
    } else if ((flags & VALUE_IN_NODE) != 0) store<f64>(place, sumFloats(from, to, found, f32(load<f64>(place))));
    else if ((flags & HAS_LINEAR) != 0) sumLinear(blob, forest, from, to, found, x, place);
    else if ((flags & SUM_F32) != 0) sumSingles(blob, forest, from, to, found, place);
    else store<f64>(place, sumNumbers(blob, forest, from, to, found, load<f64>(place)));
  }
}

function sumFloats(from: i32, to: i32, found: i32, total: f32): f32 {
  for (; from < to; from += 4) total += load<f32>(load<i32>(found + load<i32>(from)));
  return total;
}

function sumNumbers(blob: i32, forest: i32, from: i32, to: i32, found: i32, total: f64): f64 {
  const form = load<i32>(forest, FORM);
  const values = blob + load<i32>(forest, VALUES);
  if (form == NARROW) {
    for (; from < to; from += 4) {
      total += load<f64>(values + (load<i32>(load<i32>(found + load<i32>(from))) << 3));
    }
  } else if (form == PACKED) {
    const nodes = blob + load<i32>(forest, NODES);
    const stretches = blob + load<i32>(forest, STRETCH_ROWS);
    for (; from < to; from += 4) {
      total += load<f64>(values + (packedRow(load<i32>(found + load<i32>(from)), nodes, stretches) << 3));
    }
  } else {
    for (; from < to; from += 4) total += load<f64>(values + (load<i32>(load<i32>(found + load<i32>(from))) << 3));
  }
  return total;
}

/** Leaves by number, added in float32. */
function sumSingles(blob: i32, forest: i32, from: i32, to: i32, found: i32, place: i32): void {
  const values = blob + load<i32>(forest, VALUES);
  let total = f32(load<f64>(place));
  if (load<i32>(forest, FORM) == PACKED) {
    const nodes = blob + load<i32>(forest, NODES);
    const stretches = blob + load<i32>(forest, STRETCH_ROWS);
    for (; from < to; from += 4) {
      total += load<f32>(values + (packedRow(load<i32>(found + load<i32>(from)), nodes, stretches) << 2));
    }
  } else {
    for (; from < to; from += 4) {
      total += load<f32>(values + (leafRow(blob, forest, load<i32>(found + load<i32>(from))) << 2));
    }
  }
  store<f64>(place, total);
}

function sumLinear(blob: i32, forest: i32, from: i32, to: i32, found: i32, x: i32, place: i32): void {
  let total = load<f64>(place);
  for (; from < to; from += 4) {
    total += leafValue(blob, forest, leafRow(blob, forest, load<i32>(found + load<i32>(from))), x);
  }
  store<f64>(place, total);
}
