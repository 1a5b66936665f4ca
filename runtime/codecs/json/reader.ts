/**
 * A pull parser over JSON text. Codecs read straight from it into their own structures: one pass,
 * no intermediate tree.
 * @module
 */
import { InferenceError } from "../../errors.ts";
import { JsonText } from "../../message/json-text.ts";
import type { JsonPayload } from "../../message/json-text.ts";
import type { JsonValue } from "../../message/json-value.ts";
import { placeOf } from "../../message/place.ts";
import { BodyBytes, decodeUtf8 } from "./body-bytes.ts";
import { MAX_NODES, MAX_NUMBERS } from "./limits.ts";
import { CHAR } from "./number.ts";
import { endsInDigit, overflowError } from "./overflow.ts";
import { LONG } from "./scanner.ts";
import { JsonTokens } from "./tokens.ts";

/** The byte order marks of UTF-16, as its decoders' names. */
const UTF16: Readonly<Record<number, string>> = { 0xfffe: "utf-16le", 0xfeff: "utf-16be" };

export class JsonReader extends JsonTokens {
  #nodes = 0;
  #numbers = 0;

  /**
   * Reads UTF-8 bytes, or UTF-16 with a byte order mark.
   * @throws InferenceError INVALID_ARGUMENT for bytes that are neither; of a large body perhaps only when its end is read.
   */
  static fromBytes(bytes: Uint8Array): JsonReader {
    const wide = UTF16[(bytes[0]! << 8) | (bytes[1] ?? 0)];
    if (wide !== undefined) return new JsonReader(new TextDecoder(wide).decode(bytes));
    if (bytes.length < LONG) return new JsonReader(decodeUtf8(bytes));
    const body = new BodyBytes(bytes);
    return new JsonReader(body.decodeFirst(), body);
  }

  /**
   * Counts one more object, array, text or key that will be kept.
   * @throws InferenceError INVALID_ARGUMENT naming `path` when there are too many.
   */
  count(path: string): void {
    if (++this.#nodes > MAX_NODES) {
      const expected = `expected at most ${MAX_NODES} objects, arrays and texts, got more`;
      throw new InferenceError("INVALID_ARGUMENT", `${placeOf(path)}: ${expected}`);
    }
  }

  /**
   * Reads a number, or the words NaN and Infinity.
   * @throws InferenceError INVALID_ARGUMENT for what is none, and for digits that float64 only holds
   * as infinite, naming the element.
   */
  override number(path: string, expected?: string): number {
    const value = super.number(path, expected);
    if (!Number.isFinite(value) && endsInDigit(this)) throw overflowError(this.wholeText(), path);
    return value;
  }

  #looseNumber(path: string): number {
    const number = this.number(path, "a JSON value");
    if (this.wideInteger !== undefined) this.count(path);
    if (++this.#numbers > MAX_NUMBERS) {
      throw new InferenceError(
        "INVALID_ARGUMENT",
        `${placeOf(path)}: expected at most ${MAX_NUMBERS} numbers, got more`,
      );
    }
    return number;
  }

  /** Reads any JSON value. */
  value(path: string): JsonValue {
    const code = this.peek();
    if (code === CHAR.braceOpen) return this.#object(path);
    if (code === CHAR.bracketOpen) return this.#array(path);
    if (code === CHAR.quote) {
      this.count(path);
      return this.string(path);
    }
    const literal = this.literal();
    if (literal !== undefined) return literal;
    const number = this.#looseNumber(path);
    return this.wideInteger ?? number;
  }

  /** Passes over any JSON value; false when a number in it is none that JSON can say, as `NaN`. */
  skip(path: string): boolean {
    const code = this.peek();
    let isFinite = true;
    if (code === CHAR.braceOpen) {
      this.count(path);
      for (let key = this.firstKey(path); key !== undefined; key = this.nextKey(path)) {
        this.count(path);
        if (!this.skip(path)) isFinite = false;
      }
    } else if (code === CHAR.bracketOpen) {
      this.count(path);
      for (let more = this.firstItem(path); more; more = this.nextItem(path)) {
        if (!this.skip(path)) isFinite = false;
      }
    } else if (code === CHAR.quote) {
      this.count(path);
      this.string(path);
    } else if (this.literal() === undefined) return Number.isFinite(this.#looseNumber(path));
    return isFinite;
  }

  /** Reads any JSON value as a payload that keeps its text, where that text may be sent on as it is. */
  payload(path: string): JsonPayload {
    this.peek();
    const start = this.position;
    const isFinite = this.skip(path);
    const text = this.text.slice(start, this.position);
    return isFinite ? new JsonText(text, parseJson) : { kind: "json", value: parseJson(text) };
  }

  #object(path: string): JsonValue {
    this.count(path);
    const object: Record<string, JsonValue> = {};
    for (let key = this.firstKey(path); key !== undefined; key = this.nextKey(path)) {
      this.count(path);
      const value = this.value(path);
      // A plain assignment to "__proto__" would set the prototype instead of a key.
      if (key === "__proto__")
        Object.defineProperty(object, key, { value, enumerable: true, writable: true, configurable: true });
      else object[key] = value;
    }
    return object;
  }

  #array(path: string): JsonValue {
    this.count(path);
    const items: JsonValue[] = [];
    for (let more = this.firstItem(path); more; more = this.nextItem(path)) items.push(this.value(path));
    return items;
  }
}

/** The value of a JSON text. */
export function parseJson(text: string): JsonValue {
  const reader = new JsonReader(text);
  const value = reader.value("");
  reader.end();
  return value;
}
