/**
 * Headers of tar: ustar, the older form without magic, and what pax and GNU put before them.
 * @see https://pubs.opengroup.org/onlinepubs/9699919799/utilities/pax.html
 * @module
 */

export const BLOCK = 512;

export interface TarHeader {
  readonly path: string;
  readonly sizeBytes: number;
  /** One character; "\0" is a file as "0" is. */
  readonly type: string;
}

/** Reads a block; undefined when its checksum or its numbers are wrong. */
export function readTarHeader(block: Uint8Array): TarHeader | undefined {
  if (readNumber(block, 148, 8) !== checksum(block)) return undefined;
  const sizeBytes = readNumber(block, 124, 12);
  if (sizeBytes === undefined) return undefined;
  const isUstar = readText(block, 257, 5) === "ustar";
  // GNU's own form keeps times where ustar has the prefix.
  const prefix = isUstar && block[262] === 0 ? readText(block, 345, 155) : "";
  const name = readText(block, 0, 100);
  return {
    path: prefix === "" ? name : `${prefix}/${name}`,
    sizeBytes,
    type: String.fromCharCode(block[156]!),
  };
}

/** Records of a pax header, `length key=value\n` each; undefined when one is not of this form. */
export function readPaxRecords(bytes: Uint8Array): ReadonlyMap<string, string> | undefined {
  const records = new Map<string, string>();
  for (let at = 0; at < bytes.length;) {
    const space = bytes.indexOf(0x20, at);
    const digits = space < 0 || space - at > 8 ? "" : readText(bytes, at, space - at);
    const length = /^\d+$/.test(digits) ? Number(digits) : 0;
    const end = at + length;
    if (length < digits.length + 3 || end > bytes.length || bytes[end - 1] !== 0x0a) return undefined;
    const record = new TextDecoder().decode(bytes.subarray(space + 1, end - 1));
    const equals = record.indexOf("=");
    if (equals < 1) return undefined;
    records.set(record.slice(0, equals), record.slice(equals + 1));
    at = end;
  }
  return records;
}

/** Text up to the first zero byte, as UTF-8. */
export function readText(bytes: Uint8Array, start: number, length: number): string {
  const field = bytes.subarray(start, start + length);
  const zero = field.indexOf(0);
  return new TextDecoder().decode(zero < 0 ? field : field.subarray(0, zero));
}

/** Octal digits, or GNU's binary form for what octal cannot hold. */
function readNumber(block: Uint8Array, start: number, length: number): number | undefined {
  if (block[start] === 0x80) {
    let value = 0;
    for (let at = start + 1; at < start + length; at++) value = value * 256 + block[at]!;
    return Number.isSafeInteger(value) ? value : undefined;
  }
  const text = readText(block, start, length).trim();
  if (text === "") return 0;
  return /^[0-7]+$/.test(text) ? Number.parseInt(text, 8) : undefined;
}

function checksum(block: Uint8Array): number {
  let sum = 8 * 0x20;
  for (let at = 0; at < BLOCK; at++) if (at < 148 || at >= 156) sum += block[at]!;
  return sum;
}
