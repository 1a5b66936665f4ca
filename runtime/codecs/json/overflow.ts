/**
 * Numbers that were written as finite and that float64 holds only as infinite, as 1e400. The words
 * NaN and Infinity, which JSON does not have either, are taken.
 * @module
 */
import { InferenceError } from "../../errors.ts";
import { placeOf } from "../../message/place.ts";
import { CHAR, scanNumber } from "./number.ts";
import { JsonTokens } from "./tokens.ts";

/** Characters that are shown of each key on the way to such a number. */
const MAX_KEY = 40;

/** Whether what ends at `position` of the text is digits: a word does not end in one. */
export function endsInDigit({ text, position }: JsonTokens): boolean {
  const code = text.charCodeAt(position - 1);
  return code >= CHAR.zero && code <= CHAR.nine;
}

/**
 * The error about a number beyond float64, with its index in every array around it: the text is
 * looked through once more, up to the first such number.
 * @param text JSON of which so much is in order
 * @param path what the reader calls the whole text, or a part of it
 */
export function overflowError(text: string, path: string): InferenceError {
  const place = findOverflow(new JsonTokens(text))?.replace(/^\./, "") || path;
  const expected = "expected a number in the range of float64, got one beyond it";
  return new InferenceError("INVALID_ARGUMENT", `${placeOf(place)}: ${expected}`);
}

// The place is put together on the way back, so that nothing is made for what is in order.
function findOverflow(tokens: JsonTokens): string | undefined {
  const code = tokens.peek();
  if (code === CHAR.braceOpen) {
    for (let key = tokens.firstKey(""); key !== undefined; key = tokens.nextKey("")) {
      const found = findOverflow(tokens);
      if (found !== undefined) return `.${key.slice(0, MAX_KEY)}${found}`;
    }
  } else if (code === CHAR.bracketOpen) {
    let index = 0;
    for (let more = tokens.firstItem(""); more; more = tokens.nextItem("")) {
      const found = findOverflow(tokens);
      if (found !== undefined) return `[${index}]${found}`;
      index++;
    }
  } else if (code === CHAR.quote) tokens.string("");
  else if (tokens.literal() === undefined) {
    const value = scanNumber(tokens);
    if (value === undefined) tokens.fail("", "a JSON value");
    if (!Number.isFinite(value) && endsInDigit(tokens)) return "";
  }
  return undefined;
}
