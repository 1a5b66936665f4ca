/**
 * What one body may hold. A few characters of JSON become many bytes of memory, so that a limit on
 * the body's bytes alone does not bound what reading it takes.
 * @module
 */

/** Numbers in an array, and loose in free JSON: 16 Mi take 128 MiB as float64. */
export const MAX_NUMBERS: number = 2 ** 24;

/** Objects, arrays, texts and keys in free JSON, texts in arrays, messages in a list: each is an object on the heap. */
export const MAX_NODES: number = 2 ** 20;

/** Axes of an array: numpy's own limit. */
export const MAX_RANK = 32;
