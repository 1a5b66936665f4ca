/** Base64 with validation, the same on every host. @module */
import { InferenceError } from "../errors.ts";

const UTF8 = new TextEncoder();
const ALPHABET = UTF8.encode("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/");
const PADDING = 0x3d;
/** The character of value 0. */
const ZERO = 0x41;
const INVALID = 255;
const SPACE = /[ \t\r\n]/;
const SPACES = /[ \t\r\n]+/g;
const ASCII = new TextDecoder();

/** Six bits by character; also of the URL-safe alphabet. */
const VALUES = new Uint8Array(256).fill(INVALID);
for (const [value, code] of ALPHABET.entries()) VALUES[code] = value;
VALUES[0x2d] = 62;
VALUES[0x5f] = 63;

/** Characters that are looked at together: reading bytes is faster than reading a text. */
const CHUNK = 1 << 16;

/**
 * Decodes standard or URL-safe base64, padded or not, in lines or in one.
 * @throws InferenceError INVALID_ARGUMENT naming `path`.
 */
export function decodeBase64(wrapped: string, path: string): Uint8Array<ArrayBuffer> {
  const text = SPACE.test(wrapped) ? wrapped.replaceAll(SPACES, "") : wrapped;
  let end = text.length;
  while (end > 0 && text.charCodeAt(end - 1) === PADDING && text.length - end < 2) end--;
  if (end % 4 === 1) throw invalidBase64(path);
  const out = new Uint8Array(Math.floor((end * 3) / 4));
  const chunk = new Uint8Array(Math.min(CHUNK, Math.ceil(end / 4) * 4));
  for (let at = 0; at < end; at += CHUNK) {
    const count = Math.min(CHUNK, end - at);
    const { read, written } = UTF8.encodeInto(text.slice(at, at + count), chunk);
    if (read !== count || written !== count) throw invalidBase64(path);
    // What is missing from the last four characters counts as 0, and falls behind the end of `out`.
    if (count % 4 !== 0) chunk.fill(ZERO, count, Math.ceil(count / 4) * 4);
    if (!decodeChunk(chunk, count, out, (at / 4) * 3)) throw invalidBase64(path);
  }
  return out;
}

function decodeChunk(codes: Uint8Array, count: number, out: Uint8Array, start: number): boolean {
  let next = start;
  for (let at = 0; at < count; at += 4) {
    const first = VALUES[codes[at]!]!;
    const second = VALUES[codes[at + 1]!]!;
    const third = VALUES[codes[at + 2]!]!;
    const fourth = VALUES[codes[at + 3]!]!;
    if ((first | second | third | fourth) > 63) return false;
    out[next] = (first << 2) | (second >> 4);
    out[next + 1] = (second << 4) | (third >> 2);
    out[next + 2] = (third << 6) | fourth;
    next += 3;
  }
  return true;
}

function invalidBase64(path: string): InferenceError {
  return new InferenceError("INVALID_ARGUMENT", `${path}: expected base64 text`);
}

/** Encodes as standard, padded base64. */
export function encodeBase64(bytes: Uint8Array): string {
  const out = new Uint8Array(4 * Math.ceil(bytes.length / 3));
  const whole = bytes.length - (bytes.length % 3);
  let next = 0;
  for (let at = 0; at < whole; at += 3) {
    const triple = (bytes[at]! << 16) | (bytes[at + 1]! << 8) | bytes[at + 2]!;
    out[next] = ALPHABET[triple >> 18]!;
    out[next + 1] = ALPHABET[(triple >> 12) & 63]!;
    out[next + 2] = ALPHABET[(triple >> 6) & 63]!;
    out[next + 3] = ALPHABET[triple & 63]!;
    next += 4;
  }
  if (whole < bytes.length) {
    const rest = (bytes[whole]! << 8) | (bytes[whole + 1] ?? 0);
    out[next] = ALPHABET[rest >> 10]!;
    out[next + 1] = ALPHABET[(rest >> 4) & 63]!;
    out[next + 2] = whole + 1 < bytes.length ? ALPHABET[(rest << 2) & 63]! : PADDING;
    out[next + 3] = PADDING;
  }
  return ASCII.decode(out);
}
