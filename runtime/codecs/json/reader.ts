/**
 * A pull parser over JSON text. Codecs read straight from it into their own structures: one pass,
 * no intermediate tree, every error with the field's path. It also takes what Python's encoder
 * writes beyond the standard (NaN, Infinity, -Infinity).
 * @module
 */
import { InferenceError } from "../../errors.ts";
import { JsonText } from "../../message/json-text.ts";
import type { JsonPayload } from "../../message/json-text.ts";
import { MAX_DEPTH } from "../../message/json-value.ts";
import type { JsonValue } from "../../message/json-value.ts";
import { placeOf } from "../../message/place.ts";
import { MAX_NODES, MAX_NUMBERS } from "./limits.ts";
import { CHAR, isSpace, scanNumber } from "./number.ts";

const UTF8 = new TextDecoder("utf-8", { fatal: true });
/** The byte order marks of UTF-16, as its decoders' names. */
const UTF16: Readonly<Record<number, string>> = { 0xfffe: "utf-16le", 0xfeff: "utf-16be" };

export class JsonReader {
  readonly text: string;
  position = 0;
  /** Whether the number read last was written without fraction and exponent. */
  wasInteger = false;
  /** Exact value of the integer read last when it is beyond 2^53. */
  wideInteger: bigint | undefined = undefined;
  #depth = 0;
  #nodes = 0;
  #numbers = 0;

  constructor(text: string) {
    this.text = text;
  }

  /**
   * Reads UTF-8 bytes, or UTF-16 with a byte order mark.
   * @throws InferenceError INVALID_ARGUMENT for bytes that are neither.
   */
  static fromBytes(bytes: Uint8Array): JsonReader {
    try {
      return new JsonReader(UTF8.decode(bytes));
    } catch {
      const wide = UTF16[(bytes[0]! << 8) | (bytes[1] ?? 0)];
      if (wide !== undefined) return new JsonReader(new TextDecoder(wide).decode(bytes));
      throw new InferenceError("INVALID_ARGUMENT", "The request body is not UTF-8 text");
    }
  }

  /** Char code of the next token's first character, NaN at the end. */
  peek(): number {
    let code = this.text.charCodeAt(this.position);
    while (isSpace(code)) code = this.text.charCodeAt(++this.position);
    return code;
  }

  /** Throws what was expected at `path` and the type of what stands there. */
  fail(path: string, expected: string): never {
    const code = this.peek();
    const got = Number.isNaN(code) ? "the end of the body" : `${kindOf(code)} at character ${this.position}`;
    throw new InferenceError("INVALID_ARGUMENT", `${placeOf(path)}: expected ${expected}, got ${got}`);
  }

  /** Consumes one structural character. */
  expect(code: number, path: string, expected: string): void {
    if (this.peek() !== code) this.fail(path, expected);
    this.position++;
  }

  /** Enters an object and returns its first key, undefined when it is empty. */
  firstKey(path: string, expected: string = "an object"): string | undefined {
    this.expect(CHAR.braceOpen, path, expected);
    this.descend(path);
    if (this.peek() === CHAR.braceClose) return this.#leave();
    return this.#key(path);
  }

  /** The key after the value just read, undefined at the object's end. */
  nextKey(path: string): string | undefined {
    const code = this.peek();
    if (code === CHAR.braceClose) return this.#leave();
    if (code !== CHAR.comma) this.fail(path, 'a comma or "}"');
    this.position++;
    return this.#key(path);
  }

  /** Enters an array; false when it is empty (and already left). */
  firstItem(path: string, expected: string = "an array"): boolean {
    this.expect(CHAR.bracketOpen, path, expected);
    this.descend(path);
    if (this.peek() !== CHAR.bracketClose) return true;
    this.#leave();
    return false;
  }

  /** Moves to the next item; false at the array's end. */
  nextItem(path: string): boolean {
    const code = this.peek();
    if (code === CHAR.comma) {
      this.position++;
      return true;
    }
    if (code !== CHAR.bracketClose) this.fail(path, 'a comma or "]"');
    this.#leave();
    return false;
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

  descend(path: string): void {
    if (++this.#depth > MAX_DEPTH) {
      throw new InferenceError("INVALID_ARGUMENT", `${placeOf(path)}: nested deeper than ${MAX_DEPTH} levels`);
    }
  }

  #leave(): undefined {
    this.#depth--;
    this.position++;
    return undefined;
  }

  #key(path: string): string {
    const key = this.string(path, "a key in quotes");
    this.expect(CHAR.colon, path, 'a ":" after a key');
    return key;
  }

  string(path: string, expected: string = "a string"): string {
    if (this.peek() !== CHAR.quote) this.fail(path, expected);
    const start = ++this.position;
    const { text } = this;
    for (let at = start; ; at++) {
      const code = text.charCodeAt(at);
      if (code === CHAR.quote) {
        this.position = at + 1;
        return text.slice(start, at);
      }
      if (code === CHAR.backslash || !(code >= 0x20)) return this.#escaped(start, at, path);
    }
  }

  // The slow way for strings with escapes: find the end, let the platform decode.
  #escaped(start: number, from: number, path: string): string {
    const { text } = this;
    let at = from;
    while (at < text.length && text.charCodeAt(at) !== CHAR.quote) at += text.charCodeAt(at) === CHAR.backslash ? 2 : 1;
    try {
      const value = JSON.parse(text.slice(start - 1, at + 1)) as string;
      this.position = at + 1;
      return value;
    } catch {
      this.position = from;
      if (from >= text.length) this.fail(path, "a closing quote");
      throw new InferenceError(
        "INVALID_ARGUMENT",
        `${placeOf(path)}: invalid escape or control character in a string at character ${from}`,
      );
    }
  }

  /** Reads a number; see `wasInteger` and `wideInteger` for how it was written. */
  number(path: string, expected: string = "a number"): number {
    this.peek();
    const value = scanNumber(this);
    if (value === undefined) this.fail(path, expected);
    return value;
  }

  /** Reads `true`, `false` or `null` when it stands here. */
  literal(): boolean | null | undefined {
    this.peek();
    const { text, position } = this;
    if (text.startsWith("true", position)) return this.#advance(4, true);
    if (text.startsWith("false", position)) return this.#advance(5, false);
    if (text.startsWith("null", position)) return this.#advance(4, null);
    return undefined;
  }

  #advance<T>(count: number, value: T): T {
    this.position += count;
    return value;
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

  /** Passes over any JSON value; false when a number in it is none that JSON can say (`NaN`, `1e999`). */
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

  /** Reads `null` when it stands here. */
  isNull(): boolean {
    return this.peek() === CHAR.lowerN && this.literal() === null;
  }

  /** Checks that nothing follows the value. */
  end(): void {
    if (!Number.isNaN(this.peek())) this.fail("", "nothing after the JSON value");
  }
}

/** The value of a JSON text. */
export function parseJson(text: string): JsonValue {
  const reader = new JsonReader(text);
  const value = reader.value("");
  reader.end();
  return value;
}

function kindOf(code: number): string {
  if (code === CHAR.quote) return "a string";
  if (code === CHAR.braceOpen) return "an object";
  if (code === CHAR.bracketOpen) return "an array";
  if (code === CHAR.minus || (code >= CHAR.zero && code <= CHAR.nine)) return "a number";
  if (code === CHAR.lowerT || code === CHAR.lowerF) return "a boolean";
  return code === CHAR.lowerN ? "null" : "an unexpected character";
}
