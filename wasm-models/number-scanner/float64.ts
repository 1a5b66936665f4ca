/**
 * Decimal to binary, correctly rounded.
 *
 * Clinger, "How to read floating point numbers accurately" (1990); Lemire, "Number parsing at a
 * gigabyte per second" (2021); Mushtak and Lemire, "Fast number parsing without fallback" (2023),
 * which shows that up to 19 digits nothing is left undecided.
 */
import { POWERS } from "./layout.ts";

/** Powers of ten that are exact. */
const EXACT_POWERS: i32 = memory.data<f64>([
  1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20,
  1e21, 1e22,
]);

const INFINITY: u64 = u64(0x7ff) << 52;

/** The bits of the float64 next to `digits` times 10^`exponent`. */
export function toFloat64(digits: u64, exponent: i32): u64 {
  if (digits <= 9007199254740991 && u32(exponent + 22) <= 44) {
    const value = f64(digits);
    if (exponent < 0) return reinterpret<u64>(value / load<f64>(EXACT_POWERS + (-exponent << 3)));
    return reinterpret<u64>(value * load<f64>(EXACT_POWERS + (exponent << 3)));
  }
  return roundProduct(digits, exponent);
}

/** The same by the upper bits of `digits` times 5^`exponent`. */
export function roundProduct(digits: u64, exponent: i32): u64 {
  if (digits == 0 || exponent < -342) return 0;
  if (exponent > 308) return INFINITY;
  const zeros = i32(clz(digits));
  const normal: u64 = digits << u64(zeros);
  const power = POWERS + ((exponent + 342) << 4);
  const five = load<u64>(power);
  let lower: u64 = normal * five;
  let upper: u64 = upperHalf(normal, five);
  // Only when the bits below the rounded ones are all set can the power's lower half matter.
  if ((upper & 0x1ff) == 0x1ff) {
    const carried = upperHalf(normal, load<u64>(power, 8));
    lower += carried;
    if (carried > lower) upper++;
  }
  const top = i32(upper >> 63);
  const shift = u64(top + 9);
  let mantissa: u64 = upper >> shift;
  // 217706 / 65536 is log2(10), exact enough for all exponents.
  let power2 = ((217706 * exponent) >> 16) + top - zeros + 1086;
  if (power2 <= 0) {
    if (power2 <= -63) return 0;
    mantissa >>= u64(1 - power2);
    // What rounds up to the smallest normal number carries into the exponent by itself.
    return (mantissa + (mantissa & 1)) >> 1;
  }
  // Halfway between two: only small powers of five are exact, so that a tie can be one.
  if (lower <= 1 && exponent >= -4 && exponent <= 23 && (mantissa & 3) == 1 && mantissa << shift == upper) mantissa--;
  mantissa = (mantissa + (mantissa & 1)) >> 1;
  if (mantissa >> 53 != 0) {
    mantissa >>= 1;
    power2++;
  }
  if (power2 >= 0x7ff) return INFINITY;
  return (mantissa & ((u64(1) << 52) - 1)) | (u64(power2) << 52);
}

// The upper 64 bits of a product of 128.
function upperHalf(a: u64, b: u64): u64 {
  const aLow: u64 = a & 0xffffffff;
  const aHigh: u64 = a >> 32;
  const bLow: u64 = b & 0xffffffff;
  const bHigh: u64 = b >> 32;
  const inner: u64 = aHigh * bLow + ((aLow * bLow) >> 32);
  const outer: u64 = aLow * bHigh + (inner & 0xffffffff);
  return aHigh * bHigh + (inner >> 32) + (outer >> 32);
}
