/**
 * Elementary functions with plain float64 operations only, so that every host gives the same bits.
 * wasm-models/interpreter/math.ts is the same in TypeScript, bit for bit.
 *
 * Methods: argument reduction by multiples of ln 2 held in two parts (Cody and Waite, 1980), then
 * series that are exact beyond the last bit on the reduced interval.
 */

const LN2_HIGH: f64 = 0.6931471803691238;
const LN2_LOW: f64 = 1.9082149292705877e-10;

/** 2^k for k of normal numbers. */
function power2(k: i32): f64 {
  return reinterpret<f64>(u64(k + 1023) << 52);
}

function scale(value: f64, k: i32): f64 {
  if (k > 1023) return value * power2(1023) * power2(k - 1023);
  if (k < -1022) return value * power2(k + 1000) * power2(-1000);
  return value * power2(k);
}

/** exp(r) - 1 - r for |r| <= 0.35, times 1: the tail of the series from r²/2 on. */
function tail(r: f64): f64 {
  let sum: f64 = 1 / 87178291200.0;
  sum = sum * r + 1 / 6227020800.0;
  sum = sum * r + 1 / 479001600.0;
  sum = sum * r + 1 / 39916800.0;
  sum = sum * r + 1 / 3628800.0;
  sum = sum * r + 1 / 362880.0;
  sum = sum * r + 1 / 40320.0;
  sum = sum * r + 1 / 5040.0;
  sum = sum * r + 1 / 720.0;
  sum = sum * r + 1 / 120.0;
  sum = sum * r + 1 / 24.0;
  sum = sum * r + 1 / 6.0;
  sum = sum * r + 0.5;
  return sum * r * r;
}

export function exp(x: f64): f64 {
  if (x != x) return x;
  if (x > 709.782712893384) return Infinity;
  if (x < -745.1332191019412) return 0;
  const k = nearest(x * Math.LOG2E);
  const high = x - k * LN2_HIGH;
  const low = k * LN2_LOW;
  const r = high - low;
  // What rounding took from r comes back with its derivative, 1.
  const lost = high - r - low;
  return scale(1 + (r + (tail(r) + lost)), i32(k));
}

export function expm1(x: f64): f64 {
  if (x != x || x == 0) return x;
  if (x > -0.35 && x < 0.35) return x + tail(x);
  if (x > 709.782712893384) return Infinity;
  if (x < -40) return -1;
  const k = nearest(x * Math.LOG2E);
  const high = x - k * LN2_HIGH;
  const low = k * LN2_LOW;
  const r = high - low;
  const part = r + (tail(r) + (high - r - low));
  // (1 + part) 2^k - 1, with the 1 taken where nothing is lost.
  if (k > 1000) return scale(1 + part, i32(k)) - 1;
  const factor = power2(i32(k));
  return factor * part + (factor - 1);
}

/** 2 atanh(s) - 2 s for |s| <= 0.1716. */
function atanhTail(s: f64): f64 {
  const z = s * s;
  let sum: f64 = 2 / 25.0;
  sum = sum * z + 2 / 23.0;
  sum = sum * z + 2 / 21.0;
  sum = sum * z + 2 / 19.0;
  sum = sum * z + 2 / 17.0;
  sum = sum * z + 2 / 15.0;
  sum = sum * z + 2 / 13.0;
  sum = sum * z + 2 / 11.0;
  sum = sum * z + 2 / 9.0;
  sum = sum * z + 2 / 7.0;
  sum = sum * z + 2 / 5.0;
  sum = sum * z + 2 / 3.0;
  return sum * z * s;
}

/** log of m 2^k, where m is near 1 and f is m - 1 exactly; `more` is added to the result. */
function logOf(f: f64, k: f64, more: f64): f64 {
  const s = f / (2 + f);
  // 2 s = f - s f, which keeps f's own bits.
  const rest = atanhTail(s) - s * f + (k * LN2_LOW + more);
  return k * LN2_HIGH + (f + rest);
}

export function log(x: f64): f64 {
  if (x != x || x == Infinity) return x;
  if (x <= 0) return x == 0 ? -Infinity : NaN;
  let k = 0;
  if (x < 2.2250738585072014e-308) {
    x *= 18014398509481984.0;
    k = -54;
  }
  const bits = reinterpret<u64>(x);
  k += i32(bits >> 52) - 1023;
  let m = reinterpret<f64>((bits & 0xfffffffffffff) | (u64(1023) << 52));
  if (m > Math.SQRT2) {
    m *= 0.5;
    k++;
  }
  return logOf(m - 1, f64(k), 0);
}

export function log1p(x: f64): f64 {
  if (x != x || x == Infinity || x == 0) return x;
  if (x <= -1) return x == -1 ? -Infinity : NaN;
  if (x > -0.2928 && x < 0.4142) return logOf(x, 0, 0);
  const u = 1 + x;
  // What 1 + x lost, relative to u.
  const lost = x < 1 ? x - (u - 1) : 1 - (u - x);
  const bits = reinterpret<u64>(u);
  let k = i32(bits >> 52) - 1023;
  let m = reinterpret<f64>((bits & 0xfffffffffffff) | (u64(1023) << 52));
  if (m > Math.SQRT2) {
    m *= 0.5;
    k++;
  }
  return logOf(m - 1, f64(k), lost / u);
}

export function tanh(x: f64): f64 {
  if (x != x || x == 0) return x;
  const size = abs(x);
  if (size > 22) return x > 0 ? 1 : -1;
  let value: f64;
  if (size < 0.5) {
    const e = expm1(2 * size);
    value = e / (e + 2);
  } else value = 1 - 2 / (exp(2 * size) + 1);
  return x > 0 ? value : -value;
}

export function sigmoid(x: f64): f64 {
  return 1 / (1 + exp(-x));
}
