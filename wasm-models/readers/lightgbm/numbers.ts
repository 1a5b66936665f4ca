/** Lists of numbers between spaces, straight from the bytes of a line. @module */
import type { Lines, Span } from "./lines.ts";
import { MAX_NUMBER } from "./limits.ts";
import { refuse } from "./refuse.ts";

const SPACE = 0x20;
const MINUS = 0x2d;

/** Words that C++ writes where JavaScript has others. */
const WORDS: ReadonlyMap<string, number> = new Map([
  ["inf", Number.POSITIVE_INFINITY],
  ["+inf", Number.POSITIVE_INFINITY],
  ["-inf", Number.NEGATIVE_INFINITY],
  ["infinity", Number.POSITIVE_INFINITY],
  ["-infinity", Number.NEGATIVE_INFINITY],
  ["nan", Number.NaN],
  ["-nan", Number.NaN],
]);

/** How many numbers stand there. */
export function countNumbers({ bytes }: Lines, { start, end }: Span): number {
  let count = 0;
  let inside = false;
  for (let at = start; at < end; at++) {
    const space = bytes[at] === SPACE;
    if (!space && !inside) count++;
    inside = !space;
  }
  return count;
}

/** @param place what an error names */
export function floats(lines: Lines, span: Span, count: number, place: string): Float64Array {
  checkCount(lines, span, count, place);
  const numbers = new Float64Array(count);
  // One character a byte up to the first token that is no plain number, and that one ends it or is a word.
  const text = lines.text(span);
  const { bytes } = lines;
  let at = span.start;
  for (let index = 0; index < count; index++) {
    while (bytes[at] === SPACE) at++;
    const start = at;
    let plain = true;
    for (; at < span.end && bytes[at] !== SPACE; at++) if (!isPlain(bytes[at]!)) plain = false;
    if (at - start > MAX_NUMBER) refuse(`${place}[${index}]`, `at most ${MAX_NUMBER} characters`, `${at - start}`);
    const token = text.slice(start - span.start, at - span.start);
    const value = plain ? Number(token) : WORDS.get(token.toLowerCase());
    if (value === undefined || (plain && Number.isNaN(value))) {
      refuse(`${place}[${index}]`, "a number", "something else");
    }
    numbers[index] = value;
  }
  return numbers;
}

/** Integers of `least` to `most`, both of which fit 32 bits with or without a sign. */
export function integers(
  lines: Lines,
  span: Span,
  count: number,
  least: number,
  most: number,
  place: string,
): Float64Array {
  checkCount(lines, span, count, place);
  const numbers = new Float64Array(count);
  const { bytes } = lines;
  let at = span.start;
  for (let index = 0; index < count; index++) {
    while (bytes[at] === SPACE) at++;
    const start = at;
    const negative = bytes[at] === MINUS;
    if (negative) at++;
    let value = 0;
    for (let code = bytes[at]!; at < span.end && code >= 48 && code <= 57; code = bytes[++at]!) {
      value = value * 10 + (code - 48);
    }
    const digits = at - start - (negative ? 1 : 0);
    if (digits === 0 || digits > 15 || (at < span.end && bytes[at] !== SPACE)) {
      refuse(`${place}[${index}]`, "an integer", "something else");
    }
    if (negative) value = -value;
    if (value < least || value > most) refuse(`${place}[${index}]`, `${least} to ${most}`, String(value));
    numbers[index] = value;
  }
  return numbers;
}

/** The only number of a line. */
export function integer(lines: Lines, span: Span, least: number, most: number, place: string): number {
  return integers(lines, span, 1, least, most, place)[0]!;
}

function checkCount(lines: Lines, span: Span, count: number, place: string): void {
  const found = countNumbers(lines, span);
  if (found !== count) refuse(place, `${count} numbers`, `${found}`);
}

/** Digits, signs, points and exponents: what C++ writes of a finite number, and nothing like 0x10. */
function isPlain(code: number): boolean {
  return (code >= 48 && code <= 57) || code === 0x2e || code === MINUS || code === 0x2b || (code | 0x20) === 0x65;
}
