/** From a text to its terms, as scikit-learn's CountVectorizer finds them. @module */
import type { Analyzer } from "../ir/ops.ts";

/** Calls `found` with every term of the text, in order. */
export type Analyse = (text: string, found: (term: string) => void) => void;

/** @throws RangeError when the pattern is none of the supported ones */
export function compileAnalyzer(analyzer: Analyzer): Analyse {
  throw new RangeError(`Texts by ${analyzer.unit} cannot be read yet`);
}
