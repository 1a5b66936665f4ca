/** The same bytes read with the scanner and without it. */
import { expect } from "vitest";
import { NumberScanner, useScanner } from "../../../runtime/codecs/json/scanner.ts";
import { SCANNER_MODULE } from "../../../runtime/codecs/json/scanner-module.ts";
import { InferenceError } from "../../../runtime/errors.ts";

const UTF8 = new TextEncoder();
const SCANNER = new NumberScanner(new WebAssembly.Module(Buffer.from(SCANNER_MODULE, "base64")));

/** So much space makes any array long enough for the scanner. */
export const SPACE = " ".repeat(600);
/** So much makes the body large enough to be decoded piece by piece. */
export const MUCH_SPACE = " ".repeat(9000);

/** What reading gave: numbers as their bits, so that -0 is not 0, or the error. */
export function outcome(read: (body: Uint8Array) => unknown, body: Uint8Array): unknown {
  try {
    return bitsOf(read(body));
  } catch (error) {
    expect(InferenceError.is(error), String(error)).toBe(true);
    const { code, message } = error as InferenceError;
    return { code, message };
  }
}

function bitsOf(value: unknown): unknown {
  if (value instanceof Float64Array) return { float64: new BigUint64Array(new Float64Array(value).buffer) };
  if (Array.isArray(value)) return value.map(bitsOf);
  if (typeof value !== "object" || value === null || ArrayBuffer.isView(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, bitsOf(item)]));
}

/** Reads with the scanner, or in JavaScript alone. */
export function withScanner<T>(isOn: boolean, read: () => T): T {
  useScanner(isOn ? SCANNER : "none");
  try {
    return read();
  } finally {
    useScanner("compile");
  }
}

/** Expects the same of both ways and gives it. */
export function bothWays(read: (body: Uint8Array) => unknown, body: string | Uint8Array): unknown {
  const bytes = typeof body === "string" ? UTF8.encode(body) : body;
  const expected = withScanner(false, () => outcome(read, bytes));
  expect(withScanner(true, () => outcome(read, bytes))).toEqual(expected);
  return expected;
}
