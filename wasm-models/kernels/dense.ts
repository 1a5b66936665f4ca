/**
 * Matrix products in float64. Every sum begins with the bias and goes through the inputs in their
 * order, whatever is done side by side: one row or many, the bits are the same.
 */

/** @param weights input-major: the weights of one input to all outputs lie together */
export function linear(rows: i32, width: i32, x: i32, weights: i32, bias: i32, columns: i32, out: i32): void {
  const stride = width << 3;
  const step = columns << 3;
  let row = 0;
  for (; row + 4 <= rows; row += 4, x += stride << 2, out += step << 2) fourRows(width, x, weights, bias, columns, out);
  for (; row < rows; row++, x += stride, out += step) oneRow(width, x, weights, bias, columns, out);
}

function oneRow(width: i32, x: i32, weights: i32, bias: i32, columns: i32, out: i32): void {
  const step = columns << 3;
  const end = x + (width << 3);
  let column = 0;
  for (; column + 8 <= columns; column += 8, weights += 64, bias += 64, out += 64) {
    let a = v128.load(bias);
    let b = v128.load(bias, 16);
    let c = v128.load(bias, 32);
    let d = v128.load(bias, 48);
    for (let i = x, w = weights; i < end; i += 8, w += step) {
      const value = v128.load64_splat(i);
      a = f64x2.add(a, f64x2.mul(value, v128.load(w)));
      b = f64x2.add(b, f64x2.mul(value, v128.load(w, 16)));
      c = f64x2.add(c, f64x2.mul(value, v128.load(w, 32)));
      d = f64x2.add(d, f64x2.mul(value, v128.load(w, 48)));
    }
    v128.store(out, a);
    v128.store(out, b, 16);
    v128.store(out, c, 32);
    v128.store(out, d, 48);
  }
  for (; column + 2 <= columns; column += 2, weights += 16, bias += 16, out += 16) {
    let a = v128.load(bias);
    for (let i = x, w = weights; i < end; i += 8, w += step) {
      a = f64x2.add(a, f64x2.mul(v128.load64_splat(i), v128.load(w)));
    }
    v128.store(out, a);
  }
  if (column < columns) {
    let sum = load<f64>(bias);
    for (let i = x, w = weights; i < end; i += 8, w += step) sum += load<f64>(i) * load<f64>(w);
    store<f64>(out, sum);
  }
}

function fourRows(width: i32, x: i32, weights: i32, bias: i32, columns: i32, out: i32): void {
  const stride = width << 3;
  const step = columns << 3;
  const x1 = x + stride;
  const x2 = x1 + stride;
  const x3 = x2 + stride;
  const out1 = out + step;
  const out2 = out1 + step;
  const out3 = out2 + step;
  let column = 0;
  for (; column + 4 <= columns; column += 4) {
    const at = column << 3;
    let a0 = v128.load(bias + at);
    let b0 = v128.load(bias + at, 16);
    let a1 = a0;
    let b1 = b0;
    let a2 = a0;
    let b2 = b0;
    let a3 = a0;
    let b3 = b0;
    for (let i = 0, w = weights + at; i < stride; i += 8, w += step) {
      const wa = v128.load(w);
      const wb = v128.load(w, 16);
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
    v128.store(out + at, a0);
    v128.store(out + at, b0, 16);
    v128.store(out1 + at, a1);
    v128.store(out1 + at, b1, 16);
    v128.store(out2 + at, a2);
    v128.store(out2 + at, b2, 16);
    v128.store(out3 + at, a3);
    v128.store(out3 + at, b3, 16);
  }
  for (; column < columns; column++) {
    const at = column << 3;
    let s0 = load<f64>(bias + at);
    let s1 = s0;
    let s2 = s0;
    let s3 = s0;
    for (let i = 0, w = weights + at; i < stride; i += 8, w += step) {
      const weight = load<f64>(w);
      s0 += load<f64>(x + i) * weight;
      s1 += load<f64>(x1 + i) * weight;
      s2 += load<f64>(x2 + i) * weight;
      s3 += load<f64>(x3 + i) * weight;
    }
    store<f64>(out + at, s0);
    store<f64>(out1 + at, s1);
    store<f64>(out2 + at, s2);
    store<f64>(out3 + at, s3);
  }
}
