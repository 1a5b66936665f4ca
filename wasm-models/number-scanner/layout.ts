/** Where things lie in the scanner's memory; the host reads these addresses from its exports. */

/** Bytes of text that are scanned at once. */
export const WINDOW: i32 = 16384;

/** Sizes of the axes, i32 each, outermost first; -1 where no array has ended yet. */
export const SIZES: i32 = 512;
/** Arrays that have ended in the array of each depth, i32 each. */
export const COUNTS: i32 = 768;
/** 128 upper bits of 5^q for q from -342 to 308, upper half first. The host fills them in. */
export const POWERS: i32 = 1024;
/** The text. Behind its end there must be so many zeros as the longest load has bytes. */
export const INPUT: i32 = 16384;
/** The numbers read, f64 each, to the memory's end. */
export const OUTPUT: i32 = 65536;
