/**
 * Reads a pattern of Python's `re`: literals, classes, sets, groups, alternatives and repetitions. What
 * is not in the subset is refused by name: flags other than u and a, back references, looking around,
 * possessive repetitions.
 * @module
 */
import { isAsciiDigit, isAsciiSpace, isAsciiWord, isDigit, isSpace, isWord, remembered } from "./characters.ts";
import type { Membership } from "./characters.ts";
import type { ParsedPattern, Pattern, Place } from "./pattern.ts";
import { PatternCursor } from "./pattern-cursor.ts";

/** Characters of a pattern, groups inside each other, and a repetition's number at most. */
const MAX_LENGTH = 500;
const MAX_DEPTH = 50;
const MAX_REPEAT = 1000;

const PLACES: ReadonlyMap<string, Place> = new Map([
  ["b", "boundary"],
  ["B", "no-boundary"],
  ["A", "start"],
  ["Z", "end"],
]);

/** @throws RangeError naming what is not supported */
export function parsePattern(pattern: string): ParsedPattern {
  if (pattern.length > MAX_LENGTH) throw new RangeError(`a token pattern of ${pattern.length} characters`);
  const flags = /^\(\?([a-zA-Z]+)\)/.exec(pattern)?.[1] ?? "";
  const other = Array.from(flags).find((flag) => flag !== "u" && flag !== "a");
  if (other !== undefined) throw new RangeError(`the flag (?${other}) of a token pattern`);
  const isAscii = flags.includes("a");
  const word = remembered(isAscii ? isAsciiWord : isWord);
  const classes = new Map([
    ["w", word],
    ["d", remembered(isAscii ? isAsciiDigit : isDigit)],
    ["s", remembered(isAscii ? isAsciiSpace : isSpace)],
  ]);
  const rest = pattern.slice(flags === "" ? 0 : flags.length + 3);
  const parser = new Parser(new PatternCursor(rest, classes));
  return { root: parser.whole(), groups: parser.groups, isWord: word };
}

class Parser {
  readonly #cursor: PatternCursor;
  #depth = 0;
  groups = 0;

  constructor(cursor: PatternCursor) {
    this.#cursor = cursor;
  }

  whole(): Pattern {
    const root = this.#either();
    if (this.#cursor.peek() !== undefined) throw new RangeError("a token pattern with a ) too many");
    return root;
  }

  #either(): Pattern {
    if (++this.#depth > MAX_DEPTH) throw new RangeError(`a token pattern of more than ${MAX_DEPTH} groups in groups`);
    const options = [this.#sequence()];
    while (this.#cursor.take("|")) options.push(this.#sequence());
    this.#depth--;
    return options.length === 1 ? options[0]! : { kind: "either", options };
  }

  #sequence(): Pattern {
    const parts: Pattern[] = [];
    for (;;) {
      const next = this.#cursor.peek();
      if (next === undefined || next === "|" || next === ")") break;
      parts.push(this.#repeated(this.#atom()));
    }
    return parts.length === 1 ? parts[0]! : { kind: "sequence", parts };
  }

  #repeated(what: Pattern): Pattern {
    const range = this.#cursor.quantifier();
    if (range === undefined) return what;
    if (what.kind === "place") throw new RangeError("a repeated place in a token pattern");
    const isLazy = this.#cursor.take("?");
    if (this.#cursor.hasQuantifier()) throw new RangeError("a repetition of a repetition in a token pattern");
    const [least, most] = range;
    if (least > most || (most === Infinity ? least : most) > MAX_REPEAT) {
      throw new RangeError(`a repetition of ${least} to ${most} times in a token pattern`);
    }
    return { kind: "repeat", what, least, most, isLazy };
  }

  #atom(): Pattern {
    const character = this.#cursor.next();
    switch (character) {
      case "(":
        return this.#group();
      case "[":
        return { kind: "set", contains: this.#cursor.set(), isWordClass: false };
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
    if (this.#cursor.take("?")) {
      const kind = this.#cursor.next();
      if (kind === "P" && this.#cursor.take("<")) {
        while (this.#cursor.next() !== ">");
      } else if (kind === ":") captures = false;
      else throw new RangeError(`a group of the kind (?${kind} in a token pattern`);
    }
    if (captures) this.groups++;
    const inside = this.#either();
    if (!this.#cursor.take(")")) throw new RangeError("a token pattern that lacks a )");
    return captures ? { kind: "group", inside } : inside;
  }

  #escaped(): Pattern {
    const letter = this.#cursor.next();
    const place = PLACES.get(letter);
    if (place !== undefined) return { kind: "place", place };
    const contains: Membership | undefined = this.#cursor.classOf(letter);
    if (contains !== undefined) return { kind: "set", contains, isWordClass: letter === "w" };
    return only(this.#cursor.codeOf(letter));
  }
}

function only(wanted: number): Pattern {
  return { kind: "set", contains: (code) => code === wanted, isWordClass: false };
}
