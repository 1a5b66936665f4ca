/**
 * Reads a pattern of Python's `re`: literals, classes, sets, groups, alternatives and repetitions. What
 * is not in the subset is refused by name: flags other than u and a, back references, looking around,
 * possessive repetitions.
 * @module
 */
import { isAsciiDigit, isAsciiSpace, isAsciiWord, isDigit, isSpace, isWord, remembered } from "./characters.ts";
import type { Membership } from "./characters.ts";

/** Where a pattern must be, without taking a character. */
export type Place = "boundary" | "no-boundary" | "start" | "end" | "last-line-end";

export type Pattern =
  | { readonly kind: "set"; readonly contains: Membership; readonly isWordClass: boolean }
  | { readonly kind: "place"; readonly place: Place }
  | { readonly kind: "sequence"; readonly parts: readonly Pattern[] }
  | { readonly kind: "either"; readonly options: readonly Pattern[] }
  | { readonly kind: "group"; readonly inside: Pattern }
  | {
      readonly kind: "repeat";
      readonly what: Pattern;
      readonly least: number;
      readonly most: number;
      readonly isLazy: boolean;
    };

export interface ParsedPattern {
  readonly root: Pattern;
  readonly groups: number;
  readonly isWord: Membership;
}

/** Characters of a pattern, groups inside each other, and a repetition's number at most. */
const MAX_LENGTH = 500;
const MAX_DEPTH = 50;
const MAX_REPEAT = 1000;

/** Sets of more members are remembered by code point. */
const FEW = 3;

const CONTROLS: ReadonlyMap<string, number> = new Map([
  ["a", 7],
  ["f", 12],
  ["n", 10],
  ["r", 13],
  ["t", 9],
  ["v", 11],
  ["\\", 92],
]);
const PLACES: ReadonlyMap<string, Place> = new Map([
  ["b", "boundary"],
  ["B", "no-boundary"],
  ["A", "start"],
  ["Z", "end"],
]);
const HEX_DIGITS: ReadonlyMap<string, number> = new Map([
  ["x", 2],
  ["u", 4],
  ["U", 8],
]);
const QUANTIFIER = /^\{(\d*)(?:(,)(\d*))?\}/;

/** @throws RangeError naming what is not supported */
export function parsePattern(pattern: string): ParsedPattern {
  if (pattern.length > MAX_LENGTH) throw new RangeError(`a token pattern of ${pattern.length} characters`);
  return new Parser(pattern).parse();
}

class Parser {
  readonly #characters: readonly string[];
  #at = 0;
  #depth = 0;
  #groups = 0;
  readonly #classes: ReadonlyMap<string, Membership>;

