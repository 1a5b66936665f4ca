/**
 * Taking accents off, as scikit-learn's strip_accents does it. Decompositions and combining classes are
 * those of the host's Unicode version.
 * @module
 */

// oxlint-disable-next-line no-control-regex
const ASCII = /^[\u0000-\u007f]*$/;
// oxlint-disable-next-line no-control-regex
const NOT_ASCII = /[^\u0000-\u007f]+/g;
const MARKS = /\p{M}/gu;

/** Combining class 1, the lowest: any other mark is sorted behind it. */
const LOWEST = "\u0334";
/** Combining class 240, the highest. */
const HIGHEST = "\u0345";

/**
 * Whether a character has a combining class. No host says so, but normalisation sorts marks by it and
 * lets everything else stand, so two known marks tell.
 */
function isCombining(mark: string): boolean {
  if (mark === LOWEST || mark === HIGHEST) return true;
  const isSorted = (marks: string): boolean => marks.normalize("NFD") === marks;
  return !isSorted(mark + LOWEST) || !isSorted(HIGHEST + mark);
}

/** Decomposes, and drops what combines. */
export function stripAccents(text: string, accents: "ascii" | "unicode"): string {
  if (ASCII.test(text)) return text;
  const decomposed = text.normalize("NFKD");
  if (accents === "ascii") return decomposed.replace(NOT_ASCII, "");
  return decomposed.replace(MARKS, (mark) => (isCombining(mark) ? "" : mark));
}
