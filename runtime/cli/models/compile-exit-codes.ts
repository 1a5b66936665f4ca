/** Exit codes of `zerohop compile`, for scripts; 0 is a module that was written, and verified if asked. @module */

/** An answer differs from what was expected by more than the tolerance; nothing is written. */
export const DIFFERENT = 1;
/** The model cannot be compiled, or an option or a file is wrong. */
export const NOT_COMPILED = 2;
