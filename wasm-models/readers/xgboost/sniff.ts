/** Tells the formats of XGBoost apart by their first bytes. @module */

export type XgboostFormat = "json" | "ubjson" | "binary" | "headerless" | "base64" | "snapshot";

export const BINARY_HEADER = "binf";
export const BASE64_HEADER = "bs64\t";
/** In front of what old versions put into a pickle. */
export const SNAPSHOT_HEADER = "CONFIG-offset:";

/** Parameters of the learner, and the lengths of two names. */
const LEAST_HEADERLESS = 152;
const OBJECTIVE_AT = 136;

/** @returns undefined when it is no model of this library */
export function sniffXgboost(bytes: Uint8Array): XgboostFormat | undefined {
  if (startsWith(bytes, BINARY_HEADER)) return "binary";
  if (startsWith(bytes, BASE64_HEADER)) return "base64";
  if (startsWith(bytes, SNAPSHOT_HEADER)) return "snapshot";
  const first = firstOf(bytes);
  if (first === undefined) return undefined;
  if (bytes[first] === 0x7b) return sniffObject(bytes, first);
  return isHeaderless(bytes) ? "headerless" : undefined;
}

/** In JSON a quote, a brace or white space follows the brace, in UBJSON a marker. */
function sniffObject(bytes: Uint8Array, first: number): XgboostFormat | undefined {
  const next = bytes[first + 1];
  if (next === 0x22 || next === 0x7d || isSpace(next)) return "json";
  return first === 0 && next !== undefined && "iUIlL#$N".includes(String.fromCharCode(next)) ? "ubjson" : undefined;
}

/**
 * The first format without its mark: a short name of letters stands where the objective should, such as
 * `reg:linear`.
 */
function isHeaderless(bytes: Uint8Array): boolean {
  if (bytes.length < LEAST_HEADERLESS) return false;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = view.getUint32(OBJECTIVE_AT, true);
  if (view.getUint32(OBJECTIVE_AT + 4, true) !== 0 || length < 3 || length > 64) return false;
  if (bytes.length < OBJECTIVE_AT + 8 + length) return false;
  const name = bytes.subarray(OBJECTIVE_AT + 8, OBJECTIVE_AT + 8 + length);
  return name.every((code) => code > 0x20 && code < 0x7f);
}

function startsWith(bytes: Uint8Array, text: string): boolean {
  if (bytes.length < text.length) return false;
  for (let index = 0; index < text.length; index++) if (bytes[index] !== text.charCodeAt(index)) return false;
  return true;
}

/** Where the first byte is that is no white space. */
function firstOf(bytes: Uint8Array): number | undefined {
  for (let at = 0; at < bytes.length && at < 1024; at++) if (!isSpace(bytes[at])) return at;
  return undefined;
}

function isSpace(code: number | undefined): boolean {
  return code === 0x20 || code === 0x09 || code === 0x0a || code === 0x0d;
}
