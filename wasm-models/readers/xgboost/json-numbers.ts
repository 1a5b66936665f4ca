/** Numbers of a JSON list, straight from the bytes: most are read without making a string of them. @module */
import { EMPTY } from "./document.ts";
import { refuse } from "./refuse.ts";

const MINUS = 0x2d;
const PLUS = 0x2b;
const DOT = 0x2e;
/** Longest text of one number. */
const MAX_LENGTH = 64;
/** Below it, an integer times or over a power of ten up to 22 is correctly rounded. */
const EXACT = 2 ** 53;
const POWERS: Float64Array = Float64Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`));

/** Words that stand for numbers, by first letter. */
const WORDS: readonly (readonly [word: string, value: number])[] = [
  ["NaN", Number.NaN],
  ["nan", Number.NaN],
  ["Infinity", Number.POSITIVE_INFINITY],
  ["inf", Number.POSITIVE_INFINITY],
  ["true", 1],
  ["false", 0],
];

export class JsonNumbers {
  readonly #bytes: Uint8Array;
  #scratch: Float64Array = new Float64Array(256);
  #count = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  clear(): void {
    this.#count = 0;
  }

  /** The number that was read last. */
  get last(): number {
    return this.#scratch[this.#count - 1]!;
  }

  /** All since `clear`, as an array of their own. */
  taken(): Float64Array {
    return this.#count === 0 ? EMPTY : this.#scratch.slice(0, this.#count);
  }

  /**
   * Reads the number at `at`; true and false are 1 and 0.
   * @returns where it ends
   */
  push(at: number): number {
    if (this.#count === this.#scratch.length) {
      const grown = new Float64Array(this.#count * 2);
      grown.set(this.#scratch);
      this.#scratch = grown;
    }
    const bytes = this.#bytes;
    let end = at;
    const negative = bytes[end] === MINUS;
    if (negative) end++;
    let digits = 0;
    let mantissa = 0;
    let fraction = 0;
    for (; isDigit(bytes[end]); end++, digits++) mantissa = mantissa * 10 + (bytes[end]! - 48);
    if (bytes[end] === DOT) {
      for (end++; isDigit(bytes[end]); end++, digits++, fraction++) mantissa = mantissa * 10 + (bytes[end]! - 48);
    }
    if (digits === 0) return this.#word(at, end, negative);
    let exponent = 0;
    if ((bytes[end]! | 0x20) === 0x65) {
      const down = bytes[end + 1] === MINUS;
      end += down || bytes[end + 1] === PLUS ? 2 : 1;
      if (!isDigit(bytes[end])) this.#fail(at);
      for (; isDigit(bytes[end]); end++) exponent = Math.min(exponent * 10 + (bytes[end]! - 48), 100_000);
      if (down) exponent = -exponent;
    }
    this.#keep(this.#value(at, end, mantissa, exponent - fraction, negative));
    return end;
  }

  #value(at: number, end: number, mantissa: number, power: number, negative: boolean): number {
    if (mantissa < EXACT && power >= -22 && power <= 22) {
      const value = power < 0 ? mantissa / POWERS[-power]! : mantissa * POWERS[power]!;
      return negative ? -value : value;
    }
    if (end - at > MAX_LENGTH) this.#fail(at);
    return Number(String.fromCharCode(...this.#bytes.subarray(at, end)));
  }

  #word(at: number, start: number, negative: boolean): number {
    for (const [word, value] of WORDS) {
      let index = 0;
      while (index < word.length && this.#bytes[start + index] === word.charCodeAt(index)) index++;
      if (index < word.length) continue;
      this.#keep(negative ? -value : value);
      return start + word.length;
    }
    return this.#fail(at);
  }

  #keep(value: number): void {
    this.#scratch[this.#count++] = value;
  }

  #fail(at: number): never {
    const code = this.#bytes[at];
    return refuse(`byte ${at}`, "a number", code === undefined ? "the end of the file" : `byte 0x${code.toString(16)}`);
  }
}

function isDigit(code: number | undefined): boolean {
  return code !== undefined && code >= 48 && code <= 57;
}
