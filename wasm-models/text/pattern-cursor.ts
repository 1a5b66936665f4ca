/** Goes through a pattern by code points: escapes, sets and quantifiers are read here. @module */
import { remembered } from "./characters.ts";
import type { Membership } from "./characters.ts";

const CONTROLS: ReadonlyMap<string, number> = new Map([
  ["a", 7],
  ["f", 12],
  ["n", 10],
  ["r", 13],
  ["t", 9],
  ["v", 11],
]);
const HEX_DIGITS: ReadonlyMap<string, number> = new Map([
  ["x", 2],
  ["u", 4],
  ["U", 8],
]);
const QUANTIFIER = /^\{(\d*)(?:(,)(\d*))?\}/;
/** Sets of more members are remembered by code point. */
const FEW = 3;

export class PatternCursor {
  readonly #characters: readonly string[];
  /** What \w, \d and \s are. */
  readonly #classes: ReadonlyMap<string, Membership>;
  #at = 0;

  constructor(pattern: string, classes: ReadonlyMap<string, Membership>) {
    this.#characters = Array.from(pattern);
    this.#classes = classes;
  }

  /** undefined at the end. */
  peek(): string | undefined {
    return this.#characters[this.#at];
  }

  /** Goes on if this is what comes. */
  take(expected: string): boolean {
    if (this.peek() !== expected) return false;
    this.#at++;
    return true;
  }

  /** @throws RangeError at the end */
  next(): string {
    const character = this.#characters[this.#at++];
    if (character === undefined) throw new RangeError("a token pattern that ends too early");
    return character;
  }

  /** How often what was before may come; undefined when no quantifier is here. */
  quantifier(): readonly [least: number, most: number] | undefined {
    if (this.take("*")) return [0, Infinity];
    if (this.take("+")) return [1, Infinity];
    if (this.take("?")) return [0, 1];
    const [text, low, comma, high] = this.#braces() ?? [];
    if (text === undefined) return undefined;
    this.#at += text.length;
    const least = Number(low);
    if (comma === undefined) return [least, least];
    return [least, high === "" ? Infinity : Number(high)];
  }

  /** A brace that begins no quantifier is a character like any other. */
  #braces(): RegExpExecArray | undefined {
    if (this.peek() !== "{") return undefined;
    const found = QUANTIFIER.exec(this.#characters.slice(this.#at, this.#at + 24).join(""));
    return found === null || found[0] === "{}" ? undefined : found;
  }

  hasQuantifier(): boolean {
    const next = this.peek();
    return next === "*" || next === "+" || next === "?" || this.#braces() !== undefined;
  }

  /** A class by its letter, such as w or W. */
  classOf(letter: string): Membership | undefined {
    const positive = this.#classes.get(letter.toLowerCase());
    if (positive === undefined || letter === letter.toLowerCase()) return positive;
    return (code) => !positive(code);
  }

  /** The character that a letter after \ stands for. @throws RangeError for references and the like */
  codeOf(letter: string): number {
    const control = CONTROLS.get(letter);
    if (control !== undefined) return control;
    const digits = HEX_DIGITS.get(letter);
    if (digits !== undefined) {
      const text = Array.from({ length: digits }, () => this.next()).join("");
      const code = /^[0-9a-fA-F]+$/.test(text) ? Number.parseInt(text, 16) : NaN;
      if (!(code <= 0x10ffff)) throw new RangeError(`\\${letter} without ${digits} hexadecimal digits`);
      return code;
    }
    if (/[a-zA-Z0-9]/.test(letter)) throw new RangeError(`\\${letter} in a token pattern`);
    return letter.codePointAt(0)!;
  }

  /** What stands in brackets; the opening one is behind. */
  set(): Membership {
    const isNegated = this.take("^");
    const members: Membership[] = [];
    for (let first = true; first || this.peek() !== "]"; first = false) members.push(this.#members());
    this.#at++;
    const contains: Membership = (code) => members.some((has) => has(code)) !== isNegated;
    return members.length > FEW ? remembered(contains) : contains;
  }

  /** One character, a range or a class. */
  #members(): Membership {
    const low = this.#member();
    if (typeof low !== "number") return low;
    if (this.peek() !== "-" || this.#characters[this.#at + 1] === "]") return (code) => code === low;
    this.#at++;
    const high = this.#member();
    if (typeof high !== "number" || high < low) throw new RangeError("a set in a token pattern with a bad range");
    return (code) => code >= low && code <= high;
  }

  #member(): number | Membership {
    const character = this.next();
    if (character !== "\\") return character.codePointAt(0)!;
    const letter = this.next();
    if (letter === "b") return 8;
    return this.classOf(letter) ?? this.codeOf(letter);
  }
}
