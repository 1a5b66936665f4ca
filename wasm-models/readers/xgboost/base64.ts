/** Base64, as the library writes a model into a text stream. @module */
import { refuse } from "./refuse.ts";

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const OTHER = 255;
const EQUALS = 0x3d;

/** White space is passed over; what follows the padding is not read. */
export function readBase64(bytes: Uint8Array): Uint8Array {
  const values = new Uint8Array(256).fill(OTHER);
  for (let value = 0; value < 64; value++) values[ALPHABET.charCodeAt(value)] = value;
  const decoded = new Uint8Array(Math.ceil(bytes.length / 4) * 3);
  let length = 0;
  let bits = 0;
  let held = 0;
  for (let at = 0; at < bytes.length; at++) {
    const code = bytes[at]!;
    if (code === EQUALS) break;
    if (code === 0x20 || (code >= 0x09 && code <= 0x0d)) continue;
    const value = values[code]!;
    if (value === OTHER) refuse(`base64 character ${at}`, "a letter of base64", `byte 0x${code.toString(16)}`);
    held = ((held << 6) | value) & 0xffff;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    decoded[length++] = (held >> bits) & 0xff;
  }
  return decoded.subarray(0, length);
}
