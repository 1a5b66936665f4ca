/**
 * Functions that WebAssembly has no instruction for, in float64 arithmetic alone: the same bits on
 * every host.
 */

const LN2_HIGH: f64 = 6.93147180369123816490e-1;
const LN2_LOW: f64 = 1.90821492927058770002e-10;
const INVERSE_LN2: f64 = 1.44269504088896338700;

const P1: f64 = 1.66666666666666019037e-1;
const P2: f64 = -2.77777777770155933842e-3;
const P3: f64 = 6.61375632143793436117e-5;
const P4: f64 = -1.65339022054652515390e-6;
const P5: f64 = 4.13813679705723846039e-8;

/** e to the x, within one unit in the last place (the method of FreeBSD's e_exp). */
export function exp(x: f64): f64 {
  if (x != x) return x;
  if (x > 709.782712893384) return Infinity;
  if (x < -745.1332191019411) return 0;
  const k = nearest(x * INVERSE_LN2);
  const high = x - k * LN2_HIGH;
  const low = k * LN2_LOW;
  const r = high - low;
  const t = r * r;
  const c = r - t * (P1 + t * (P2 + t * (P3 + t * (P4 + t * P5))));
  const y = 1.0 - (low - (r * c) / (2.0 - c) - high);
  // In two steps: 2^k itself may be out of range where the result is not.
  const half = <i32>k >> 1;
  return y * power(half) * power(<i32>k - half);
}

/** 1 / (1 + e^-x), without overflow at either end. */
export function sigmoid(x: f64): f64 {
  if (x >= 0) return 1.0 / (1.0 + exp(-x));
  const e = exp(x);
  return e / (1.0 + e);
}

function power(k: i32): f64 {
  return reinterpret<f64>(<i64>(k + 1023) << 52);
}
