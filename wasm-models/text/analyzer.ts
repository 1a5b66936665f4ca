/**
 * From a text to its terms, as scikit-learn's CountVectorizer finds them: lower case, accents, tokens,
 * stop words, runs.
 *
 * Lower case is that of the host, which follows the same Unicode rules as Python's `str.lower` (among
 * them the sigma at a word's end); they can only differ in characters younger than either's tables.
 * @module
 */
import type { Analyzer } from "../ir/ops.ts";
import { stripAccents } from "./accents.ts";
import { characterRuns, characterRunsInWords, wordRuns } from "./ngrams.ts";
import { compileTokens } from "./tokens.ts";

/** Calls `found` with every term of the text; terms that are longer come later. */
export type Analyse = (text: string, found: (term: string) => void) => void;

/** Words or characters of one run at most. */
const MAX_RUN = 100;

/** @throws RangeError when the pattern or the runs are none of the supported ones */
export function compileAnalyzer(analyzer: Analyzer): Analyse {
  const { unit, ngrams, lowercase, accents } = analyzer;
  const [shortest, longest] = ngrams;
  if (!(shortest >= 1 && shortest <= longest && longest <= MAX_RUN)) {
    throw new RangeError(`runs of ${shortest} to ${longest} where 1 to ${MAX_RUN} are possible`);
  }
  const prepare = (text: string): string => {
    const lower = lowercase ? text.toLowerCase() : text;
    return accents === undefined ? lower : stripAccents(lower, accents);
  };
  if (unit === "char") return (text, found) => characterRuns(prepare(text), ngrams, found);
  if (unit === "char_wb") return (text, found) => characterRunsInWords(prepare(text), ngrams, found);
  const tokenise = compileTokens(analyzer.pattern);
  const stops = new Set(analyzer.stopWords);
  return (text, found) => {
    const tokens = tokenise(prepare(text));
    wordRuns(stops.size === 0 ? tokens : tokens.filter((token) => !stops.has(token)), ngrams, found);
  };
}
