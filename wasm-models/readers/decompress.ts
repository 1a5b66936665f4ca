/** Unpacks compressed model files, told apart by their first bytes, within limits. @module */
import type { ReaderLimits } from "./limits.ts";
import { decodeLz4 } from "./joblib/lz4.ts";
import { inflate } from "./joblib/inflate.ts";
import { ModelFileError } from "./pickle/model-file-error.ts";

export type Compression = "zlib" | "gzip" | "lz4" | "bz2" | "xz" | "lzma" | "joblib-zf" | "zip";

const MAGIC: readonly (readonly [Compression, readonly number[]])[] = [
  ["gzip", [0x1f, 0x8b]],
  ["lz4", [0x04, 0x22, 0x4d, 0x18]],
  ["bz2", [0x42, 0x5a, 0x68]],
  ["xz", [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]],
  ["lzma", [0x5d, 0x00]],
  ["joblib-zf", [0x5a, 0x46]],
  ["zip", [0x50, 0x4b, 0x03, 0x04]],
];

/** What cannot be read here, and what to do about it. */
const REFUSED: Readonly<Partial<Record<Compression, string>>> = {
  bz2: 'bz2 compression (load it in Python and dump it with compress=("zlib", 3))',
  xz: 'xz compression (load it in Python and dump it with compress=("zlib", 3))',
  lzma: 'lzma compression (load it in Python and dump it with compress=("zlib", 3))',
  "joblib-zf": "a file of joblib before 0.10 (load it with that version, and dump it with a newer one)",
  zip: "a zip archive, as skops and PyTorch write (export a joblib file or ONNX)",
};

/** @returns undefined when the bytes are not compressed */
export function sniffCompression(bytes: Uint8Array): Compression | undefined {
  const found = MAGIC.find(([, magic]) => magic.every((byte, index) => bytes[index] === byte));
  if (found !== undefined) return found[0];
  return isZlib(bytes) ? "zlib" : undefined;
}

/** Bytes that a file of so many bytes may unpack to. */
export function inflatedLimit(size: number, limits: ReaderLimits): number {
  return Math.min(limits.maxInflatedBytes, Math.max(limits.freeInflatedBytes, size * limits.maxInflateRatio));
}

/**
 * @returns the same bytes when they are not compressed
 * @throws ModelFileError when it is damaged, larger than the limits allow, or of another compression
 */
export async function decompress(bytes: Uint8Array, limits: ReaderLimits): Promise<Uint8Array> {
  if (bytes.length > limits.maxBytes) {
    throw new ModelFileError("Model file", `at most ${limits.maxBytes} bytes`, `${bytes.length}`);
  }
  const compression = sniffCompression(bytes);
  const most = inflatedLimit(bytes.length, limits);
  switch (compression) {
    case undefined:
      return bytes;
    case "zlib":
      return inflate(bytes, "deflate", most);
    case "gzip":
      return inflate(bytes, "gzip", most);
    case "lz4":
      return decodeLz4(bytes, most);
    default:
      throw new ModelFileError("Model file", "zlib, gzip, lz4 or no compression", REFUSED[compression]!);
  }
}

/** Its second byte makes the first two a multiple of 31; one with a dictionary is nothing that joblib writes. */
function isZlib(bytes: Uint8Array): boolean {
  const second = bytes[1] ?? 0;
  return bytes[0] === 0x78 && (0x7800 + second) % 31 === 0 && (second & 0x20) === 0;
}
