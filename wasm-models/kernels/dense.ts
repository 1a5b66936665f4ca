/**
 * Matrix products. Every sum begins with the bias and goes through the inputs in their order, whatever
 * is done side by side: one row or many, the bits are the same.
 *
 * Weights lie in panels: those of eight outputs (sixteen in float32) for the first input, then for the
 * second. What is left of the columns is one narrower panel. So a product reads its weights once, from
 * end to end.
 */

/** Outputs of a panel. */
const PANEL: i32 = 8;

export function linear(rows: i32, width: i32, x: i32, weights: i32, bias: i32, columns: i32, out: i32): void {
  const stride = width << 3;
  const step = columns << 3;
  for (let column = 0; column < columns; column += PANEL) {
    const wide = min<i32>(PANEL, columns - column);
    const panel = weights + column * stride;
    const start = bias + (column << 3);
    let from = x;
    let to = out + (column << 3);
    let row = 0;
    if (wide == PANEL) {
      for (; row + 4 <= rows; row += 4, from += stride << 2, to += step << 2) {
        fourRows(width, from, panel, start, to, step);
        fourRows(width, from, panel + 32, start + 32, to + 32, step);
      }
      for (; row < rows; row++, from += stride, to += step) oneRow(width, from, panel, start, to);
    } else {
      for (; row < rows; row++, from += stride, to += step) narrow(width, from, panel, start, wide, to);
    }
  }
}

/** One row and eight outputs. */
function oneRow(width: i32, x: i32, panel: i32, bias: i32, out: i32): void {
  let a = v128.load(bias);
  let b = v128.load(bias, 16);
  let c = v128.load(bias, 32);
  let d = v128.load(bias, 48);
  for (const end = x + (width << 3); x < end; x += 8, panel += 64) {
    const value = v128.load64_splat(x);
    a = f64x2.add(a, f64x2.mul(value, v128.load(panel)));
    b = f64x2.add(b, f64x2.mul(value, v128.load(panel, 16)));
    c = f64x2.add(c, f64x2.mul(value, v128.load(panel, 32)));
    d = f64x2.add(d, f64x2.mul(value, v128.load(panel, 48)));
  }
  v128.store(out, a);
  v128.store(out, b, 16);
  v128.store(out, c, 32);
  v128.store(out, d, 48);
}

/** Four rows and four of a panel's outputs. */
function fourRows(width: i32, x: i32, panel: i32, bias: i32, out: i32, step: i32): void {
  const stride = width << 3;
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
  for (let i = 0; i < stride; i += 8, panel += 64) {
    const wa = v128.load(panel);
    const wb = v128.load(panel, 16);
    const v0 = v128.load64_splat(x + i);
    a0 = f64x2.add(a0, f64x2.mul(v0, wa));
    b0 = f64x2.add(b0, f64x2.mul(v0, wb));
    const v1 = v128.load64_splat(x1 + i);
    a1 = f64x2.add(a1, f64x2.mul(v1, wa));
    b1 = f64x2.add(b1, f64x2.mul(v1, wb));
    const v2 = v128.load64_splat(x2 + i);
    a2 = f64x2.add(a2, f64x2.mul(v2, wa));
    b2 = f64x2.add(b2, f64x2.mul(v2, wb));
    const v3 = v128.load64_splat(x3 + i);
    a3 = f64x2.add(a3, f64x2.mul(v3, wa));
    b3 = f64x2.add(b3, f64x2.mul(v3, wb));
  }
  v128.store(out, a0);
  v128.store(out, b0, 16);
  out += step;
  v128.store(out, a1);
  v128.store(out, b1, 16);
  out += step;
  v128.store(out, a2);
  v128.store(out, b2, 16);
  out += step;
  v128.store(out, a3);
  v128.store(out, b3, 16);
}

/** One row and fewer than eight outputs. */
function narrow(width: i32, x: i32, panel: i32, bias: i32, columns: i32, out: i32): void {
  const step = columns << 3;
  for (let column = 0; column < step; column += 8) {
    let sum = load<f64>(bias + column);
    for (let i = x, w = panel + column, end = x + (width << 3); i < end; i += 8, w += step) {
      sum += load<f64>(i) * load<f64>(w);
    }
    store<f64>(out + column, sum);
  }
}
