/** What a client is told of an error, in one wording for every protocol: the unit, then what went wrong. @module */
import { parseJson } from "../codecs/json/reader.ts";
import { InferenceError } from "../errors.ts";
import type { UnitReply } from "../errors.ts";
import { isJsonObject } from "../message/json-value.ts";

/** Longest answer of a unit that is searched for its words. */
const MAX_REPLY = 65_536;

/** The message of an error; of one that a unit answered itself the unit's own words, with its name before them. */
export function toldMessage({ message, unit, reply }: InferenceError): string {
  const words = reply === undefined ? "" : wordsOf(reply);
  if (words === "") return message;
  return unit === undefined || words.startsWith(`Unit "${unit}":`) ? words : `Unit "${unit}": ${words}`;
}

/** An error as clients of another protocol than the unit's are told it. */
export function toldError(error: InferenceError): InferenceError {
  if (error.reply === undefined) return error;
  return new InferenceError(error.code, toldMessage(error), { unit: error.unit, cause: error });
}

// Seldon's errors have their words in status.info, those of the other protocols in error.
function wordsOf({ body }: UnitReply): string {
  const text = typeof body === "string" ? body : new TextDecoder().decode(body.subarray(0, MAX_REPLY));
  if (text.length > MAX_REPLY) return text.trim();
  try {
    const value = parseJson(text);
    if (typeof value === "string") return value;
    if (!isJsonObject(value)) return text;
    const { status, error } = value;
    const info = isJsonObject(status) ? status["info"] : error;
    return typeof info === "string" && info !== "" ? info : text;
  } catch {
    return text.trim();
  }
}
