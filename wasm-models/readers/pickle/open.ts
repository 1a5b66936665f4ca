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

/** What can be said of a file even when it is refused. */
export interface PickleReport {
  /** Names up to the place where reading ended. */
  readonly globals: readonly GlobalUse[];
  readonly file: PickleFile | undefined;
  /** Why it was refused. */
  readonly error: ModelFileError | undefined;
}

/**
 * Reads a pickle of protocol 0 to 5, uncompressed, with or without joblib's arrays inside. Values may share
 * the bytes they were given: those must not change afterwards.
 * @throws ModelFileError with the byte where the file is not what it should be, or more than the limits allow
 */
export function openPickle(bytes: Uint8Array, limits: ReaderLimits = DEFAULT_LIMITS): PickleFile {
  return open(bytes, limits, new GlobalReport());
}

/** The same, for those who want to know what a file refers to even when it cannot be read. */
export function inspectPickle(bytes: Uint8Array, limits: ReaderLimits = DEFAULT_LIMITS): PickleReport {
  const globals = new GlobalReport();
  try {
    const file = open(bytes, limits, globals);
    return { globals: file.globals, file, error: undefined };
  } catch (error) {
    if (!(error instanceof ModelFileError)) throw error;
    return { globals: globals.list(), file: undefined, error };
  }
}

function open(bytes: Uint8Array, limits: ReaderLimits, globals: GlobalReport): PickleFile {
  if (bytes.length > limits.maxBytes) {
    throw new ModelFileError("Pickle", `at most ${limits.maxBytes} bytes`, `${bytes.length}`);
  }
  const cursor = new Cursor(bytes);
  const root = runPickle({ cursor, budget: new Budget(limits, cursor), globals });
  checkDepth(root, limits.maxDepth);
  return { root, globals: globals.list(), trailingBytes: cursor.left };
}
