/**
 * Numbers that a client wrote as finite and that float64 only holds as infinite, as 1e400. The words
 * NaN and Infinity, which JSON does not have either, are taken.
 * @module
 */
import { invalid } from "../../errors.ts";
import { CHAR } from "../json/number.ts";
import { JsonReader } from "../json/reader.ts";

/** Whether there are infinities among the values of a list or typed array, whatever they were written as. */
export function hasInfinity(values: ArrayLike<unknown>): boolean {
  const list = values as readonly unknown[];
  return list.includes(Infinity) || list.includes(-Infinity);
}

/**
 * Looks through a body that has infinities once more.
 * @param json a body that has been read, so that it is JSON
 * @throws InferenceError INVALID_ARGUMENT naming the first number that is beyond float64
 */
export function refuseOverflow(json: Uint8Array): void {
  const found = findOverflow(JsonReader.fromBytes(json));
  if (found === undefined) return;
  const path = found.replace(/^\./, "");
  invalid(`${path.slice(0, 200)}: expected a number in the range of float64, got one beyond it`);
}

// Where it stands, put together on the way back, so that nothing is made for what is in order.
function findOverflow(reader: JsonReader): string | undefined {
  const code = reader.peek();
  if (code === CHAR.braceOpen) {
    for (let key = reader.firstKey(""); key !== undefined; key = reader.nextKey("")) {
      const found = findOverflow(reader);
      if (found !== undefined) return `.${key.slice(0, 40)}${found}`;
    }
  } else if (code === CHAR.bracketOpen) {
    let index = 0;
    for (let more = reader.firstItem(""); more; more = reader.nextItem("")) {
      const found = findOverflow(reader);
      if (found !== undefined) return `[${index}]${found}`;
      index++;
    }
  } else if (code === CHAR.quote) reader.string("");
  else if (reader.literal() === undefined) {
    const start = reader.position;
    const value = reader.number("");
    if (!Number.isFinite(value) && isLexeme(reader.text, start)) return "";
  }
  return undefined;
}

// Digits behind a sign or without; the words have none.
function isLexeme(text: string, start: number): boolean {
  const code = text.charCodeAt(text.charCodeAt(start) === CHAR.minus ? start + 1 : start);
  return code >= CHAR.zero && code <= CHAR.nine;
}
