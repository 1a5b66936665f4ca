/** Walks wide nodes eight at a time: eight trees of one row, or eight rows of one tree. */
import { EIGHT_BYTES, FIRST_STEPS, NEXT_STEPS } from "./layout.ts";

/**
 * One row through all trees.
 * @param found gets the address of each leaf, eight after eight
 */
export function wideWalk(eights: i32, end: i32, nodes: i32, slots: i32, found: i32): void {
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
        p0 = p0 + load<i32>(p0, 12) + (i32(!(load<f64>(slots + load<i32>(p0, 8)) <= load<f64>(p0))) << 4);
        store<i32>(found, p0);
        p1 = p1 + load<i32>(p1, 12) + (i32(!(load<f64>(slots + load<i32>(p1, 8)) <= load<f64>(p1))) << 4);
        store<i32>(found, p1, 4);
        p2 = p2 + load<i32>(p2, 12) + (i32(!(load<f64>(slots + load<i32>(p2, 8)) <= load<f64>(p2))) << 4);
        store<i32>(found, p2, 8);
        p3 = p3 + load<i32>(p3, 12) + (i32(!(load<f64>(slots + load<i32>(p3, 8)) <= load<f64>(p3))) << 4);
        store<i32>(found, p3, 12);
        p4 = p4 + load<i32>(p4, 12) + (i32(!(load<f64>(slots + load<i32>(p4, 8)) <= load<f64>(p4))) << 4);
        store<i32>(found, p4, 16);
        p5 = p5 + load<i32>(p5, 12) + (i32(!(load<f64>(slots + load<i32>(p5, 8)) <= load<f64>(p5))) << 4);
        store<i32>(found, p5, 20);
        p6 = p6 + load<i32>(p6, 12) + (i32(!(load<f64>(slots + load<i32>(p6, 8)) <= load<f64>(p6))) << 4);
        store<i32>(found, p6, 24);
        p7 = p7 + load<i32>(p7, 12) + (i32(!(load<f64>(slots + load<i32>(p7, 8)) <= load<f64>(p7))) << 4);
        store<i32>(found, p7, 28);
      }
      if (depth <= 0) break;
      // Nothing is left of any that is at its leaf.
      if (
        (load<i32>(p0, 12) |
          load<i32>(p1, 12) |
          load<i32>(p2, 12) |
          load<i32>(p3, 12) |
          load<i32>(p4, 12) |
          load<i32>(p5, 12) |
          load<i32>(p6, 12) |
          load<i32>(p7, 12)) ==
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
export function wideRows(slots: i32, root: i32, depth: i32, leaves: i32): void {
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
      p0 = p0 + load<i32>(p0, 12) + (i32(!(load<f64>(slots + (load<i32>(p0, 8) << 3)) <= load<f64>(p0))) << 4);
      store<i32>(leaves, p0);
      p1 = p1 + load<i32>(p1, 12) + (i32(!(load<f64>(slots + (load<i32>(p1, 8) << 3), 8) <= load<f64>(p1))) << 4);
      store<i32>(leaves, p1, 4);
      p2 = p2 + load<i32>(p2, 12) + (i32(!(load<f64>(slots + (load<i32>(p2, 8) << 3), 16) <= load<f64>(p2))) << 4);
      store<i32>(leaves, p2, 8);
      p3 = p3 + load<i32>(p3, 12) + (i32(!(load<f64>(slots + (load<i32>(p3, 8) << 3), 24) <= load<f64>(p3))) << 4);
      store<i32>(leaves, p3, 12);
      p4 = p4 + load<i32>(p4, 12) + (i32(!(load<f64>(slots + (load<i32>(p4, 8) << 3), 32) <= load<f64>(p4))) << 4);
      store<i32>(leaves, p4, 16);
      p5 = p5 + load<i32>(p5, 12) + (i32(!(load<f64>(slots + (load<i32>(p5, 8) << 3), 40) <= load<f64>(p5))) << 4);
      store<i32>(leaves, p5, 20);
      p6 = p6 + load<i32>(p6, 12) + (i32(!(load<f64>(slots + (load<i32>(p6, 8) << 3), 48) <= load<f64>(p6))) << 4);
      store<i32>(leaves, p6, 24);
      p7 = p7 + load<i32>(p7, 12) + (i32(!(load<f64>(slots + (load<i32>(p7, 8) << 3), 56) <= load<f64>(p7))) << 4);
      store<i32>(leaves, p7, 28);
    }
    if (depth <= 0) break;
    // Nothing is left of any that is at its leaf.
    if (
      (load<i32>(p0, 12) |
        load<i32>(p1, 12) |
        load<i32>(p2, 12) |
        load<i32>(p3, 12) |
        load<i32>(p4, 12) |
        load<i32>(p5, 12) |
        load<i32>(p6, 12) |
        load<i32>(p7, 12)) ==
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
