/** Reads model files as joblib and pickle write them. @module */
import { decompress } from "../decompress.ts";
import { DEFAULT_LIMITS } from "../limits.ts";
import type { ReaderLimits } from "../limits.ts";
import { inspectPickle, openPickle } from "../pickle/open.ts";
import type { PickleFile, PickleReport } from "../pickle/open.ts";

/**
 * Reads a `.joblib`, `.pkl` or `.pickle` file, compressed with zlib, gzip or lz4 or not at all. Values may
 * share the bytes they were given: those must not change afterwards.
 * @throws ModelFileError when it is damaged or none of these, or takes more than the limits allow
 */
export async function readModelPickle(bytes: Uint8Array, limits: ReaderLimits = DEFAULT_LIMITS): Promise<PickleFile> {
  return openPickle(await decompress(bytes, limits), limits);
}

/**
 * The same, for those who want to know what a file refers to even when it cannot be read.
 * @throws ModelFileError when it cannot even be unpacked
 */
export async function inspectModelPickle(
  bytes: Uint8Array,
  limits: ReaderLimits = DEFAULT_LIMITS,
): Promise<PickleReport> {
  return inspectPickle(await decompress(bytes, limits), limits);
}
