/** Exit codes of `zerohop compare`, for scripts. @module */

/** Nothing differs by more than is allowed. */
export const SAME = 0;
export const DIFFERENT = 1;
/** Not everything could be compared; what was may still differ. */
export const NOT_COMPARED = 2;
