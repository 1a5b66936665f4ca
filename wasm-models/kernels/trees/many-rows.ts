/** A forest over a tile of rows: eight rows side by side through tree after tree. */
import { addLeaf, leafRow, leafValue, packedRow } from "./leaves.ts";
import {
  ARITY,
  FLAGS,
  FORM,
  HAS_LINEAR,
  NARROW,
  NODES,
  PACKED,
  RUNS,
  RUN_BYTES,
  RUN_COUNT,
  SLOTS_BYTES,
  STRETCH_ROWS,
  SUM_F32,
  TREE_TABLE,
  VALUES,
  VALUE_IN_NODE,
} from "./layout.ts";
import { narrowRows } from "./narrow.ts";
import { packedRows } from "./packed.ts";
import { fill } from "./slots.ts";
import { packedFloats, packedNumbers } from "./packed-sums.ts";
import { narrowFloats, narrowNumbers } from "./sums.ts";
import { wideRows } from "./wide.ts";

/** Fills the slots of all rows, eight rows a group. */
export function fillGroups(blob: i32, forest: i32, rows: i32, x: i32, stride: i32, slots: i32): void {
  const form = load<i32>(forest, FORM);
  const bytes = load<i32>(forest, SLOTS_BYTES) << 3;
  const lane = form == NARROW ? 2 : form == PACKED ? 0 : 3;
  for (let row = 0; row < rows; row++, x += stride) {
    fill(blob, forest, x, slots + (row >> 3) * bytes + ((row & 7) << lane), 3);
  }
}

/**
 * Adds the leaves of all trees to the rows' outputs.
 * @param scratch room for eight addresses and for `columns` of eight rows
 */
export function sumRows(
  blob: i32,
  forest: i32,
  rows: i32,
  x: i32,
  stride: i32,
  slots: i32,
  scratch: i32,
  out: i32,
  columns: i32,
): void {
  const bytes = load<i32>(forest, SLOTS_BYTES) << 3;
  const step = columns << 3;
  const table = blob + load<i32>(forest, TREE_TABLE);
  let run = blob + load<i32>(forest, RUNS);
  const end = run + load<i32>(forest, RUN_COUNT) * RUN_BYTES;
  for (; run < end; run += RUN_BYTES) {
    const first = table + (load<i32>(run) << 3);
    const last = first + (load<i32>(run, 4) << 3);
    const place = out + (load<i32>(run, 8) << 3);
    let row = 0;
    for (; row + 8 <= rows; row += 8) {
      const group = slots + (row >> 3) * bytes;
      eightRows(blob, forest, first, last, 8, x + row * stride, stride, group, scratch, place + row * step, step);
    }
    if (row == rows) continue;
    const group = slots + (row >> 3) * bytes;
    someRows(blob, forest, first, last, rows - row, x + row * stride, stride, group, scratch, place + row * step, step);
  }
}

function eightRows(
  blob: i32,
  forest: i32,
  first: i32,
  last: i32,
  rows: i32,
  x: i32,
  stride: i32,
  slots: i32,
  leaves: i32,
  out: i32,
  step: i32,
): void {
  const form = load<i32>(forest, FORM);
  const flags = load<i32>(forest, FLAGS);
  const nodes = blob + load<i32>(forest, NODES);
  const values = blob + load<i32>(forest, VALUES);
  if ((flags & VALUE_IN_NODE) != 0) narrowFloats(slots, first, last, nodes, leaves, out, step);
  else if (load<i32>(forest, ARITY) > 1 || (flags & HAS_LINEAR) != 0) {
    someRows(blob, forest, first, last, rows, x, stride, slots, leaves, out, step);
  } else if (form == PACKED) {
    const stretches = blob + load<i32>(forest, STRETCH_ROWS);
    if ((flags & SUM_F32) != 0) packedFloats(slots, first, last, nodes, values, stretches, leaves, out, step);
    else packedNumbers(slots, first, last, nodes, values, stretches, leaves, out, step);
  } else if (form == NARROW && (flags & SUM_F32) == 0)
    narrowNumbers(slots, first, last, nodes, values, leaves, out, step);
  else someRows(blob, forest, first, last, rows, x, stride, slots, leaves, out, step);
}

/** Any number of rows up to eight, any kind of leaves. */
function someRows(
  blob: i32,
  forest: i32,
  tree: i32,
  last: i32,
  rows: i32,
  x: i32,
  stride: i32,
  slots: i32,
  leaves: i32,
  out: i32,
  step: i32,
): void {
  const form = load<i32>(forest, FORM);
  const nodes = blob + load<i32>(forest, NODES);
  for (; tree < last; tree += 8) {
    const root = nodes + load<i32>(tree);
    if (form == NARROW) narrowRows(slots, root, load<i32>(tree, 4), leaves);
    else if (form == PACKED) packedRows(slots, root, load<i32>(tree, 4), leaves);
    else wideRows(slots, root, load<i32>(tree, 4), leaves);
    addLeaves(blob, forest, rows, x, stride, leaves, out, step);
  }
}

function addLeaves(blob: i32, forest: i32, rows: i32, x: i32, stride: i32, leaves: i32, out: i32, step: i32): void {
  const flags = load<i32>(forest, FLAGS);
  const arity = load<i32>(forest, ARITY);
  const many = arity > 1;
  if (arity == 2 && (flags & SUM_F32) == 0) return addPairs(blob, forest, rows, leaves, out, step);
  for (const end = leaves + (rows << 2); leaves < end; leaves += 4, out += step, x += stride) {
    const leaf = load<i32>(leaves);
    if ((flags & VALUE_IN_NODE) != 0) store<f64>(out, f32(load<f64>(out)) + load<f32>(leaf));
    else if (many) addLeaf(blob, forest, leafRow(blob, forest, leaf), out);
    else {
      const value = leafValue(blob, forest, leafRow(blob, forest, leaf), x);
      if ((flags & SUM_F32) != 0) store<f64>(out, f32(load<f64>(out)) + f32(value));
      else store<f64>(out, load<f64>(out) + value);
    }
  }
}

/** Leaves of two numbers, as forests of two classes have them. */
function addPairs(blob: i32, forest: i32, rows: i32, leaves: i32, out: i32, step: i32): void {
  const values = blob + load<i32>(forest, VALUES);
  const nodes = blob + load<i32>(forest, NODES);
  const stretches = blob + load<i32>(forest, STRETCH_ROWS);
  const packed = load<i32>(forest, FORM) == PACKED;
  for (const end = leaves + (rows << 2); leaves < end; leaves += 4, out += step) {
    const leaf = load<i32>(leaves);
    const row = packed ? packedRow(leaf, nodes, stretches) : load<i32>(leaf);
    v128.store(out, f64x2.add(v128.load(out), v128.load(values + (row << 4))));
  }
}
