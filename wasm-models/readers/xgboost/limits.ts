/** What a model file may hold at most. All of it is checked before anything of that size is made. @module */

/** Trees of one model. */
export const MAX_TREES = 200_000;
/** Nodes of all trees together. */
export const MAX_NODES = 50_000_000;
/** Columns of a row; each costs memory before anything proves that it is used. */
export const MAX_FEATURES = 262_144;
/** Classes or targets. */
export const MAX_GROUPS = 65_536;
/** Weights of a linear booster. */
export const MAX_WEIGHTS = 50_000_000;
/** Largest category, as the library has it: floats count exactly up to here. */
export const MAX_CATEGORY = 16_777_216;
/** 32-bit words that the sets of one model need as bits. */
export const MAX_SET_WORDS = 16_777_216;
/** Bytes of one string. */
export const MAX_STRING = 1_048_576;
/** Attributes of a model, and parameters of an objective. */
export const MAX_ATTRIBUTES = 10_000;
/** Lists and objects inside each other. */
export const MAX_DEPTH = 32;
/** Bytes of a document for each list and object that it may hold, so that `[[],[],...]` stays small. */
export const BYTES_PER_CONTAINER = 8;
/** Lists and objects that any document may hold. */
export const FREE_CONTAINERS = 10_000;
