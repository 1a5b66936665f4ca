/**
 * The kernels' elementary functions in TypeScript, bit for bit (wasm-models/kernels/math.ts says how
 * they work). Only operations that IEEE 754 rounds correctly are used, never the host's Math.exp.
 * @module
 */

const LN2_HIGH = 0.6931471803691238;
const LN2_LOW = 1.9082149292705877e-10;

const view = new DataView(new ArrayBuffer(8));

function power2(k: number): number {
  view.setUint32(0, (k + 1023) << 20);
  view.setUint32(4, 0);
  return view.getFloat64(0);
}

function scale(value: number, k: number): number {
  if (k > 1023) return value * power2(1023) * power2(k - 1023);
  if (k < -1022) return value * power2(k + 1000) * power2(-1000);
  return value * power2(k);
}

/** To the nearest integer, half to even. */
export function roundEven(x: number): number {
  if (!(Math.abs(x) < 4503599627370496)) return x;
  const sign = x < 0 || Object.is(x, -0) ? -1 : 1;
  return sign * (Math.abs(x) + 4503599627370496 - 4503599627370496);
}

const TAIL = [6227020800, 479001600, 39916800, 3628800, 362880, 40320, 5040, 720, 120, 24, 6] as const;

function tail(r: number): number {
  let sum = 1 / 87178291200;
  for (const factorial of TAIL) sum = sum * r + 1 / factorial;
  sum = sum * r + 0.5;
  return sum * r * r;
}

export function exp(x: number): number {
  if (Number.isNaN(x)) return x;
  if (x > 709.782712893384) return Infinity;
  if (x < -745.1332191019412) return 0;
  const k = roundEven(x * Math.LOG2E);
  const high = x - k * LN2_HIGH;
  const low = k * LN2_LOW;
  const r = high - low;
  const lost = high - r - low;
  return scale(1 + (r + (tail(r) + lost)), k);
}

export function expm1(x: number): number {
  if (Number.isNaN(x) || x === 0) return x;
  if (x > -0.35 && x < 0.35) return x + tail(x);
  if (x > 709.782712893384) return Infinity;
  if (x < -40) return -1;
  const k = roundEven(x * Math.LOG2E);
  const high = x - k * LN2_HIGH;
  const low = k * LN2_LOW;
  const r = high - low;
  const part = r + (tail(r) + (high - r - low));
  if (k > 1000) return scale(1 + part, k) - 1;
  const factor = power2(k);
  return factor * part + (factor - 1);
}

const ODD = [23, 21, 19, 17, 15, 13, 11, 9, 7, 5, 3] as const;

function atanhTail(s: number): number {
  const z = s * s;
  let sum = 2 / 25;
  for (const odd of ODD) sum = sum * z + 2 / odd;
  return sum * z * s;
}

function logOf(f: number, k: number, more: number): number {
  const s = f / (2 + f);
  const rest = atanhTail(s) - s * f + (k * LN2_LOW + more);
  return k * LN2_HIGH + (f + rest);
}

/** m and k with x = m 2^k and m in (sqrt(1/2), sqrt(2)]. */
function split(x: number): readonly [m: number, k: number] {
  view.setFloat64(0, x);
  const upper = view.getUint32(0);
  let k = (upper >>> 20) - 1023;
  view.setUint32(0, (upper & 0xfffff) | (1023 << 20));
  let m = view.getFloat64(0);
  if (m > Math.SQRT2) {
    m *= 0.5;
    k++;
  }
  return [m, k];
}

export function log(x: number): number {
  if (Number.isNaN(x) || x === Infinity) return x;
  if (x <= 0) return x === 0 ? -Infinity : NaN;
  const tiny = x < 2.2250738585072014e-308;
  const [m, k] = split(tiny ? x * 18014398509481984 : x);
  return logOf(m - 1, tiny ? k - 54 : k, 0);
}

export function log1p(x: number): number {
  if (Number.isNaN(x) || x === Infinity || x === 0) return x;
  if (x <= -1) return x === -1 ? -Infinity : NaN;
  if (x > -0.2928 && x < 0.4142) return logOf(x, 0, 0);
  const u = 1 + x;
  const lost = x < 1 ? x - (u - 1) : 1 - (u - x);
  const [m, k] = split(u);
  return logOf(m - 1, k, lost / u);
}

export function tanh(x: number): number {
  if (Number.isNaN(x) || x === 0) return x;
  const size = Math.abs(x);
  if (size > 22) return x > 0 ? 1 : -1;
  let value: number;
  if (size < 0.5) {
    const e = expm1(2 * size);
    value = e / (e + 2);
  } else value = 1 - 2 / (exp(2 * size) + 1);
  return x > 0 ? value : -value;
}

export function sigmoid(x: number): number {
  return 1 / (1 + exp(-x));
}
