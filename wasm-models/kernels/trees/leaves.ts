/** From the address of a leaf to what it adds. */
import {
  ARITY,
  FLAGS,
  FORM,
  HAS_LINEAR,
  LINEAR,
  NARROW,
  NODES,
  PACKED,
  STRETCH,
  STRETCH_ROWS,
  SUM_F32,
  VALUES,
  VALUES_F32,
} from "./layout.ts";

/** The row of a packed leaf. */
export function packedRow(leaf: i32, nodes: i32, stretches: i32): i32 {
  return load<i32>(stretches + (((leaf - nodes) >> STRETCH) << 2)) + load<u8>(leaf, 1);
}

/** The row of the leaf at an address. */
export function leafRow(blob: i32, forest: i32, leaf: i32): i32 {
  const form = load<i32>(forest, FORM);
  if (form == NARROW) return load<i32>(leaf);
  if (form == PACKED) return packedRow(leaf, blob + load<i32>(forest, NODES), blob + load<i32>(forest, STRETCH_ROWS));
  return load<i32>(leaf);
}

/** What the leaf of a row, of one value, adds. */
export function leafValue(blob: i32, forest: i32, row: i32, x: i32): f64 {
  const values = blob + load<i32>(forest, VALUES);
  const flags = load<i32>(forest, FLAGS);
  if ((flags & VALUES_F32) != 0) return load<f32>(values + (row << 2));
  const value = load<f64>(values + (row << 3));
  if ((flags & HAS_LINEAR) == 0) return value;
  const tables = blob + load<i32>(forest, LINEAR);
  const starts = blob + load<i32>(tables, 4) + (row << 2);
  const columns = blob + load<i32>(tables, 8);
  const weights = blob + load<i32>(tables, 12);
  let sum = load<f64>(blob + load<i32>(tables) + (row << 3));
  for (let at = load<i32>(starts); at < load<i32>(starts, 4); at++) {
    const given = load<f64>(x + (load<i32>(columns + (at << 2)) << 3));
    if (given != given) return value;
    sum += given * load<f64>(weights + (at << 3));
  }
  return sum;
}

/** Adds the values of a leaf to columns of float64. */
export function addLeaf(blob: i32, forest: i32, row: i32, out: i32): void {
  const arity = load<i32>(forest, ARITY);
  const values = blob + load<i32>(forest, VALUES);
  const flags = load<i32>(forest, FLAGS);
  const end = out + (arity << 3);
  if ((flags & VALUES_F32) != 0) {
    let from = values + ((row * arity) << 2);
    for (; out < end; out += 8, from += 4) store<f64>(out, f32(load<f64>(out)) + load<f32>(from));
    return;
  }
  let from = values + ((row * arity) << 3);
  if ((flags & SUM_F32) == 0) {
    for (; out < end; out += 8, from += 8) store<f64>(out, load<f64>(out) + load<f64>(from));
  } else for (; out < end; out += 8, from += 8) store<f64>(out, f32(load<f64>(out)) + f32(load<f64>(from)));
}
