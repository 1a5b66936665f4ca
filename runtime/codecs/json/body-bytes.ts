/**
 * The bytes of a body, decoded as far as they are read as text. Most of a large body is one array of
 * numbers: what the scanner reads of it never becomes text.
 * @module
 */
import { InferenceError } from "../../errors.ts";
import { isLongArray, numberScanner } from "./scanner.ts";

const FIRST = new TextDecoder("utf-8", { fatal: true });
/** What looks like a mark in the middle of a body is none. */
const FURTHER = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** A body or rest of so many bytes is decoded at once. */
const SMALL = 8192;
/** Arrays that are looked at before the rest is decoded at once. */
const MAX_LOOKS = 256;
const BRACKET = 0x5b;

export class BodyBytes {
  readonly #bytes: Uint8Array;
  /** The text stands for the bytes from here to there. */
  #from = 0;
  #to = 0;
  #charactersBefore = 0;
  #inVain = -1;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** Characters of the body before the text. */
  get charactersBefore(): number {
    return this.#charactersBefore;
  }

  /** The text up to and with the bracket of the first long array of numbers; all of it when there is none. */
  decodeFirst(): string {
    return this.#decode(FIRST, 0, this.#nextEnd(0));
  }

  /** What is missing from the text; empty when it is complete. */
  decodeRest(): string {
    if (this.#to === this.#bytes.length) return "";
    return this.#decode(FURTHER, this.#to, this.#bytes.length);
  }

  /** The whole body as text, for what is said of it when something is wrong. */
  decodeAll(): string {
    return decodeUtf8(this.#bytes);
  }

  /** Where to scan the array at a character, given the text's length; undefined where that is not known, or was in vain. */
  placeOf(position: number, length: number): { readonly bytes: Uint8Array; readonly at: number } | undefined {
    const at = this.#byteOf(position, length);
    return at === undefined || at === this.#inVain ? undefined : { bytes: this.#bytes, at };
  }

  #byteOf(position: number, length: number): number | undefined {
    if (position === length - 1 && this.#to < this.#bytes.length) return this.#to - 1;
    const isAscii = length === this.#to - this.#from;
    return isAscii ? this.#from + position : undefined;
  }

  /** Notes that the array at byte `at` is none for the scanner, so that it is not asked twice. */
  giveUp(at: number): void {
    this.#inVain = at;
  }

  /**
   * Goes on at byte `at` behind a character whose byte is known, with nothing but ASCII between.
   * Gives the position there, and a new text when the old one ends before.
   */
  goOn(at: number, position: number, length: number): { readonly position: number; readonly text?: string } {
    const characters = position + at - this.#byteOf(position, length)!;
    if (at <= this.#to) return { position: characters };
    this.#charactersBefore += characters;
    this.#from = at;
    return { position: 0, text: this.#decode(FURTHER, at, this.#nextEnd(at)) };
  }

  #decode(decoder: TextDecoder, from: number, to: number): string {
    const text = decodeUtf8(this.#bytes.subarray(from, to), decoder);
    this.#to = to;
    return text;
  }

  #nextEnd(from: number): number {
    const bytes = this.#bytes;
    if (bytes.length - from <= SMALL) return bytes.length;
    let at = bytes.indexOf(BRACKET, from);
    for (let looks = 0; at >= 0 && looks < MAX_LOOKS; looks++) {
      if (isLongArray(bytes, at)) return numberScanner(bytes.length) === undefined ? bytes.length : at + 1;
      at = bytes.indexOf(BRACKET, at + 1);
    }
    return bytes.length;
  }
}

/**
 * The text of UTF-8 bytes, without a mark in front.
 * @throws InferenceError INVALID_ARGUMENT
 */
export function decodeUtf8(bytes: Uint8Array, decoder: TextDecoder = FIRST): string {
  try {
    return decoder.decode(bytes);
  } catch {
    throw new InferenceError("INVALID_ARGUMENT", "The request body is not UTF-8 text");
  }
}
