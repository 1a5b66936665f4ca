/** Matrix products in float32, for models that were told to be fast; see dense.ts. */

/** Outputs of a panel. */
const PANEL: i32 = 16;

/** @param rounded room for the rows as float32 */
export function linear32(
  rows: i32,
  width: i32,
  x: i32,
  weights: i32,
  bias: i32,
  columns: i32,
  out: i32,
  rounded: i32,
): void {
  round(rows * width, x, rounded);
  const stride = width << 2;
  const step = columns << 3;
  for (let column = 0; column < columns; column += PANEL) {
    const wide = min<i32>(PANEL, columns - column);
    const panel = weights + column * stride;
    const start = bias + (column << 2);
    let from = rounded;
    let to = out + (column << 3);
    let row = 0;
    if (wide == PANEL) {
      for (; row + 4 <= rows; row += 4, from += stride << 2, to += step << 2) {
        fourRows(width, from, panel, start, to, step);
        fourRows(width, from, panel + 32, start + 32, to + 64, step);
      }
      for (; row < rows; row++, from += stride, to += step) oneRow(width, from, panel, start, to);
    } else {
      for (; row < rows; row++, from += stride, to += step) narrow(width, from, panel, start, wide, to);
    }
  }
}

function round(count: i32, x: i32, to: i32): void {
  for (const end = to + (count << 2); to < end; x += 8, to += 4) store<f32>(to, f32(load<f64>(x)));
}

function storeWide(out: i32, value: v128): void {
  v128.store(out, f64x2.promote_low_f32x4(value));
  v128.store(
    out,
    f64x2.promote_low_f32x4(i8x16.shuffle(value, value, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7)),
    16,
  );
}

/** One row and sixteen outputs. */
function oneRow(width: i32, x: i32, panel: i32, bias: i32, out: i32): void {
  let a = v128.load(bias);
  let b = v128.load(bias, 16);
  let c = v128.load(bias, 32);
  let d = v128.load(bias, 48);
  for (const end = x + (width << 2); x < end; x += 4, panel += 64) {
    const value = v128.load32_splat(x);
    a = f32x4.add(a, f32x4.mul(value, v128.load(panel)));
    b = f32x4.add(b, f32x4.mul(value, v128.load(panel, 16)));
    c = f32x4.add(c, f32x4.mul(value, v128.load(panel, 32)));
    d = f32x4.add(d, f32x4.mul(value, v128.load(panel, 48)));
  }
  storeWide(out, a);
  storeWide(out + 32, b);
  storeWide(out + 64, c);
  storeWide(out + 96, d);
}

/** Four rows and eight of a panel's outputs. */
function fourRows(width: i32, x: i32, panel: i32, bias: i32, out: i32, step: i32): void {
  const stride = width << 2;
  const x1 = x + stride;
  const x2 = x1 + stride;
  const x3 = x2 + stride;
  let a0 = v128.load(bias);
  let b0 = v128.load(bias, 16);
  let a1 = a0;
  let b1 = b0;
  let a2 = a0;
  let b2 = b0;
  let a3 = a0;
  let b3 = b0;
  for (let i = 0; i < stride; i += 4, panel += 64) {
    const wa = v128.load(panel);
    const wb = v128.load(panel, 16);
    const v0 = v128.load32_splat(x + i);
    a0 = f32x4.add(a0, f32x4.mul(v0, wa));
    b0 = f32x4.add(b0, f32x4.mul(v0, wb));
    const v1 = v128.load32_splat(x1 + i);
    a1 = f32x4.add(a1, f32x4.mul(v1, wa));
    b1 = f32x4.add(b1, f32x4.mul(v1, wb));
    const v2 = v128.load32_splat(x2 + i);
    a2 = f32x4.add(a2, f32x4.mul(v2, wa));
    b2 = f32x4.add(b2, f32x4.mul(v2, wb));
    const v3 = v128.load32_splat(x3 + i);
    a3 = f32x4.add(a3, f32x4.mul(v3, wa));
    b3 = f32x4.add(b3, f32x4.mul(v3, wb));
  }
  storeWide(out, a0);
  storeWide(out + 32, b0);
  out += step;
  storeWide(out, a1);
  storeWide(out + 32, b1);
  out += step;
  storeWide(out, a2);
  storeWide(out + 32, b2);
  out += step;
  storeWide(out, a3);
  storeWide(out + 32, b3);
}

/** One row and fewer than sixteen outputs. */
function narrow(width: i32, x: i32, panel: i32, bias: i32, columns: i32, out: i32): void {
  const step = columns << 2;
  for (let column = 0; column < step; column += 4, out += 8) {
    let sum = load<f32>(bias + column);
    for (let i = x, w = panel + column, end = x + (width << 2); i < end; i += 4, w += step) {
      sum += load<f32>(i) * load<f32>(w);
    }
    store<f64>(out, sum);
  }
}
