/** Text of pickles: UTF-8 with lone surrogates, and the escapes of the text protocol. @module */

const SHORT = 24;
const CHUNK = 8192;
const fatal = { fatal: true, ignoreBOM: true } as const;

/** @returns undefined when it is not UTF-8 */
export function decodeUtf8(bytes: Uint8Array, start: number, end: number): string | undefined {
  if (end - start <= SHORT) {
    const short = decodeShort(bytes, start, end);
    if (short !== undefined) return short;
  }
  const view = bytes.subarray(start, end);
  try {
    return new TextDecoder("utf-8", fatal).decode(view);
  } catch {
    return decodeSurrogates(view);
  }
}

/** One character a byte. */
export function latin1(bytes: Uint8Array): string {
  if (bytes.length <= CHUNK) return String.fromCharCode(...bytes);
  let text = "";
  for (let at = 0; at < bytes.length; at += CHUNK) text += String.fromCharCode(...bytes.subarray(at, at + CHUNK));
  return text;
}

/** @returns undefined when there is a character above U+00FF */
export function latin1Bytes(text: string): Uint8Array | undefined {
  const bytes = new Uint8Array(text.length);
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code > 0xff) return undefined;
    bytes[index] = code;
  }
  return bytes;
}

/** Python's raw-unicode-escape: `\uXXXX` and `\UXXXXXXXX` in Latin-1 text. */
export function decodeRawUnicode(line: Uint8Array): string {
  // An escape counts when an odd number of backslashes stands before its letter.
  return latin1(line).replaceAll(/(?<!\\)(?:\\\\)*\\(?:u([\da-fA-F]{4})|U([\da-fA-F]{8}))/g, (whole, short, long) => {
    const digits = (short ?? long) as string;
    const code = Number.parseInt(digits, 16);
    const before = whole.slice(0, whole.length - digits.length - 2);
    return code > 0x10ffff ? whole : before + String.fromCodePoint(code);
  });
}

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ["n", "\n"],
  ["r", "\r"],
  ["t", "\t"],
  ["\\", "\\"],
  ["'", "'"],
  ['"', '"'],
  ["a", "\u0007"],
  ["b", "\b"],
  ["f", "\f"],
  ["v", "\v"],
]);

/** A string of Python 2 as `repr` wrote it. @returns undefined when it is not quoted */
export function decodeQuoted(line: Uint8Array): string | undefined {
  const text = latin1(line).trim();
  const quote = text[0];
  if (text.length < 2 || (quote !== "'" && quote !== '"') || !text.endsWith(quote)) return undefined;
  return text.slice(1, -1).replaceAll(/\\(?:x([\da-fA-F]{2})|([0-7]{1,3})|(.))/gs, (whole, hex, octal, letter) => {
    if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex as string, 16));
    if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal as string, 8) & 0xff);
    return ESCAPES.get(letter as string) ?? whole;
  });
}

/** ASCII without a decoder, which costs more than such a string; in one piece, as keys are hashed. */
function decodeShort(bytes: Uint8Array, start: number, end: number): string | undefined {
  const codes: number[] = [];
  for (let at = start; at < end; at++) {
    const code = bytes[at]!;
    if (code > 0x7f) return undefined;
    codes.push(code);
  }
  return String.fromCharCode.apply(undefined, codes);
}

/** Python writes halves of surrogate pairs with three bytes, which UTF-8 proper does not know. */
function decodeSurrogates(bytes: Uint8Array): string | undefined {
  const decoder = new TextDecoder("utf-8", fatal);
  let text = "";
  let start = 0;
  try {
    for (let at = 0; at + 2 < bytes.length; at++) {
      if (bytes[at] !== 0xed || bytes[at + 1]! < 0xa0 || bytes[at + 1]! > 0xbf) continue;
      text += decoder.decode(bytes.subarray(start, at));
      text += String.fromCharCode(0xd000 | ((bytes[at + 1]! & 0x3f) << 6) | (bytes[at + 2]! & 0x3f));
      start = at + 3;
      at += 2;
    }
    return text + decoder.decode(bytes.subarray(start));
  } catch {
    return undefined;
  }
}
