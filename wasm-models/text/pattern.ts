/** A pattern of Python's `re` as a tree. @module */
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
  /** What \w and \b mean in it. */
  readonly isWord: Membership;
}

/** Characters that the pattern takes at least. */
export function leastWidth(pattern: Pattern): number {
  switch (pattern.kind) {
    case "set":
      return 1;
    case "place":
      return 0;
    case "sequence":
      return pattern.parts.reduce((sum, part) => sum + leastWidth(part), 0);
    case "either":
      return Math.min(...pattern.options.map(leastWidth));
    case "group":
      return leastWidth(pattern.inside);
    default:
      return pattern.least * leastWidth(pattern.what);
  }
}
