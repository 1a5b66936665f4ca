/**
 * Writes DER, the form in which certificates are signed: only what a certificate needs.
 * @see ITU-T X.690
 * @module
 */

/** One value: a tag, a length, and what is in it. */
export function der(tag: number, ...content: readonly Uint8Array[]): Uint8Array {
  const length = content.reduce((sum, part) => sum + part.length, 0);
  return Buffer.concat([Uint8Array.of(tag), encodeLength(length), ...content]);
}

function encodeLength(length: number): Uint8Array {
  if (length < 0x80) return Uint8Array.of(length);
  const bytes: number[] = [];
  for (let rest = length; rest > 0; rest >>>= 8) bytes.unshift(rest & 0xff);
  return Uint8Array.of(0x80 | bytes.length, ...bytes);
}

export function sequence(...items: readonly Uint8Array[]): Uint8Array {
  return der(0x30, ...items);
}

export function set(...items: readonly Uint8Array[]): Uint8Array {
  return der(0x31, ...items);
}

/** A whole number of 0 and above, most significant byte first. */
export function integer(bytes: Uint8Array): Uint8Array {
  let start = 0;
  while (start < bytes.length - 1 && bytes[start] === 0) start++;
  const digits = bytes.subarray(start);
  // A first bit of 1 would make it negative.
  return digits[0]! >= 0x80 ? der(0x02, Uint8Array.of(0), digits) : der(0x02, digits);
}

export const TRUE: Uint8Array = der(0x01, Uint8Array.of(0xff));

/** An object identifier such as `2.5.29.17`. */
export function oid(dotted: string): Uint8Array {
  const [first, second, ...rest] = dotted.split(".").map(Number);
  return der(0x06, Uint8Array.from([40 * first! + second!, ...rest.flatMap(base128)]));
}

function base128(value: number): readonly number[] {
  const digits = [value & 0x7f];
  for (let rest = value >>> 7; rest > 0; rest >>>= 7) digits.unshift((rest & 0x7f) | 0x80);
  return digits;
}

export function utf8(text: string): Uint8Array {
  return der(0x0c, Buffer.from(text, "utf8"));
}

export function octets(content: Uint8Array): Uint8Array {
  return der(0x04, content);
}

/** @param unused bits of the last byte that do not count */
export function bits(content: Uint8Array, unused: number = 0): Uint8Array {
  return der(0x03, Uint8Array.of(unused), content);
}

/** A point in time, to the second; two digits of the year before 2050, four from then on, as RFC 5280 asks. */
export function time(date: Date): Uint8Array {
  const digits = date.toISOString().replaceAll(/\D/g, "").slice(0, 14);
  return date.getUTCFullYear() < 2050
    ? der(0x17, Buffer.from(`${digits.slice(2)}Z`, "latin1"))
    : der(0x18, Buffer.from(`${digits}Z`, "latin1"));
}

/** `[number]` around a value. */
export function explicit(number: number, content: Uint8Array): Uint8Array {
  return der(0xa0 | number, content);
}

/** `[number]` in the place of a value's own tag. */
export function implicit(number: number, content: Uint8Array): Uint8Array {
  return der(0x80 | number, content);
}
