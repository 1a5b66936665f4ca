/** What a pickled model may cost to read. Every count is checked before anything of that size is made. @module */

export interface ReaderLimits {
  /** Bytes of the file as it is stored. */
  readonly maxBytes: number;
  /** Bytes of a compressed file when it is unpacked. */
  readonly maxInflatedBytes: number;
  /** How many times larger than the file its unpacked form may be, once it is larger than `freeInflatedBytes`. */
  readonly maxInflateRatio: number;
  /** Unpacked bytes that any file may have, however small it is. */
  readonly freeInflatedBytes: number;
  /** Steps of the pickle machine; copies of what the file holds once count their length. */
  readonly maxOperations: number;
  /** Lists, tuples, dictionaries, objects, arrays and elements of arrays that are no numbers. */
  readonly maxNodes: number;
  /** Numbers under which the machine remembers values. */
  readonly maxMemo: number;
  /** Values inside each other, and marks of the machine. */
  readonly maxDepth: number;
  /** Pickles inside each other, as joblib writes arrays of objects. */
  readonly maxNestedPickles: number;
  /** Objects and lists that an importer opens; the same one counts each time. */
  readonly maxFieldReads: number;
}

export const DEFAULT_LIMITS: ReaderLimits = {
  maxBytes: 2 ** 31,
  maxInflatedBytes: 2 ** 31,
  maxInflateRatio: 250,
  freeInflatedBytes: 2 ** 24,
  maxOperations: 50_000_000,
  maxNodes: 5_000_000,
  maxMemo: 20_000_000,
  maxDepth: 200,
  maxNestedPickles: 8,
  maxFieldReads: 2_000_000,
};

/** Bytes of a module's or a class's name. */
export const MAX_NAME = 512;
/** Bytes of an integer. */
export const MAX_INTEGER = 1024;
/** Bytes of a line of the text protocol that holds a number. */
export const MAX_NUMBER_LINE = 2600;
/** Dimensions of an array, as in numpy 2. */
export const MAX_DIMENSIONS = 64;
/** Bytes of one element of an array, and of one record. */
export const MAX_ELEMENT_BYTES = 16_777_216;
/** Fields of a record. */
export const MAX_RECORD_FIELDS = 4096;
