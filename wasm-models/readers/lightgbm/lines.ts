/** The lines of a model file, one after the other; only what is asked for becomes a string. @module */
import { MAX_LINE, MAX_TEXT } from "./limits.ts";
import { refuse } from "./refuse.ts";

const NEWLINE = 0x0a;
const RETURN = 0x0d;

/** Where something stands in the file. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export class Lines {
  readonly bytes: Uint8Array;
  readonly #text = new TextDecoder();
  /** Of the current line. */
  start = 0;
  end = 0;
  number = 0;
  #next = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  /** Goes to the next line. @returns whether there is one */
  advance(): boolean {
    const { bytes } = this;
    if (this.#next >= bytes.length) return false;
    this.start = this.#next;
    const found = bytes.indexOf(NEWLINE, this.start);
    const stop = found === -1 ? bytes.length : found;
    this.#next = stop + 1;
    this.end = stop > this.start && bytes[stop - 1] === RETURN ? stop - 1 : stop;
    this.number++;
    const length = this.end - this.start;
    if (length > MAX_LINE) refuse(`line ${this.number}`, `at most ${MAX_LINE} bytes`, `${length}`);
    return true;
  }

  get isEmpty(): boolean {
    return this.start === this.end;
  }

  is(text: string): boolean {
    return this.end - this.start === text.length && this.startsWith(text);
  }

  startsWith(text: string): boolean {
    if (this.end - this.start < text.length) return false;
    for (let index = 0; index < text.length; index++) {
      if (this.bytes[this.start + index] !== text.charCodeAt(index)) return false;
    }
    return true;
  }

  /** What stands behind `key=`, or undefined when the line is another. */
  value(key: string): Span | undefined {
    if (!this.startsWith(key) || this.bytes[this.start + key.length] !== 0x3d) return undefined;
    return { start: this.start + key.length + 1, end: this.end };
  }

  text(span: Span = this): string {
    const length = span.end - span.start;
    if (length > MAX_TEXT) refuse(`line ${this.number}`, `at most ${MAX_TEXT} bytes of text`, `${length}`);
    return this.#text.decode(this.bytes.subarray(span.start, span.end));
  }
}
