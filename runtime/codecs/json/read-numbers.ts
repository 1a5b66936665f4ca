/** Reads long arrays of numbers many times faster than value by value. @module */
import { MAX_RANK } from "./limits.ts";
import type { NumberList } from "./number-list.ts";
import { CHAR } from "./number.ts";
import { isLongArray, numberScanner } from "./scanner.ts";
import type { JsonTokens } from "./tokens.ts";

/** A nested array of numbers. */
export interface Numbers {
  /** Sizes of the axes, outermost first. */
  readonly shape: readonly number[];
  /** Row-major, rounded as JSON.parse rounds; null and NaN are NaN. */
  readonly list: NumberList;
  /** Whether there are some, all written without fraction and exponent; none is null or beyond 2^53 then. */
  readonly integers: boolean;
}

/**
 * Reads the array of numbers at the reader's position, where that pays. Else it gives undefined, with
 * the reader where it was, and the array is to be read value by value, which also finds what is
 * wrong with it: when it is short, the reader has no bytes, or anything else than numbers and nulls
 * stands in it, branches of different length or depth, more than `maxRank` axes, integers beyond
 * 2^53 without a fraction among them, digits beyond float64, or no valid JSON.
 * @param maxRank Axes that the array may have: 1 for a flat one. Default as many as there may be.
 * @throws InferenceError INVALID_ARGUMENT naming `path` for more numbers than a body may hold.
 */
export function readNumbers(reader: JsonTokens, path: string, maxRank: number = MAX_RANK): Numbers | undefined {
  const place = reader.place();
  if (place === undefined || place.bytes[place.at] !== CHAR.bracketOpen) return undefined;
  if (!isLongArray(place.bytes, place.at)) return undefined;
  const scanner = numberScanner(place.bytes.length);
  const found = scanner?.scan(place.bytes, place.at, Math.min(maxRank, reader.room), path);
  if (found === undefined) reader.giveUp(place.at);
  else reader.resume(found.end);
  return found;
}
