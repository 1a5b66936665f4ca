/**
 * What JSON text is made of, one piece after another: keys, items, texts, numbers and literals,
 * every error with the field's path. It also takes what Python's encoder writes beyond the
 * standard (NaN, Infinity, -Infinity).
 * @module
 */
import { InferenceError } from "../../errors.ts";
import { MAX_DEPTH } from "../../message/json-value.ts";
import { placeOf } from "../../message/place.ts";
import type { BodyBytes } from "./body-bytes.ts";
import { CHAR, isSpace, scanNumber } from "./number.ts";

export class JsonTokens {
  /**
   * What of the body is text by now. Positions hold for it as long as `resume` does not replace
   * it; it only grows otherwise.
   */
  text: string;
  position = 0;
  /** Whether the number read last was written without fraction and exponent. */
  wasInteger = false;
  /** Exact value of the integer read last when it is beyond 2^53. */
  wideInteger: bigint | undefined = undefined;
  readonly #bytes: BodyBytes | undefined;
  #depth = 0;

  /** @param bytes What `text` is the beginning of, when it is not all. */
  constructor(text: string, bytes?: BodyBytes) {
    this.text = text;
    this.#bytes = bytes;
  }

  /** Char code of the next token's first character, NaN at the end. */
  peek(): number {
    let code = this.text.charCodeAt(this.position);
    while (isSpace(code)) code = this.text.charCodeAt(++this.position);
    return Number.isNaN(code) && this.#extend() ? this.peek() : code;
  }

  #extend(): boolean {
    const rest = this.#bytes?.decodeRest() ?? "";
    this.text += rest;
    return rest !== "";
  }

  /** The body's bytes and where the next token begins in them, for the scanner; undefined when there is nothing for it. */
  place(): { readonly bytes: Uint8Array; readonly at: number } | undefined {
    if (this.#bytes === undefined) return undefined;
    this.peek();
    return this.#bytes.placeOf(this.position, this.text.length);
  }

  /** Notes that the array at byte `at` is to be read value by value. */
  giveUp(at: number): void {
    this.#bytes?.giveUp(at);
  }

  /** Goes on at a byte of the body; it and the place are known to have only ASCII between them. */
  resume(at: number): void {
    if (this.#bytes === undefined) throw new TypeError("A reader of text has no bytes to go on at");
    const { position, text } = this.#bytes.goOn(at, this.position, this.text.length);
    this.position = position;
    if (text !== undefined) this.text = text;
  }

  /** Levels of arrays and objects that may still be entered. */
  get room(): number {
    return MAX_DEPTH - this.#depth;
  }

  /** Throws what was expected at `path` and the type of what stands there. */
  fail(path: string, expected: string): never {
    const code = this.peek();
    const got = Number.isNaN(code) ? "the end of the body" : `${kindOf(code)} at ${this.#character(this.position)}`;
    throw new InferenceError("INVALID_ARGUMENT", `${placeOf(path)}: expected ${expected}, got ${got}`);
  }

  #character(position: number): string {
    return `character ${(this.#bytes?.charactersBefore ?? 0) + position}`;
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
    if (at >= text.length && this.#extend()) {
      this.position = start - 1;
      return this.string(path);
    }
    try {
      const value = JSON.parse(text.slice(start - 1, at + 1)) as string;
      this.position = at + 1;
      return value;
    } catch {
      this.position = from;
      if (from >= text.length) this.fail(path, "a closing quote");
      throw new InferenceError(
        "INVALID_ARGUMENT",
        `${placeOf(path)}: invalid escape or control character in a string at ${this.#character(from)}`,
      );
    }
  }

  /** The whole text, also of a body of which only parts are text. */
  protected wholeText(): string {
    return this.#bytes?.decodeAll() ?? this.text;
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

  /** Reads `null` when it stands here. */
  isNull(): boolean {
    return this.peek() === CHAR.lowerN && this.literal() === null;
  }

  /** Checks that nothing follows the value. */
  end(): void {
    if (!Number.isNaN(this.peek())) this.fail("", "nothing after the JSON value");
  }
}

function kindOf(code: number): string {
  if (code === CHAR.quote) return "a string";
  if (code === CHAR.braceOpen) return "an object";
  if (code === CHAR.bracketOpen) return "an array";
  if (code === CHAR.minus || (code >= CHAR.zero && code <= CHAR.nine)) return "a number";
  if (code === CHAR.lowerT || code === CHAR.lowerF) return "a boolean";
  return code === CHAR.lowerN ? "null" : "an unexpected character";
}
