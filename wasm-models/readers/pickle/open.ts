/** Opens a pickle: its value as data, and what it refers to. @module */
import { DEFAULT_LIMITS } from "../limits.ts";
import type { ReaderLimits } from "../limits.ts";
import { Budget } from "./budget.ts";
import { checkDepth } from "./check-depth.ts";
import { Cursor } from "./cursor.ts";
import { GlobalReport } from "./globals.ts";
import type { GlobalUse } from "./globals.ts";
import { runPickle } from "./machine.ts";
import { ModelFileError } from "./model-file-error.ts";
import type { PickleValue } from "./values.ts";

export interface PickleFile {
  readonly root: PickleValue;
  /** Every class and function that the file names, in that order. */
  readonly globals: readonly GlobalUse[];
  /** Bytes behind the end of the pickle, which nothing was made of. */
  readonly trailingBytes: number;
}

/**
 * Reads a pickle of protocol 0 to 5, uncompressed, with or without joblib's arrays inside. Values may share
 * the bytes they were given: those must not change afterwards.
 * @throws ModelFileError with the byte where the file is not what it should be, or more than the limits allow
 */
export function openPickle(bytes: Uint8Array, limits: ReaderLimits = DEFAULT_LIMITS): PickleFile {
  if (bytes.length > limits.maxBytes) {
    throw new ModelFileError("Pickle", `at most ${limits.maxBytes} bytes`, `${bytes.length}`);
  }
  const cursor = new Cursor(bytes);
  const globals = new GlobalReport();
  const root = runPickle({ cursor, budget: new Budget(limits, cursor), globals });
  checkDepth(root, limits.maxDepth);
  return { root, globals: globals.list(), trailingBytes: cursor.left };
}
