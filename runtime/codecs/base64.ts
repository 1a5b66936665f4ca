/** Base64 with validation, the same on every host. @module */
import { InferenceError } from "../errors.ts";

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const INVALID = 255;
const SPACE = /[ \t\r\n]/;
const SPACES = /[ \t\r\n]+/g;
const VALUES = new Uint8Array(128).fill(INVALID);
for (let i = 0; i < 64; i++) VALUES[ALPHABET.charCodeAt(i)] = i;

/**
 * Decodes standard or URL-safe base64, padded or not, in lines or in one.
 * @throws InferenceError INVALID_ARGUMENT naming `path`.
 */
export function decodeBase64(wrapped: string, path: string): Uint8Array<ArrayBuffer> {
  const text = SPACE.test(wrapped) ? wrapped.replaceAll(SPACES, "") : wrapped;
  let end = text.length;
  while (end > 0 && text.charCodeAt(end - 1) === 0x3d && text.length - end < 2) end--;
  if (end % 4 === 1) throw invalidBase64(path);
  const out = new Uint8Array(Math.floor((end * 3) / 4));
  let bits = 0;
  let held = 0;
  let next = 0;
  for (let at = 0; at < end; at++) {
    const value = valueOf(text.charCodeAt(at));
    if (value === INVALID) throw invalidBase64(path);
    bits = ((bits << 6) | value) & 0xffff;
    held += 6;
    if (held < 8) continue;
    held -= 8;
    out[next++] = bits >> held;
  }
  return out;
}

function valueOf(code: number): number {
  if (code === 0x2d) return 62;
  if (code === 0x5f) return 63;
  return code < 128 ? VALUES[code]! : INVALID;
}

function invalidBase64(path: string): InferenceError {
  return new InferenceError("INVALID_ARGUMENT", `${path}: expected base64 text`);
}

/** Encodes as standard, padded base64. */
export function encodeBase64(bytes: Uint8Array): string {
  const parts: string[] = [];
  for (let at = 0; at < bytes.length; at += 3) {
    const triple = (bytes[at]! << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
    const third = at + 1 < bytes.length ? ALPHABET[(triple >> 6) & 63]! : "=";
    const fourth = at + 2 < bytes.length ? ALPHABET[triple & 63]! : "=";
    parts.push(ALPHABET[triple >> 18]! + ALPHABET[(triple >> 12) & 63]! + third + fourth);
  }
  return parts.join("");
}
