/**
 * From a text to its tokens by a pattern of Python. Patterns come out of model files: they run on a
 * machine of our own, never on the host's, where a pattern may take for ever.
 * @module
 */
import { Characters, remembered } from "./characters.ts";
import type { Membership } from "./characters.ts";
import { parsePattern } from "./pattern-parser.ts";
import { leastWidth } from "./pattern.ts";
import type { Pattern } from "./pattern.ts";
import { programOf } from "./pattern-program.ts";
import { searchFor } from "./pattern-search.ts";

/** Tokens of a text in order. */
export type Tokenise = (text: string) => string[];

/** @throws RangeError naming what is not supported */
export function compileTokens(pattern: string): Tokenise {
  const parsed = parsePattern(pattern);
  if (parsed.groups > 1) throw new RangeError(`a token pattern of ${parsed.groups} groups, where one can be meant`);
  if (leastWidth(parsed.root) === 0) throw new RangeError("a token pattern that matches nothing at all");
  const run = runOf(parsed.root);
  if (run !== undefined) {
    const contains = remembered(run.contains);
    return (text) => runs(text, contains, run.least);
  }
  const search = searchFor(programOf(parsed));
  return (text) => {
    const tokens: string[] = [];
    const characters = new Characters(text);
    search(characters, (from, to) => tokens.push(characters.slice(from, to)));
    return tokens;
  };
}

interface RunOfOneSet {
  readonly contains: Membership;
  readonly least: number;
}

/**
 * Most patterns are runs of one set, such as `\b\w\w+\b`: at least so many, and as many as there are.
 * Word boundaries say nothing new around a run of word characters.
 */
function runOf(root: Pattern): RunOfOneSet | undefined {
  const parts = root.kind === "sequence" ? root.parts : [root];
  const isBoundary = (part: Pattern | undefined): boolean => part?.kind === "place" && part.place === "boundary";
  const from = isBoundary(parts[0]) ? 1 : 0;
  const to = parts.length - (parts.length > 1 && isBoundary(parts.at(-1)) ? 1 : 0);
  const taken = parts.slice(from, to);
  const last = taken.at(-1);
  if (last?.kind !== "repeat" || last.most !== Infinity || last.isLazy || last.what.kind !== "set") return undefined;
  const set = last.what;
  const before = taken.slice(0, -1);
  const isPlain = before.length === 0 && to - from === parts.length;
  const isWords = set.isWordClass && before.every((part) => part.kind === "set" && part.isWordClass);
  if (!isPlain && !isWords) return undefined;
  return { contains: set.contains, least: before.length + last.least };
}

function runs(text: string, contains: Membership, least: number): string[] {
  const tokens: string[] = [];
  let start = 0;
  let count = 0;
  for (let at = 0; at < text.length;) {
    const code = text.codePointAt(at)!;
    const next = at + (code > 0xffff ? 2 : 1);
    if (contains(code)) count++;
    else {
      if (count >= least && count > 0) tokens.push(text.slice(start, at));
      start = next;
      count = 0;
    }
    at = next;
  }
  if (count >= least && count > 0) tokens.push(text.slice(start));
  return tokens;
}
