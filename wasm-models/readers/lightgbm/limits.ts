/** What a model file may hold at most. All of it is checked before anything of that size is made. @module */

/** Trees of one model. */
export const MAX_TREES = 200_000;
/** Leaves of all trees together. */
export const MAX_LEAVES = 50_000_000;
/** Columns of a row; each costs memory before anything proves that it is used. */
export const MAX_FEATURES = 262_144;
export const MAX_GROUPS = 65_536;
/** 32-bit words of the category sets of one model. */
export const MAX_SET_WORDS = 16_777_216;
/** Bytes of one line. */
export const MAX_LINE = 268_435_456;
/** Bytes of a line that is read as text: names, parameters, categories. */
export const MAX_TEXT = 67_108_864;
/** Parameters of training. */
export const MAX_PARAMETERS = 10_000;
/** Characters of one number. */
export const MAX_NUMBER = 64;
