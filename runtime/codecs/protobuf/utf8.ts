/**
 * Text as protobuf has it: always UTF-8. Names are short and mostly ASCII, where a plain loop is
 * several times faster than the platform's coder; everything else goes through the coder.
 * @module
 */
const SHORT = 32;

const encoder: TextEncoder = new TextEncoder();
const strict: TextDecoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Bytes that `text` takes as UTF-8; a lone surrogate counts as the replacement character. */
export function utf8Length(text: string): number {
  let bytes = text.length;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0x80) continue;
    if (unit < 0x800) bytes += 1;
    else {
      bytes += 2;
      if (unit >= 0xd800 && unit <= 0xdbff && isLowSurrogate(text.charCodeAt(i + 1))) i++;
    }
  }
  return bytes;
}

/** Writes `text` at `offset`; the caller made room for its `length` bytes. */
export function writeUtf8(text: string, length: number, into: Uint8Array, offset: number): void {
  if (length === text.length && length <= SHORT) {
    for (let i = 0; i < length; i++) into[offset + i] = text.charCodeAt(i);
  } else encoder.encodeInto(text, into.subarray(offset, offset + length));
}

/** Reads UTF-8 text, or undefined when the bytes are none. */
export function readUtf8(from: Uint8Array, start: number, end: number): string | undefined {
  if (end - start <= SHORT) {
    let text = "";
    let i = start;
    for (; i < end; i++) {
      const byte = from[i]!;
      if (byte >= 0x80) break;
      text += String.fromCharCode(byte);
    }
    if (i === end) return text;
  }
  try {
    return strict.decode(from.subarray(start, end));
  } catch {
    return undefined;
  }
}

function isLowSurrogate(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff;
}
