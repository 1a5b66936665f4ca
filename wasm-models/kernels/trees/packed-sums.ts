/** Eight rows through the packed trees of a run, with the sums kept at hand; see sums.ts. */

import { packedRow } from "./leaves.ts";

/** Packed leaves. */
export function packedNumbers(
  slots: i32,
  tree: i32,
  end: i32,
  nodes: i32,
  values: i32,
  stretches: i32,
  leaves: i32,
  out: i32,
  step: i32,
): void {
  let at = out;
  let s0 = load<f64>(at);
  at += step;
  let s1 = load<f64>(at);
  at += step;
  let s2 = load<f64>(at);
  at += step;
  let s3 = load<f64>(at);
  at += step;
  let s4 = load<f64>(at);
  at += step;
  let s5 = load<f64>(at);
  at += step;
  let s6 = load<f64>(at);
  at += step;
  let s7 = load<f64>(at);
  for (; tree < end; tree += 8) {
    const root = nodes + load<i32>(tree);
    let p0 = root;
    let p1 = root;
    let p2 = root;
    let p3 = root;
    let p4 = root;
    let p5 = root;
    let p6 = root;
    let p7 = root;
    for (let depth = load<i32>(tree, 4); depth > 0; depth--) {
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
    s0 += load<f64>(values + (packedRow(p0, nodes, stretches) << 3));
    s1 += load<f64>(values + (packedRow(p1, nodes, stretches) << 3));
    s2 += load<f64>(values + (packedRow(p2, nodes, stretches) << 3));
    s3 += load<f64>(values + (packedRow(p3, nodes, stretches) << 3));
    s4 += load<f64>(values + (packedRow(p4, nodes, stretches) << 3));
    s5 += load<f64>(values + (packedRow(p5, nodes, stretches) << 3));
    s6 += load<f64>(values + (packedRow(p6, nodes, stretches) << 3));
    s7 += load<f64>(values + (packedRow(p7, nodes, stretches) << 3));
  }
  store<f64>(out, s0);
  out += step;
  store<f64>(out, s1);
  out += step;
  store<f64>(out, s2);
  out += step;
  store<f64>(out, s3);
  out += step;
  store<f64>(out, s4);
  out += step;
  store<f64>(out, s5);
  out += step;
  store<f64>(out, s6);
  out += step;
  store<f64>(out, s7);
}

/** The same, added in float32. */
export function packedFloats(
  slots: i32,
  tree: i32,
  end: i32,
  nodes: i32,
  values: i32,
  stretches: i32,
  leaves: i32,
  out: i32,
  step: i32,
): void {
  let at = out;
  let s0 = f32(load<f64>(at));
  at += step;
  let s1 = f32(load<f64>(at));
  at += step;
  let s2 = f32(load<f64>(at));
  at += step;
  let s3 = f32(load<f64>(at));
  at += step;
  let s4 = f32(load<f64>(at));
  at += step;
  let s5 = f32(load<f64>(at));
  at += step;
  let s6 = f32(load<f64>(at));
  at += step;
  let s7 = f32(load<f64>(at));
  for (; tree < end; tree += 8) {
    const root = nodes + load<i32>(tree);
    let p0 = root;
    let p1 = root;
    let p2 = root;
    let p3 = root;
    let p4 = root;
    let p5 = root;
    let p6 = root;
    let p7 = root;
    for (let depth = load<i32>(tree, 4); depth > 0; depth--) {
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
    s0 += load<f32>(values + (packedRow(p0, nodes, stretches) << 2));
    s1 += load<f32>(values + (packedRow(p1, nodes, stretches) << 2));
    s2 += load<f32>(values + (packedRow(p2, nodes, stretches) << 2));
    s3 += load<f32>(values + (packedRow(p3, nodes, stretches) << 2));
    s4 += load<f32>(values + (packedRow(p4, nodes, stretches) << 2));
    s5 += load<f32>(values + (packedRow(p5, nodes, stretches) << 2));
    s6 += load<f32>(values + (packedRow(p6, nodes, stretches) << 2));
    s7 += load<f32>(values + (packedRow(p7, nodes, stretches) << 2));
  }
  store<f64>(out, s0);
  out += step;
  store<f64>(out, s1);
  out += step;
  store<f64>(out, s2);
  out += step;
  store<f64>(out, s3);
  out += step;
  store<f64>(out, s4);
  out += step;
  store<f64>(out, s5);
  out += step;
  store<f64>(out, s6);
  out += step;
  store<f64>(out, s7);
}
