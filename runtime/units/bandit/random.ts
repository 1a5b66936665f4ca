/**
 * Seedable randomness for learning routers: the same draws on every host, from integer arithmetic
 * and a logarithm of our own.
 * @module
 */

/** Uniform float64 in [0, 1). */
export type Uniform = () => number;

/**
 * The mulberry32 generator: 32 bits of state, enough for choosing branches.
 * @param seed any number; its integer part counts modulo 2^32
 */
export function seededUniform(seed: number): Uniform {
  let state = Math.trunc(seed) >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** Natural logarithm of a positive number, by the series of atanh: no host function involved. */
export function naturalLog(value: number): number {
  let mantissa = value;
  let exponent = 0;
  for (; mantissa > Math.SQRT2; mantissa /= 2) exponent++;
  for (; mantissa < Math.SQRT1_2; mantissa *= 2) exponent--;
  const ratio = (mantissa - 1) / (mantissa + 1);
  const square = ratio * ratio;
  let sum = 0;
  for (let odd = 31; odd >= 1; odd -= 2) sum = sum * square + 1 / odd;
  return 2 * ratio * sum + exponent * Math.LN2;
}

/** A draw from the Beta distribution, both shapes 1 or more. */
export function sampleBeta(a: number, b: number, uniform: Uniform): number {
  const x = sampleGamma(a, uniform);
  return x / (x + sampleGamma(b, uniform));
}

// Marsaglia and Tsang (2000): squeeze a transformed normal under the gamma density.
function sampleGamma(shape: number, uniform: Uniform): number {
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const normal = sampleNormal(uniform);
    const root = 1 + c * normal;
    if (root <= 0) continue;
    const cube = root * root * root;
    const u = 1 - uniform();
    if (naturalLog(u) < 0.5 * normal * normal + d - d * cube + d * naturalLog(cube)) return d * cube;
  }
}

// Marsaglia's polar method.
function sampleNormal(uniform: Uniform): number {
  for (;;) {
    const x = 2 * uniform() - 1;
    const y = 2 * uniform() - 1;
    const radius = x * x + y * y;
    if (radius > 0 && radius < 1) return x * Math.sqrt((-2 * naturalLog(radius)) / radius);
  }
}
