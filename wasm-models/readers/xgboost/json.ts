/**
 * Reads a model's JSON. It differs from JSON.parse in three ways: lists of numbers become typed arrays,
 * the bare words NaN and Infinity are numbers (the library writes them), and everything is bounded.
 * @module
 */
import { Containers } from "./containers.ts";
import { EMPTY, UNREAD } from "./document.ts";
import type { DocumentValue } from "./document.ts";
import { MAX_STRING } from "./limits.ts";
import { JsonNumbers } from "./json-numbers.ts";
import { refuse } from "./refuse.ts";

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/** @throws ModelFileError naming the byte where it is no JSON */
export function readJson(bytes: Uint8Array): DocumentValue {
  const reader = new JsonReader(bytes);
  const value = reader.value();
  reader.end();
  return value;
}

class JsonReader {
  readonly #bytes: Uint8Array;
  readonly #numbers: JsonNumbers;
  readonly #containers: Containers;
  readonly #text = new TextDecoder();
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#numbers = new JsonNumbers(bytes);
    this.#containers = new Containers(bytes.length);
  }

  value(): DocumentValue {
    switch (this.#next()) {
      case OPEN_OBJECT:
        return this.#object();
      case OPEN_LIST:
        return this.#list();
      case QUOTE:
        return this.#string();
      case 0x74:
        return this.#word("true", true);
      case 0x66:
        return this.#word("false", false);
      case 0x6e:
        return this.#word("null", null);
      default:
        return this.#number();
    }
  }

  end(): void {
    const code = this.#next();
    if (code !== undefined && code !== 0) this.#fail("the end of the document", "more");
  }

  #object(): DocumentValue {
    this.#containers.enter(this.#at++);
    const fields = new Map<string, DocumentValue>();
    if (this.#next() === CLOSE_OBJECT) this.#at++;
    else {
      for (let code: number | undefined = COMMA; code === COMMA; code = this.#separator(CLOSE_OBJECT)) {
        if (this.#next() !== QUOTE) this.#fail("a field's name");
        const name = this.#string();
        if (this.#next() !== COLON) this.#fail("a colon");
        this.#at++;
        if (UNREAD.has(name)) this.#pass();
        else fields.set(name, this.value());
      }
    }
    this.#containers.leave();
    return fields;
  }

  #list(): DocumentValue {
    this.#at++;
    const code = this.#next();
    if (code === CLOSE_LIST) {
      this.#at++;
      return EMPTY;
    }
    this.#containers.enter(this.#at - 1);
    const list = isNumber(code) ? this.#numberList() : this.#items([]);
    this.#containers.leave();
    return list;
  }

  /** @param items that were read already */
  #items(items: DocumentValue[]): DocumentValue[] {
    for (let code: number | undefined = COMMA; code === COMMA; code = this.#separator(CLOSE_LIST)) {
      items.push(this.value());
    }
    return items;
  }

  #numberList(): DocumentValue {
    const numbers = this.#numbers;
    numbers.clear();
    for (let code: number | undefined = COMMA; code === COMMA; code = this.#separator(CLOSE_LIST)) {
      if (!isNumber(this.#next())) return this.#items(Array.from(numbers.taken()));
      this.#at = numbers.push(this.#at);
    }
    return numbers.taken();
  }

  #number(): number {
    this.#numbers.clear();
    this.#at = this.#numbers.push(this.#at);
    return this.#numbers.last;
  }

  /** Reads what nothing needs: of a list of numbers only where it ends is looked for. */
  #pass(): void {
    if (this.#next() === OPEN_LIST) {
      const bytes = this.#bytes;
      let at = this.#at + 1;
      while (at < bytes.length && !stopsPassing(bytes[at]!)) at++;
      if (bytes[at] === CLOSE_LIST) {
        this.#at = at + 1;
        return;
      }
    }
    this.value();
  }

  #string(): string {
    const bytes = this.#bytes;
    const start = ++this.#at;
    let escaped = false;
    let end = start;
    for (; end < bytes.length && bytes[end] !== QUOTE; end++) {
      if (bytes[end] !== BACKSLASH) continue;
      escaped = true;
      end++;
    }
    if (end >= bytes.length) this.#fail("the end of a string", "the end of the file");
    if (end - start > MAX_STRING) this.#fail(`a string of at most ${MAX_STRING} bytes`, `${end - start}`);
    this.#at = end + 1;
    const text = this.#text.decode(bytes.subarray(start, end));
    if (!escaped) return text;
    try {
      return JSON.parse(`"${text}"`) as string;
    } catch {
      return refuse(`byte ${start}`, "a string in JSON", "another escape");
    }
  }

  #word<T>(word: string, value: T): T {
    for (let index = 0; index < word.length; index++) {
      if (this.#bytes[this.#at + index] !== word.charCodeAt(index)) this.#fail(word);
    }
    this.#at += word.length;
    return value;
  }

  /** Passes over what is behind an item: a comma, or the closing bracket. */
  #separator(close: number): number {
    const code = this.#next();
    if (code !== COMMA && code !== close) this.#fail(`a comma or "${String.fromCharCode(close)}"`);
    this.#at++;
    return code;
  }

  /** The next byte that is no white space; it stays the next. */
  #next(): number | undefined {
    const bytes = this.#bytes;
    let code = bytes[this.#at];
    while (code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09) code = bytes[++this.#at];
    return code;
  }

  #fail(expected: string, got?: string): never {
    const code = this.#bytes[this.#at];
    const byte = code === undefined ? "the end of the file" : `byte 0x${code.toString(16).padStart(2, "0")}`;
    return refuse(`byte ${this.#at}`, expected, got ?? byte);
  }
}

/** Whether a value that begins so may stand in a list of numbers. */
function isNumber(code: number | undefined): boolean {
  return code !== OPEN_LIST && code !== OPEN_OBJECT && code !== QUOTE;
}

/** Whether a byte ends the search for the end of a list of numbers. */
function stopsPassing(code: number): boolean {
  return code === CLOSE_LIST || code === OPEN_LIST || code === OPEN_OBJECT || code === QUOTE;
}
