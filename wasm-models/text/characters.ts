/**
 * Characters as Python's texts and patterns know them. A position is a code point, where JavaScript
 * counts halves of those beyond U+FFFF.
 *
 * Which characters are letters, numbers and digits is the Unicode version of the host (Python has one of
 * its own as well); only characters younger than either can differ.
 * @module
 */

/** A set of code points. */
export type Membership = (code: number) => boolean;

const WORD = /[\p{L}\p{N}_]/u;
const DIGIT = /\p{Nd}/u;

/** Letters and numbers of all scripts and the low line; marks are none. */
export const isWord: Membership = (code) => WORD.test(String.fromCodePoint(code));

/** Decimal digits of all scripts. */
export const isDigit: Membership = (code) => DIGIT.test(String.fromCodePoint(code));

/** Five more than JavaScript has, and not U+FEFF. */
export const isSpace: Membership = (code) =>
  code < 0x80
    ? (code >= 9 && code <= 13) || (code >= 0x1c && code <= 0x20)
    : code === 0x85 ||
      code === 0xa0 ||
      code === 0x1680 ||
      (code >= 0x2000 && code <= 0x200a) ||
      code === 0x2028 ||
      code === 0x2029 ||
      code === 0x202f ||
      code === 0x205f ||
      code === 0x3000;

/** The same in ASCII, as `(?a)` asks for it. */
export const isAsciiWord: Membership = (code) => code < 0x80 && isWord(code);
export const isAsciiDigit: Membership = (code) => code >= 48 && code <= 57;
export const isAsciiSpace: Membership = (code) => code === 32 || (code >= 9 && code <= 13);

const UNKNOWN = 0;
const OUT = 1;
const IN = 2;

/** Remembers what a set says of the first 65,536 code points: ASCII at once, others when they come. */
export function remembered(contains: Membership): Membership {
  const ascii = Uint8Array.from({ length: 128 }, (_, code) => (contains(code) ? IN : OUT));
  let others: Uint8Array | undefined;
  return (code) => {
    if (code < 128) return ascii[code] === IN;
    if (code > 0xffff) return contains(code);
    others ??= new Uint8Array(0x10000);
    if (others[code] === UNKNOWN) others[code] = contains(code) ? IN : OUT;
    return others[code] === IN;
  };
}

const SURROGATE = /[\ud800-\udfff]/;

/** A text by code points. */
export class Characters {
  readonly length: number;
  readonly #text: string;
  /** Undefined when no code point takes two halves. */
  readonly #points: readonly string[] | undefined;

  constructor(text: string) {
    this.#text = text;
    this.#points = SURROGATE.test(text) ? Array.from(text) : undefined;
    this.length = this.#points?.length ?? text.length;
  }

  at(index: number): number {
    return this.#points === undefined ? this.#text.charCodeAt(index) : this.#points[index]!.codePointAt(0)!;
  }

  slice(from: number, to: number): string {
    return this.#points === undefined ? this.#text.slice(from, to) : this.#points.slice(from, to).join("");
  }
}
