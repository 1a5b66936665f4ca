/**
 * How much a message becomes when it is made objects of. Two bytes may say "an empty message", which
 * takes fifty times that in memory: so parts are counted before anything is made of them.
 * @module
 */
import { InferenceError } from "../errors.ts";

/** Fields, elements and objects of one message at most: some hundred megabytes when all are objects. */
export const MAX_PARTS = 1_048_576;
/** Messages inside each other that are looked into. */
const MAX_DEPTH = 16;
const MAX_VARINT_BYTES = 10;

const OPEN_BRACE = 0x7b;
const OPEN_BRACKET = 0x5b;

/** @throws InferenceError RESOURCE_EXHAUSTED when the message has more parts than are taken */
export function checkParts(message: Uint8Array, isJson: boolean): void {
  const parts = isJson ? jsonParts(message) : new PartCount(message).count;
  if (parts <= MAX_PARTS) return;
  throw new InferenceError(
    "RESOURCE_EXHAUSTED",
    `The message has more than ${MAX_PARTS} parts; send numbers packed or raw`,
  );
}

function jsonParts(text: Uint8Array): number {
  let count = 0;
  for (const byte of text) if (byte === OPEN_BRACE || byte === OPEN_BRACKET) count++;
  return count;
}

/**
 * Counts fields without a schema: whatever can be read as a message inside of one is counted as if it
 * were one, so that it is never less than a reader with the schema finds.
 */
class PartCount {
  count = 0;
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#message(bytes.length, 0);
  }

  /** Counts up to `end`, or to the first byte that no message has. */
  #message(end: number, depth: number): void {
    while (this.#at < end && this.count <= MAX_PARTS) {
      const tag = this.#varint(end);
      if (tag === undefined || tag < 8) return;
      this.count++;
      if (!this.#field(tag & 7, end, depth)) return;
    }
  }

  #field(type: number, end: number, depth: number): boolean {
    switch (type) {
      case 0:
        return this.#varint(end) !== undefined;
      case 1:
        this.#at += 8;
        return this.#at <= end;
      case 2: {
        const length = this.#varint(end);
        if (length === undefined || length > end - this.#at) return false;
        const after = this.#at + length;
        if (depth < MAX_DEPTH) this.#message(after, depth + 1);
        this.#at = after;
        return true;
      }
      case 5:
        this.#at += 4;
        return this.#at <= end;
      default:
        // Groups begin and end without a length.
        return type === 3 || type === 4;
    }
  }

  #varint(end: number): number | undefined {
    let value = 0;
    let scale = 1;
    const last = Math.min(end, this.#at + MAX_VARINT_BYTES);
    while (this.#at < last) {
      const byte = this.#bytes[this.#at++]!;
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
      scale *= 128;
    }
    return undefined;
  }
}
