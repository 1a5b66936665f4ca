/** The two operations on forests. */
import { repeat } from "../shape.ts";
import { leafRow } from "./leaves.ts";
import { POSITIONS, TREES, VALUES } from "./layout.ts";
import { fillGroups, sumRows } from "./many-rows.ts";
import { sum, walk } from "./one-row.ts";
import { fill } from "./slots.ts";

/** From here on eight rows side by side are faster than eight trees. */
const MANY: i32 = 5;

/**
 * @param slots room for the slots of the tile's rows, rounded up to eights; after `slotBytes` of them
 * for an address a tree and eight more
 */
export function trees(
  blob: i32,
  forest: i32,
  base: i32,
  rows: i32,
  x: i32,
  width: i32,
  slots: i32,
  slotBytes: i32,
  out: i32,
  columns: i32,
): void {
  const stride = width << 3;
  const found = slots + slotBytes;
  repeat(rows, columns, base, out);
  if (rows >= MANY) {
    fillGroups(blob, forest, rows, x, stride, slots);
    sumRows(blob, forest, rows, x, stride, slots, found, out, columns);
    return;
  }
  for (let row = 0; row < rows; row++, x += stride, out += columns << 3) {
    fill(blob, forest, x, slots, 0);
    walk(blob, forest, slots, found);
    sum(blob, forest, found, x, out);
  }
}

/** Numbers of the leaves; see trees. */
export function leaves(
  blob: i32,
  forest: i32,
  rows: i32,
  x: i32,
  width: i32,
  slots: i32,
  slotBytes: i32,
  out: i32,
): void {
  const count = load<i32>(forest, TREES);
  const positions = blob + load<i32>(forest, POSITIONS);
  const numbers = blob + load<i32>(forest, VALUES);
  const found = slots + slotBytes;
  for (let row = 0; row < rows; row++, x += width << 3) {
    fill(blob, forest, x, slots, 0);
    walk(blob, forest, slots, found);
    for (let tree = 0; tree < count; tree++, out += 8) {
      const leaf = load<i32>(found + load<i32>(positions + (tree << 2)));
      store<f64>(out, load<f64>(numbers + (leafRow(blob, forest, leaf) << 3)));
    }
  }
}
