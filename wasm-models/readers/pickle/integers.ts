/** Python's integers of any size. @module */
import { toSafe } from "../numpy/convert.ts";
import { latin1 } from "./text.ts";

/** Little-endian two's complement, as in LONG1 and LONG4; no bytes are 0. */
export function decodeInteger(bytes: Uint8Array): number | bigint {
  if (bytes.length <= 6) return decodeSmall(bytes);
  let digits = "";
  for (let at = bytes.length - 1; at >= 0; at--) digits += bytes[at]!.toString(16).padStart(2, "0");
  return toSafe(BigInt.asIntN(bytes.length * 8, BigInt(`0x${digits}`)));
}

/** A decimal number of the text protocol. @returns undefined when it is none */
export function parseInteger(line: Uint8Array): number | bigint | undefined {
  const text = latin1(line).trim();
  return /^[+-]?\d+$/.test(text) ? toSafe(BigInt(text.replace(/^\+/, ""))) : undefined;
}

/** A float of the text protocol. @returns undefined when it is none */
export function parseFloat64(line: Uint8Array): number | undefined {
  const text = latin1(line).trim();
  if (/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)) return Number(text);
  const named = /^([+-]?)(nan|inf|infinity)$/i.exec(text);
  if (named === null) return undefined;
  if (named[2]!.toLowerCase() === "nan") return Number.NaN;
  return named[1] === "-" ? -Infinity : Infinity;
}

function decodeSmall(bytes: Uint8Array): number {
  let value = 0;
  for (let at = bytes.length - 1; at >= 0; at--) value = value * 256 + bytes[at]!;
  const isNegative = bytes.length > 0 && bytes.at(-1)! > 0x7f;
  return isNegative ? value - 2 ** (bytes.length * 8) : value;
}
