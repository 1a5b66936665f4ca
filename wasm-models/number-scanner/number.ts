/** Reads one number of JSON, or a word that stands for one. */
import { append, countDigits, fits, loadDigits, valueOf } from "./digits.ts";
import { roundProduct, toFloat64 } from "./float64.ts";

const PLUS: u32 = 0x2b;
const MINUS: u32 = 0x2d;
const DOT: u32 = 0x2e;
const ZERO: u32 = 0x30;
const LOWER_E: u32 = 0x65;

/** Digits that always fit 64 bits. */
const MAX_DIGITS: i32 = 19;
/** Digits that an integer of 64 bits may have; longer ones are floats for every reader. */
const MAX_INTEGER_DIGITS: i32 = 20;
const MAX_SAFE: u64 = 9007199254740991;
const NAN: u64 = u64(0x7ff8) << 48;
const INFINITY: u64 = u64(0x7ff) << 52;
/** Beyond it every number is 0 or infinite. */
const MAX_EXPONENT: i32 = 100000;

/** Set when one was written with a fraction or an exponent, or as a word. */
const FLOAT: i32 = 1;
/** Set when an integer was beyond 2^53. */
const WIDE: i32 = 2;
/** FLOAT, WIDE or both, of all numbers since they were cleared. */
export let kinds: i32 = 0;

/** Added to the end of a number with so many digits that the platform has to round it. */
export const UNDECIDED_END: i32 = 1 << 24;

/** No number's bits. */
const UNKNOWN: u64 = ~u64(0);

export function clearKinds(): void {
  kinds = 0;
}

/**
 * Reads the number at `start` into `out`. Gives where it ends, or that and UNDECIDED_END; where
 * there is none, or one beyond float64, minus where that shows.
 *
 * What comes next is found from the number's start and as little else as possible: the processor
 * can only begin with the next number when it knows where that is.
 */
export function readNumber(start: i32, out: i32): i32 {
  const isNegative = i32(load<u8>(start) == MINUS);
  const first = start + isNegative;
  let digit = u32(load<u8>(first)) - ZERO;
  if (digit > 9) return -first;
  let at = first + 1;
  let digits: u64 = u64(digit);
  let next = u32(load<u8>(at));
  if (digit == 0) {
    if (next - ZERO <= 9) return -first;
  } else {
    for (digit = next - ZERO; digit <= 9; digit = next - ZERO) {
      digits = digits * 10 + u64(digit);
      next = u32(load<u8>(++at));
    }
  }
  let isLong = at - first > MAX_DIGITS;
  let exponent = 0;
  if (next == DOT) {
    const fraction = at + 1;
    let text = loadDigits(fraction);
    let found = countDigits(text);
    isLong = isLong || !fits(digits, found);
    digits = append(digits, valueOf(text, found), found);
    at = fraction + found;
    if (found == 16) {
      text = loadDigits(fraction + 16);
      found = countDigits(text);
      isLong = isLong || !fits(digits, found);
      digits = append(digits, valueOf(text, found), found);
      at = fraction + 16 + found;
      if (found == 16) {
        isLong = true;
        at = skipDigits(at);
      }
    }
    exponent = fraction - at;
    if (exponent == 0) return -at;
    next = u32(load<u8>(at));
  }
  if ((next | 0x20) == LOWER_E) {
    const from = at + 1;
    at = exponentEnd(from);
    if (at < 0) return at;
    exponent += readExponent(from, at);
    kinds |= FLOAT;
  } else if (exponent != 0) kinds |= FLOAT;
  else if (at - first > MAX_INTEGER_DIGITS) kinds |= FLOAT;
  else if (isLong || digits > MAX_SAFE) kinds |= WIDE;
  const sign: u64 = u64(isNegative) << 63;
  if (isLong) {
    const bits = roundLong(first, at);
    store<u64>(out, bits | sign);
    if (bits == INFINITY) return -at;
    return bits == UNKNOWN ? at + UNDECIDED_END : at;
  }
  const bits = toFloat64(digits, exponent);
  store<u64>(out, bits | sign);
  return bits == INFINITY ? -at : at;
}

function skipDigits(start: i32): i32 {
  let at = start;
  while (u32(load<u8>(at)) - ZERO <= 9) at++;
  return at;
}

// Where an exponent's digits end; minus where it shows that there are none.
function exponentEnd(start: i32): i32 {
  const sign = u32(load<u8>(start));
  const first = start + i32(sign == MINUS || sign == PLUS);
  const at = skipDigits(first);
  return at == first ? -at : at;
}

function readExponent(start: i32, end: i32): i32 {
  const sign = u32(load<u8>(start));
  let value = 0;
  for (let at = start + i32(sign == MINUS || sign == PLUS); at < end; at++) {
    if (value < MAX_EXPONENT) value = value * 10 + i32(u32(load<u8>(at)) - ZERO);
  }
  return sign == MINUS ? -value : value;
}

// A number of many digits lies between its first 19 and one more in the last of them.
function roundLong(start: i32, end: i32): u64 {
  let digits: u64 = 0;
  let count = 0;
  let exponent = 0;
  let isFraction = false;
  let isCut = false;
  let at = start;
  for (; at < end; at++) {
    const code = u32(load<u8>(at));
    if ((code | 0x20) == LOWER_E) break;
    if (code == DOT) isFraction = true;
    else if (count == MAX_DIGITS) {
      isCut = isCut || code != ZERO;
      exponent += i32(!isFraction);
    } else {
      digits = digits * 10 + u64(code - ZERO);
      count += i32(digits != 0);
      exponent -= i32(isFraction);
    }
  }
  if (at < end) exponent += readExponent(at + 1, end);
  const bits: u64 = roundProduct(digits, exponent);
  return isCut && roundProduct(digits + 1, exponent) != bits ? UNKNOWN : bits;
}

/** Reads `null` and what Python's encoder writes into `out`. Gives where the word ends, 0 where there is none. */
export function readWord(start: i32, out: i32): i32 {
  kinds |= FLOAT;
  store<u64>(out, NAN);
  if (load<u32>(start) == 0x6c6c756e) return start + 4;
  if ((load<u32>(start) & 0xffffff) == 0x4e614e) return start + 3;
  const isNegative = i32(load<u8>(start) == MINUS);
  const first = start + isNegative;
  store<u64>(out, INFINITY | (u64(isNegative) << 63));
  // "Infinity" by halves.
  return load<u32>(first) == 0x69666e49 && load<u32>(first, 4) == 0x7974696e ? first + 8 : 0;
}