  constructor(pattern: string) {
    const flags = /^\(\?([a-zA-Z]+)\)/.exec(pattern)?.[1] ?? "";
    const other = Array.from(flags).find((flag) => flag !== "u" && flag !== "a");
    if (other !== undefined) throw new RangeError(`the flag (?${other}) of a token pattern`);
    const isAscii = flags.includes("a");
    this.#characters = Array.from(pattern.slice(flags === "" ? 0 : flags.length + 3));
    this.#classes = new Map([
      ["w", remembered(isAscii ? isAsciiWord : isWord)],
      ["d", remembered(isAscii ? isAsciiDigit : isDigit)],
      ["s", isAscii ? isAsciiSpace : isSpace],
    ]);
  }

  parse(): ParsedPattern {
    const root = this.#either();
    if (this.#at < this.#characters.length) throw new RangeError("a token pattern with a ) too many");
    return { root, groups: this.#groups, isWord: this.#classes.get("w")! };
  }

  #peek(): string | undefined {
    return this.#characters[this.#at];
  }

  #take(expected: string): boolean {
    if (this.#peek() !== expected) return false;
    this.#at++;
    return true;
  }

  #next(): string {
    const character = this.#characters[this.#at++];
    if (character === undefined) throw new RangeError("a token pattern that ends too early");
    return character;
  }

  #either(): Pattern {
    if (++this.#depth > MAX_DEPTH) throw new RangeError(`a token pattern of more than ${MAX_DEPTH} groups in groups`);
    const options = [this.#sequence()];
    while (this.#take("|")) options.push(this.#sequence());
    this.#depth--;
    return options.length === 1 ? options[0]! : { kind: "either", options };
  }

  #sequence(): Pattern {
    const parts: Pattern[] = [];
    for (let next = this.#peek(); next !== undefined && next !== "|" && next !== ")"; next = this.#peek()) {
      parts.push(this.#repeated(this.#atom()));
    }
    return parts.length === 1 ? parts[0]! : { kind: "sequence", parts };
  }

  #repeated(what: Pattern): Pattern {
    const range = this.#quantifier();
    if (range === undefined) return what;
    if (what.kind === "place") throw new RangeError("a repeated place in a token pattern");
    const isLazy = this.#take("?");
    if (!isLazy && this.#peek() === "+") throw new RangeError("a possessive repetition in a token pattern");
    if (this.#peek() === "*" || this.#peek() === "+" || this.#peek() === "?" || this.#quantifierText() !== undefined) {
      throw new RangeError("a repetition of a repetition in a token pattern");
    }
    const [least, most] = range;
    const largest = most === Infinity ? least : most;
    if (least > most || largest > MAX_REPEAT) throw new RangeError(`a repetition of ${least} to ${most} times`);
    return { kind: "repeat", what, least, most, isLazy };
  }

  #quantifier(): readonly [least: number, most: number] | undefined {
    if (this.#take("*")) return [0, Infinity];
    if (this.#take("+")) return [1, Infinity];
    if (this.#take("?")) return [0, 1];
    const found = this.#quantifierText();
    if (found === undefined) return undefined;
    this.#at += found[0].length;
    const least = found[1] === "" ? 0 : Number(found[1]);
    if (found[2] === undefined) return [least, least];
    return [least, found[3] === "" || found[3] === undefined ? Infinity : Number(found[3])];
  }

  /** A brace that begins no quantifier is a character like any other. */
  #quantifierText(): RegExpExecArray | undefined {
    if (this.#peek() !== "{") return undefined;
    const found = QUANTIFIER.exec(this.#characters.slice(this.#at, this.#at + 24).join(""));
    return found === null || found[0] === "{}" ? undefined : found;
  }

  #atom(): Pattern {
    const character = this.#next();
    switch (character) {
      case "(":
        return this.#group();
      case "[":
        return this.#set();
      case "\\":
        return this.#escaped();
      case ".":
        return { kind: "set", contains: (code) => code !== 10, isWordClass: false };
      case "^":
        return { kind: "place", place: "start" };
      case "$":
        return { kind: "place", place: "last-line-end" };
      case "*":
      case "+":
      case "?":
        throw new RangeError(`a token pattern with nothing before ${character}`);
      default:
        return only(character.codePointAt(0)!);
    }
  }

  #group(): Pattern {
    let captures = true;
    if (this.#take("?")) {
      const kind = this.#next();
      if (kind === "P" && this.#take("<")) {
        while (this.#next() !== ">");
      } else if (kind === ":") captures = false;
      else throw new RangeError(`a group of the kind (?${kind} in a token pattern`);
    }
    if (captures) this.#groups++;
    const inside = this.#either();
    if (!this.#take(")")) throw new RangeError("a token pattern that lacks a )");
    return captures ? { kind: "group", inside } : inside;
  }

  #escaped(): Pattern {
    const letter = this.#next();
    const place = PLACES.get(letter);
    if (place !== undefined) return { kind: "place", place };
    const contains = this.#classOf(letter);
    if (contains !== undefined) return { kind: "set", contains, isWordClass: letter === "w" };
    return only(this.#codeOf(letter));
  }

  #classOf(letter: string): Membership | undefined {
    const positive = this.#classes.get(letter.toLowerCase());
    if (positive === undefined || letter === letter.toLowerCase()) return positive;
    return (code) => !positive(code);
  }

  /** The character that a letter after \ stands for. */
  #codeOf(letter: string): number {
    const control = CONTROLS.get(letter);
    if (control !== undefined) return control;
    const digits = HEX_DIGITS.get(letter);
    if (digits !== undefined) {
      const text = Array.from({ length: digits }, () => this.#next()).join("");
      const code = /^[0-9a-fA-F]+$/.test(text) ? Number.parseInt(text, 16) : NaN;
      if (!(code <= 0x10ffff)) throw new RangeError(`\\${letter} without ${digits} hexadecimal digits`);
      return code;
    }
    if (/[a-zA-Z0-9]/.test(letter)) throw new RangeError(`\\${letter} in a token pattern`);
    return letter.codePointAt(0)!;
  }

  #set(): Pattern {
    const isNegated = this.#take("^");
    const members: Membership[] = [];
    for (let first = true; first || this.#peek() !== "]"; first = false) {
      const low = this.#member();
      if (typeof low !== "number" || this.#peek() !== "-" || this.#characters[this.#at + 1] === "]") {
        members.push(typeof low === "number" ? (code) => code === low : low);
        continue;
      }
      this.#at++;
      const high = this.#member();
      if (typeof high !== "number" || high < low) throw new RangeError("a set in a token pattern with a bad range");
      members.push((code) => code >= low && code <= high);
    }
    this.#at++;
    const contains: Membership = (code) => members.some((has) => has(code)) !== isNegated;
    return { kind: "set", contains: members.length > FEW ? remembered(contains) : contains, isWordClass: false };
  }

  #member(): number | Membership {
    const character = this.#next();
    if (character !== "\\") return character.codePointAt(0)!;
    const letter = this.#next();
    if (letter === "b") return 8;
    return this.#classOf(letter) ?? this.#codeOf(letter);
  }
}

function only(wanted: number): Pattern {
  return { kind: "set", contains: (code) => code === wanted, isWordClass: false };
}
