/** Digits by the vector. */

/** Powers of ten as u64. */
const TENS: i32 = memory.data<u64>([
  1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000, 1000000000, 10000000000, 100000000000, 1000000000000,
  10000000000000, 100000000000000, 1000000000000000, 10000000000000000, 100000000000000000, 1000000000000000000,
  10000000000000000000,
]);

/** `value` with the `count` digits of `more` behind it. */
export function append(value: u64, more: u64, count: i32): u64 {
  return value * load<u64>(TENS + (count << 3)) + more;
}

/** Whether 64 bits still hold `value` with `count` more digits, 16 at most. */
export function fits(value: u64, count: i32): bool {
  return value < load<u64>(TENS + ((19 - count) << 3));
}

/** Sixteen bytes of text, digits as 0 to 9. */
export function loadDigits(at: i32): v128 {
  return i8x16.sub(v128.load(at), i8x16.splat(0x30));
}

/** How many digits stand first, 16 at most. */
export function countDigits(digits: v128): i32 {
  return ctz(i8x16.bitmask(i8x16.gt_u(digits, i8x16.splat(9))) | 0x10000);
}

/** The value of the first `count` digits. */
export function valueOf(digits: v128, count: i32): u64 {
  // To the right end, zeros before them.
  const places = i8x16.sub(i8x16(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15), i8x16.splat(i8(16 - count)));
  const aligned = i8x16.swizzle(digits, places);
  // Two digits to each 16 bits, the first in the lower byte; then four to each 32, then eight.
  const tens = i16x8.add(i16x8.mul(aligned, i16x8.splat(10)), i16x8.shr_u(aligned, 8));
  const twos = v128.and(tens, i16x8.splat(0xff));
  const fours = i32x4.dot_i16x8_s(twos, i16x8(100, 1, 100, 1, 100, 1, 100, 1));
  const packed = i16x8.narrow_i32x4_u(fours, fours);
  const eights = i32x4.dot_i16x8_s(packed, i16x8(10000, 1, 10000, 1, 10000, 1, 10000, 1));
  return u64(i32x4.extract_lane(eights, 0)) * 100000000 + u64(i32x4.extract_lane(eights, 1));
}
