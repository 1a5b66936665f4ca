/** From the address of a leaf to what it adds. */
import { ARITY, FLAGS, FORM, HAS_LINEAR, LEAF_OF, LINEAR, NARROW, NODES, PACKED, SUM_F32, VALUES } from "./layout.ts";

/** The number of the leaf at an address. */
export function leafNumber(blob: i32, forest: i32, leaf: i32): i32 {
  const form = load<i32>(forest, FORM);
  if (form == NARROW) return load<i32>(leaf) & 0x7fffff;
  if (form == PACKED) {
    return load<i32>(blob + load<i32>(forest, LEAF_OF) + (leaf - (blob + load<i32>(forest, NODES))));
  }
  return load<i32>(leaf);
}

/** What leaf `number` of one value adds to a row. */
export function leafValue(blob: i32, forest: i32, number: i32, x: i32): f64 {
  const value = load<f64>(blob + load<i32>(forest, VALUES) + (number << 3));
  if ((load<i32>(forest, FLAGS) & HAS_LINEAR) == 0) return value;
  const tables = blob + load<i32>(forest, LINEAR);
  const starts = blob + load<i32>(tables, 4) + (number << 2);
  const columns = blob + load<i32>(tables, 8);
  const weights = blob + load<i32>(tables, 12);
  let sum = load<f64>(blob + load<i32>(tables) + (number << 3));
  for (let at = load<i32>(starts); at < load<i32>(starts, 4); at++) {
    const given = load<f64>(x + (load<i32>(columns + (at << 2)) << 3));
    if (given != given) return value;
    sum += given * load<f64>(weights + (at << 3));
  }
  return sum;
}

/** Adds the values of a leaf to columns of float64. */
export function addLeaf(blob: i32, forest: i32, number: i32, out: i32): void {
  const arity = load<i32>(forest, ARITY);
  const single = (load<i32>(forest, FLAGS) & SUM_F32) != 0;
  let from = blob + load<i32>(forest, VALUES) + ((number * arity) << 3);
  for (const end = out + (arity << 3); out < end; out += 8, from += 8) {
    const value = load<f64>(from);
    if (single) store<f64>(out, f32(load<f64>(out)) + f32(value));
    else store<f64>(out, load<f64>(out) + value);
  }
}
