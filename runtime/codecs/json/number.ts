/**
 * Reads JSON numbers to correctly rounded float64, keeping how they were written: an integer
 * lexeme stays an integer, also beyond 2^53.
 * @module
 */

export const CHAR = {
  quote: 0x22,
  plus: 0x2b,
  comma: 0x2c,
  minus: 0x2d,
  dot: 0x2e,
  zero: 0x30,
  nine: 0x39,
  colon: 0x3a,
  upperE: 0x45,
  bracketOpen: 0x5b,
  backslash: 0x5c,
  bracketClose: 0x5d,
  lowerE: 0x65,
  lowerF: 0x66,
  lowerN: 0x6e,
  lowerT: 0x74,
  braceOpen: 0x7b,
  braceClose: 0x7d,
} as const;

/** Powers of ten that are exact in float64. */
const EXACT_POWERS = Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`));
/** Digits that always fit 2^53. */
const EXACT_DIGITS = 15;
/** Digits that an integer of 64 bits may have; longer ones are floats for every reader. */
const WIDE_DIGITS = 20;

/** Where the scanner reads and what it leaves behind. */
interface Cursor {
  readonly text: string;
  position: number;
  wasInteger: boolean;
  wideInteger: bigint | undefined;
}

/** JSON's white space. */
export function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;
}

/**
 * Reads the number at the cursor and moves behind it; undefined when there is none.
 *
 * Up to 15 digits and a power of ten up to 22 the product or quotient of two exact float64 is
 * correctly rounded (Clinger 1990); the rest goes through the platform's own conversion.
 */
export function scanNumber(cursor: Cursor): number | undefined {
  const { text, position: start } = cursor;
  let at = start;
  let code = text.charCodeAt(at);
  const negative = code === CHAR.minus;
  if (negative) code = text.charCodeAt(++at);
  const first = at;
  let mantissa = 0;
  for (; code >= CHAR.zero && code <= CHAR.nine; code = text.charCodeAt(++at))
    mantissa = mantissa * 10 + (code - CHAR.zero);
  let digits = at - first;
  if (digits === 0) return scanSpecial(cursor, negative);
  if (digits > 1 && text.charCodeAt(first) === CHAR.zero) return undefined;
  cursor.wideInteger = undefined;
  if (code !== CHAR.dot && code !== CHAR.lowerE && code !== CHAR.upperE) {
    cursor.wasInteger = digits <= WIDE_DIGITS;
    cursor.position = at;
    if (digits > EXACT_DIGITS) return wide(cursor, text.slice(start, at));
    return negative ? -mantissa : mantissa;
  }
  cursor.wasInteger = false;
  let exponent = 0;
  if (code === CHAR.dot) {
    const point = at;
    for (code = text.charCodeAt(++at); code >= CHAR.zero && code <= CHAR.nine; code = text.charCodeAt(++at)) {
      mantissa = mantissa * 10 + (code - CHAR.zero);
    }
    exponent = point + 1 - at;
    if (exponent === 0) return undefined;
    digits -= exponent;
  }
  if (code === CHAR.lowerE || code === CHAR.upperE) {
    const end = exponentEnd(text, at);
    if (end === undefined) return undefined;
    exponent += Number(text.slice(at + 1, end));
    at = end;
  }
  cursor.position = at;
  if (digits > EXACT_DIGITS || exponent > 22 || exponent < -22) return Number(text.slice(start, at));
  const value = exponent < 0 ? mantissa / EXACT_POWERS[-exponent]! : mantissa * EXACT_POWERS[exponent]!;
  return negative ? -value : value;
}

function exponentEnd(text: string, start: number): number | undefined {
  let at = start + 1;
  const sign = text.charCodeAt(at);
  if (sign === CHAR.plus || sign === CHAR.minus) at++;
  const first = at;
  let code = text.charCodeAt(at);
  while (code >= CHAR.zero && code <= CHAR.nine) code = text.charCodeAt(++at);
  return at === first ? undefined : at;
}

function wide(cursor: Cursor, lexeme: string): number {
  const value = Number(lexeme);
  // Only as far as 64 bits may go: a bigint of thousands of digits would be quadratic.
  if (!Number.isSafeInteger(value) && cursor.wasInteger) cursor.wideInteger = BigInt(lexeme);
  return value;
}

function scanSpecial(cursor: Cursor, negative: boolean): number | undefined {
  const at = cursor.position + (negative ? 1 : 0);
  cursor.wasInteger = false;
  cursor.wideInteger = undefined;
  if (cursor.text.startsWith("Infinity", at)) {
    cursor.position = at + 8;
    return negative ? -Infinity : Infinity;
  }
  if (!negative && cursor.text.startsWith("NaN", at)) {
    cursor.position = at + 3;
    return NaN;
  }
  return undefined;
}
