/** Walks packed nodes eight at a time: eight trees of one row, or eight rows of one tree. */
import { EIGHT_BYTES, FIRST_STEPS, NEXT_STEPS } from "./layout.ts";

/**
 * One row through all trees.
 * @param found gets the address of each leaf, eight after eight
 */
export function packedWalk(eights: i32, end: i32, nodes: i32, slots: i32, found: i32): void {
  for (; eights < end; eights += EIGHT_BYTES, found += 32) {
    let depth = load<i32>(eights);
    let p0 = nodes + load<i32>(eights, 4);
    let p1 = nodes + load<i32>(eights, 8);
    let p2 = nodes + load<i32>(eights, 12);
    let p3 = nodes + load<i32>(eights, 16);
    let p4 = nodes + load<i32>(eights, 20);
    let p5 = nodes + load<i32>(eights, 24);
    let p6 = nodes + load<i32>(eights, 28);
    let p7 = nodes + load<i32>(eights, 32);
    let steps = min(depth, FIRST_STEPS);
    while (true) {
      depth -= steps;
      for (; steps > 0; steps--) {
        p0 = p0 + load<u16>(p0, 2) + (((i32(load<u8>(p0, 1)) - i32(load<u8>(slots + load<u8>(p0)))) >>> 31) << 2);
        store<i32>(found, p0);
        p1 = p1 + load<u16>(p1, 2) + (((i32(load<u8>(p1, 1)) - i32(load<u8>(slots + load<u8>(p1)))) >>> 31) << 2);
        store<i32>(found, p1, 4);
        p2 = p2 + load<u16>(p2, 2) + (((i32(load<u8>(p2, 1)) - i32(load<u8>(slots + load<u8>(p2)))) >>> 31) << 2);
        store<i32>(found, p2, 8);
        p3 = p3 + load<u16>(p3, 2) + (((i32(load<u8>(p3, 1)) - i32(load<u8>(slots + load<u8>(p3)))) >>> 31) << 2);
        store<i32>(found, p3, 12);
        p4 = p4 + load<u16>(p4, 2) + (((i32(load<u8>(p4, 1)) - i32(load<u8>(slots + load<u8>(p4)))) >>> 31) << 2);
        store<i32>(found, p4, 16);
        p5 = p5 + load<u16>(p5, 2) + (((i32(load<u8>(p5, 1)) - i32(load<u8>(slots + load<u8>(p5)))) >>> 31) << 2);
        store<i32>(found, p5, 20);
        p6 = p6 + load<u16>(p6, 2) + (((i32(load<u8>(p6, 1)) - i32(load<u8>(slots + load<u8>(p6)))) >>> 31) << 2);
        store<i32>(found, p6, 24);
        p7 = p7 + load<u16>(p7, 2) + (((i32(load<u8>(p7, 1)) - i32(load<u8>(slots + load<u8>(p7)))) >>> 31) << 2);
        store<i32>(found, p7, 28);
      }
      if (depth <= 0) break;
      // Nothing is left of any that is at its leaf.
      if (
        (load<u16>(p0, 2) |
          load<u16>(p1, 2) |
          load<u16>(p2, 2) |
          load<u16>(p3, 2) |
          load<u16>(p4, 2) |
          load<u16>(p5, 2) |
          load<u16>(p6, 2) |
          load<u16>(p7, 2)) ==
        0
      )
        break;
      steps = min(depth, NEXT_STEPS);
    }
    store<i32>(found, p0);
    store<i32>(found, p1, 4);
    store<i32>(found, p2, 8);
    store<i32>(found, p3, 12);
    store<i32>(found, p4, 16);
    store<i32>(found, p5, 20);
    store<i32>(found, p6, 24);
    store<i32>(found, p7, 28);
  }
}

/**
 * Eight rows through one tree.
 * @param slots eight values of the first slot, then of the second
 * @param leaves gets the address of each row's leaf
 */
export function packedRows(slots: i32, root: i32, depth: i32, leaves: i32): void {
  let p0 = root;
  let p1 = root;
  let p2 = root;
  let p3 = root;
  let p4 = root;
  let p5 = root;
  let p6 = root;
  let p7 = root;
  let steps = min(depth, FIRST_STEPS);
  while (true) {
    depth -= steps;
    for (; steps > 0; steps--) {
      p0 = p0 + load<u16>(p0, 2) + (((i32(load<u8>(p0, 1)) - i32(load<u8>(slots + (load<u8>(p0) << 3)))) >>> 31) << 2);
      store<i32>(leaves, p0);
      p1 =
        p1 + load<u16>(p1, 2) + (((i32(load<u8>(p1, 1)) - i32(load<u8>(slots + (load<u8>(p1) << 3), 1))) >>> 31) << 2);
      store<i32>(leaves, p1, 4);
      p2 =
        p2 + load<u16>(p2, 2) + (((i32(load<u8>(p2, 1)) - i32(load<u8>(slots + (load<u8>(p2) << 3), 2))) >>> 31) << 2);
      store<i32>(leaves, p2, 8);
      p3 =
        p3 + load<u16>(p3, 2) + (((i32(load<u8>(p3, 1)) - i32(load<u8>(slots + (load<u8>(p3) << 3), 3))) >>> 31) << 2);
      store<i32>(leaves, p3, 12);
      p4 =
        p4 + load<u16>(p4, 2) + (((i32(load<u8>(p4, 1)) - i32(load<u8>(slots + (load<u8>(p4) << 3), 4))) >>> 31) << 2);
      store<i32>(leaves, p4, 16);
      p5 =
        p5 + load<u16>(p5, 2) + (((i32(load<u8>(p5, 1)) - i32(load<u8>(slots + (load<u8>(p5) << 3), 5))) >>> 31) << 2);
      store<i32>(leaves, p5, 20);
      p6 =
        p6 + load<u16>(p6, 2) + (((i32(load<u8>(p6, 1)) - i32(load<u8>(slots + (load<u8>(p6) << 3), 6))) >>> 31) << 2);
      store<i32>(leaves, p6, 24);
      p7 =
        p7 + load<u16>(p7, 2) + (((i32(load<u8>(p7, 1)) - i32(load<u8>(slots + (load<u8>(p7) << 3), 7))) >>> 31) << 2);
      store<i32>(leaves, p7, 28);
    }
    if (depth <= 0) break;
    // Nothing is left of any that is at its leaf.
    if (
      (load<u16>(p0, 2) |
        load<u16>(p1, 2) |
        load<u16>(p2, 2) |
        load<u16>(p3, 2) |
        load<u16>(p4, 2) |
        load<u16>(p5, 2) |
        load<u16>(p6, 2) |
        load<u16>(p7, 2)) ==
      0
    )
      break;
    steps = min(depth, NEXT_STEPS);
  }
  store<i32>(leaves, p0);
  store<i32>(leaves, p1, 4);
  store<i32>(leaves, p2, 8);
  store<i32>(leaves, p3, 12);
  store<i32>(leaves, p4, 16);
  store<i32>(leaves, p5, 20);
  store<i32>(leaves, p6, 24);
  store<i32>(leaves, p7, 28);
}
