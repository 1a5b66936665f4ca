/**
 * Text in a guest's memory. Names and labels are short and mostly ASCII, where a plain loop is
 * several times faster than the platform's coder; everything else goes through the coder.
 * @module
 */
const SHORT = 48;

const encoder: TextEncoder = new TextEncoder();
const strict: TextDecoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const lenient: TextDecoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** Bytes that `text` takes as UTF-8; a lone surrogate counts as the replacement character. */
export function utf8Length(text: string): number {
  let bytes = text.length;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0x80) continue;
    if (unit < 0x800) bytes += 1;
    else if (unit >= 0xd800 && unit <= 0xdbff && isLowSurrogate(text.charCodeAt(i + 1))) {
      bytes += 2;
      i++;
    } else bytes += 2;
  }
  return bytes;
}

/** Writes `text` at `offset`; the caller made room for `utf8Length(text)` bytes. */
export function writeUtf8(text: string, into: Uint8Array, offset: number): void {
  if (text.length <= SHORT) {
    let i = 0;
    for (; i < text.length; i++) {
      const unit = text.charCodeAt(i);
      if (unit >= 0x80) break;
      into[offset + i] = unit;
    }
    if (i === text.length) return;
  }
  encoder.encodeInto(text, into.subarray(offset));
}

/** Reads UTF-8 text, or undefined when the bytes are not UTF-8. */
export function readUtf8(from: Uint8Array, offset: number, length: number): string | undefined {
  if (length <= SHORT) {
    let text = "";
    let i = 0;
    for (; i < length; i++) {
      const byte = from[offset + i]!;
      if (byte >= 0x80) break;
      text += String.fromCharCode(byte);
    }
    if (i === length) return text;
  }
  try {
    return strict.decode(from.subarray(offset, offset + length));
  } catch {
    return undefined;
  }
}

/** Reads text for a message; what is not UTF-8 shows as replacement characters. */
export function readUtf8Leniently(from: Uint8Array, offset: number, length: number): string {
  return lenient.decode(from.subarray(offset, offset + length));
}

function isLowSurrogate(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff;
}
