/**
 * Finds all matches of a pattern as Python's `findall` does: leftmost, first way first. Every way that
 * failed at a position is remembered and never tried again, not even from another start, so that no
 * pattern takes more than its length times the text's.
 *
 * That holds because a pattern takes at least one character, sees nothing that an earlier part found,
 * and looks no further around than the characters beside it.
 * @module
 */
import { invalid } from "../../runtime/errors.ts";
import type { Characters } from "./characters.ts";
import type { Place } from "./pattern.ts";
import type { PatternProgram } from "./pattern-program.ts";

/** Instructions times characters at most: what a search may take, in steps and in bits. */
const MAX_STEPS = 67_108_864;
const NEWLINE = 10;

/** Calls `found` with the ends of each match, or of its group. */
export type Search = (text: Characters, found: (from: number, to: number) => void) => void;

/** @returns a search that refuses a text that is too long for the pattern */
export function searchFor(program: PatternProgram): Search {
  return (text, found) => {
    if (program.instructions.length * text.length > MAX_STEPS)
      invalid(`The text of ${text.length} characters is too long for the token pattern`);
    const failed = new Uint8Array(Math.ceil((program.splits * (text.length + 1)) / 8));
    new Run(program, text, failed).all(found);
  };
}

/** One text. */
class Run {
  readonly #program: PatternProgram;
  readonly #text: Characters;
  readonly #failed: Uint8Array;
  /** Ways not taken yet, two numbers each: instruction (or -1 - slot) and position (or mark to put back). */
  readonly #ways: number[] = [];
  readonly #marks: [from: number, to: number] = [-1, -1];

  constructor(program: PatternProgram, text: Characters, failed: Uint8Array) {
    this.#program = program;
    this.#text = text;
    this.#failed = failed;
  }

  all(found: (from: number, to: number) => void): void {
    const { hasGroup } = this.#program;
    for (let start = 0; start < this.#text.length;) {
      this.#marks.fill(-1);
      const end = this.#from(start);
      if (end < 0) {
        start++;
        continue;
      }
      if (!hasGroup) found(start, end);
      // A group that took no part counts as empty.
      else found(Math.max(this.#marks[0], 0), Math.max(this.#marks[1], this.#marks[0], 0));
      start = end;
    }
  }

  /** Where the first way ends, -1 when none does. */
  #from(start: number): number {
    const { instructions } = this.#program;
    const ways = this.#ways;
    ways.length = 0;
    let at = 0;
    let position = start;
    for (;;) {
      const instruction = instructions[at]!;
      let goesOn = true;
      if (instruction.kind === "take") {
        goesOn = position < this.#text.length && instruction.contains(this.#text.at(position));
        position++;
        at++;
      } else if (instruction.kind === "split") {
        goesOn = this.#isNew(instruction.index, position);
        if (goesOn) ways.push(instruction.second, position);
        at = instruction.first;
      } else if (instruction.kind === "place") {
        goesOn = this.#isAt(instruction.place, position);
        at++;
      } else if (instruction.kind === "jump") at = instruction.to;
      else if (instruction.kind === "mark") {
        ways.push(-1 - instruction.slot, this.#marks[instruction.slot]);
        this.#marks[instruction.slot] = position;
        at++;
      } else return position;
      while (!goesOn) {
        if (ways.length === 0) return -1;
        position = ways.pop()!;
        at = ways.pop()!;
        if (at >= 0) goesOn = true;
        else this.#marks[at === -1 ? 0 : 1] = position;
      }
    }
  }

  /** Whether a split was not yet reached here; then it counts as reached. */
  #isNew(split: number, position: number): boolean {
    const bit = split * (this.#text.length + 1) + position;
    const mask = 1 << (bit & 7);
    if ((this.#failed[bit >>> 3]! & mask) !== 0) return false;
    this.#failed[bit >>> 3]! |= mask;
    return true;
  }

  #isAt(place: Place, position: number): boolean {
    const { length } = this.#text;
    if (place === "start") return position === 0;
    if (place === "end") return position === length;
    if (place === "last-line-end") {
      return position === length || (position === length - 1 && this.#text.at(position) === NEWLINE);
    }
    const { isWord } = this.#program;
    const before = position > 0 && isWord(this.#text.at(position - 1));
    const after = position < length && isWord(this.#text.at(position));
    return (before !== after) === (place === "boundary");
  }
}
