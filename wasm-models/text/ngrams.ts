/** Runs of neighbouring words or characters, with scikit-learn's rules for white space. @module */
import { Characters, isSpace } from "./characters.ts";

type Found = (term: string) => void;
type Range = readonly [shortest: number, longest: number];

/** Runs of words; when single words are the longest, the shortest is not asked for. */
export function wordRuns(words: readonly string[], [shortest, longest]: Range, found: Found): void {
  if (longest === 1) return words.forEach((word) => found(word));
  for (let size = shortest; size <= Math.min(longest, words.length); size++) {
    for (let at = 0; at + size <= words.length; at++) {
      let run = words[at]!;
      for (let next = at + 1; next < at + size; next++) run += ` ${words[next]!}`;
      found(run);
    }
  }
}

/** Runs of characters of the whole text. */
export function characterRuns(text: string, [shortest, longest]: Range, found: Found): void {
  const characters = new Characters(withSingleSpaces(text));
  for (let size = shortest; size <= Math.min(longest, characters.length); size++) {
    for (let at = 0; at + size <= characters.length; at++) found(characters.slice(at, at + size));
  }
}

/** Runs of characters inside of words with a space before and behind; a short word comes once whole. */
export function characterRunsInWords(text: string, [shortest, longest]: Range, found: Found): void {
  for (const word of words(text)) {
    const characters = new Characters(` ${word} `);
    for (let size = shortest; size <= longest; size++) {
      for (let at = 0; at === 0 || at + size <= characters.length; at++) {
        found(characters.slice(at, Math.min(at + size, characters.length)));
      }
      if (size >= characters.length) break;
    }
  }
}

/** Two or more white characters become one space; a single one stays what it is. */
function withSingleSpaces(text: string): string {
  let result = "";
  let kept = 0;
  for (let at = 0; at < text.length; at++) {
    if (!isSpace(text.charCodeAt(at))) continue;
    let end = at + 1;
    while (end < text.length && isSpace(text.charCodeAt(end))) end++;
    if (end - at > 1) {
      result += `${text.slice(kept, at)} `;
      kept = end;
    }
    at = end;
  }
  return kept === 0 ? text : result + text.slice(kept);
}

/** As Python's str.split() has them. */
function words(text: string): readonly string[] {
  const result: string[] = [];
  let start = -1;
  for (let at = 0; at <= text.length; at++) {
    const isWhite = at === text.length || isSpace(text.charCodeAt(at));
    if (!isWhite && start < 0) start = at;
    else if (isWhite && start >= 0) {
      result.push(text.slice(start, at));
      start = -1;
    }
  }
  return result;
}
