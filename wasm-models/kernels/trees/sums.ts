/** Eight rows through the trees of a run, with the sums kept at hand. Room for eight is at `out` and `step` bytes on. */

/** Narrow leaves that hold their float32. */
export function narrowFloats(slots: i32, tree: i32, end: i32, nodes: i32, leaves: i32, out: i32, step: i32): void {
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
      p0 = p0 + load<u16>(p0, 6) + (i32(load<i32>(slots + (load<u16>(p0, 4) << 3)) > load<i32>(p0)) << 3);
      store<i32>(leaves, p0);
      p1 = p1 + load<u16>(p1, 6) + (i32(load<i32>(slots + (load<u16>(p1, 4) << 3), 4) > load<i32>(p1)) << 3);
      store<i32>(leaves, p1, 4);
      p2 = p2 + load<u16>(p2, 6) + (i32(load<i32>(slots + (load<u16>(p2, 4) << 3), 8) > load<i32>(p2)) << 3);
      store<i32>(leaves, p2, 8);
      p3 = p3 + load<u16>(p3, 6) + (i32(load<i32>(slots + (load<u16>(p3, 4) << 3), 12) > load<i32>(p3)) << 3);
      store<i32>(leaves, p3, 12);
      p4 = p4 + load<u16>(p4, 6) + (i32(load<i32>(slots + (load<u16>(p4, 4) << 3), 16) > load<i32>(p4)) << 3);
      store<i32>(leaves, p4, 16);
      p5 = p5 + load<u16>(p5, 6) + (i32(load<i32>(slots + (load<u16>(p5, 4) << 3), 20) > load<i32>(p5)) << 3);
      store<i32>(leaves, p5, 20);
      p6 = p6 + load<u16>(p6, 6) + (i32(load<i32>(slots + (load<u16>(p6, 4) << 3), 24) > load<i32>(p6)) << 3);
      store<i32>(leaves, p6, 24);
      p7 = p7 + load<u16>(p7, 6) + (i32(load<i32>(slots + (load<u16>(p7, 4) << 3), 28) > load<i32>(p7)) << 3);
      store<i32>(leaves, p7, 28);
    }
    s0 += load<f32>(p0);
    s1 += load<f32>(p1);
    s2 += load<f32>(p2);
    s3 += load<f32>(p3);
    s4 += load<f32>(p4);
    s5 += load<f32>(p5);
    s6 += load<f32>(p6);
    s7 += load<f32>(p7);
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

/** Narrow leaves that hold their number. */
export function narrowNumbers(
  slots: i32,
  tree: i32,
  end: i32,
  nodes: i32,
  values: i32,
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
      p0 = p0 + load<u16>(p0, 6) + (i32(load<i32>(slots + (load<u16>(p0, 4) << 3)) > load<i32>(p0)) << 3);
      store<i32>(leaves, p0);
      p1 = p1 + load<u16>(p1, 6) + (i32(load<i32>(slots + (load<u16>(p1, 4) << 3), 4) > load<i32>(p1)) << 3);
      store<i32>(leaves, p1, 4);
      p2 = p2 + load<u16>(p2, 6) + (i32(load<i32>(slots + (load<u16>(p2, 4) << 3), 8) > load<i32>(p2)) << 3);
      store<i32>(leaves, p2, 8);
      p3 = p3 + load<u16>(p3, 6) + (i32(load<i32>(slots + (load<u16>(p3, 4) << 3), 12) > load<i32>(p3)) << 3);
      store<i32>(leaves, p3, 12);
      p4 = p4 + load<u16>(p4, 6) + (i32(load<i32>(slots + (load<u16>(p4, 4) << 3), 16) > load<i32>(p4)) << 3);
      store<i32>(leaves, p4, 16);
      p5 = p5 + load<u16>(p5, 6) + (i32(load<i32>(slots + (load<u16>(p5, 4) << 3), 20) > load<i32>(p5)) << 3);
      store<i32>(leaves, p5, 20);
      p6 = p6 + load<u16>(p6, 6) + (i32(load<i32>(slots + (load<u16>(p6, 4) << 3), 24) > load<i32>(p6)) << 3);
      store<i32>(leaves, p6, 24);
      p7 = p7 + load<u16>(p7, 6) + (i32(load<i32>(slots + (load<u16>(p7, 4) << 3), 28) > load<i32>(p7)) << 3);
      store<i32>(leaves, p7, 28);
    }
    s0 += load<f64>(values + (load<i32>(p0) << 3));
    s1 += load<f64>(values + (load<i32>(p1) << 3));
    s2 += load<f64>(values + (load<i32>(p2) << 3));
    s3 += load<f64>(values + (load<i32>(p3) << 3));
    s4 += load<f64>(values + (load<i32>(p4) << 3));
    s5 += load<f64>(values + (load<i32>(p5) << 3));
    s6 += load<f64>(values + (load<i32>(p6) << 3));
    s7 += load<f64>(values + (load<i32>(p7) << 3));
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
