/** A pattern as instructions for a machine that tries one way after the other. @module */
import type { Membership } from "./characters.ts";
import type { ParsedPattern, Pattern, Place } from "./pattern.ts";

export type Instruction =
  | { readonly kind: "take"; readonly contains: Membership }
  | { readonly kind: "place"; readonly place: Place }
  /** Goes on at `first`, and at `second` when that fails. */
  | { readonly kind: "split"; first: number; second: number; readonly index: number }
  | { readonly kind: "jump"; to: number }
  /** Where the group begins (0) or ends (1). */
  | { readonly kind: "mark"; readonly slot: 0 | 1 }
  | { readonly kind: "found" };

export interface PatternProgram {
  readonly instructions: readonly Instruction[];
  readonly splits: number;
  /** Whether the group is what was asked for. */
  readonly hasGroup: boolean;
  readonly isWord: Membership;
}

/** Instructions of one pattern at most, once its repetitions are written out. */
const MAX_INSTRUCTIONS = 500;
const MAX_WRITTEN = 10_000;

/** @throws RangeError when it grows too long */
export function programOf({ root, groups, isWord }: ParsedPattern): PatternProgram {
  const writer = new Writer();
  writer.write(root);
  writer.add({ kind: "found" });
  return { instructions: writer.instructions, splits: writer.splits, hasGroup: groups === 1, isWord };
}

class Writer {
  readonly instructions: Instruction[] = [];
  splits = 0;
  #written = 0;

  add(instruction: Instruction): number {
    if (this.instructions.length >= MAX_INSTRUCTIONS) {
      throw new RangeError(`a token pattern of more than ${MAX_INSTRUCTIONS} steps`);
    }
    return this.instructions.push(instruction) - 1;
  }

  write(pattern: Pattern): void {
    // Nothing, repeated inside of repetitions, takes no step but time.
    if (++this.#written > MAX_WRITTEN) throw new RangeError("a token pattern of too many repetitions");
    switch (pattern.kind) {
      case "set":
        this.add({ kind: "take", contains: pattern.contains });
        break;
      case "place":
        this.add(pattern);
        break;
      case "sequence":
        for (const part of pattern.parts) this.write(part);
        break;
      case "either":
        this.#either(pattern.options);
        break;
      case "group":
        this.add({ kind: "mark", slot: 0 });
        this.write(pattern.inside);
        this.add({ kind: "mark", slot: 1 });
        break;
      default:
        this.#repeat(pattern);
    }
  }

  #either(options: readonly Pattern[]): void {
    const ends: (Instruction & { kind: "jump" })[] = [];
    options.forEach((option, at) => {
      if (at === options.length - 1) return this.write(option);
      const split = this.#split();
      this.write(option);
      const jump = { kind: "jump" as const, to: 0 };
      ends.push(jump);
      this.add(jump);
      split.second = this.instructions.length;
    });
    for (const jump of ends) jump.to = this.instructions.length;
  }

  #repeat({ what, least, most, isLazy }: Pattern & { kind: "repeat" }): void {
    for (let copy = 0; copy < least; copy++) this.write(what);
    if (most === Infinity) {
      const split = this.#split();
      const start = this.instructions.length - 1;
      this.write(what);
      this.add({ kind: "jump", to: start });
      this.#leave(split, isLazy);
      return;
    }
    const splits: (Instruction & { kind: "split" })[] = [];
    for (let copy = least; copy < most; copy++) {
      splits.push(this.#split());
      this.write(what);
    }
    for (const split of splits) this.#leave(split, isLazy);
  }

  /** A split into what follows it. */
  #split(): Instruction & { kind: "split" } {
    const first = this.instructions.length + 1;
    const split = { kind: "split" as const, first, second: 0, index: this.splits++ };
    this.add(split);
    return split;
  }

  /** The way out is here; a lazy repetition tries it first. */
  #leave(split: Instruction & { kind: "split" }, isLazy: boolean): void {
    split.second = this.instructions.length;
    if (isLazy) [split.first, split.second] = [split.second, split.first];
  }
}
