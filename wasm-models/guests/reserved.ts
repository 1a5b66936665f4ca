/**
 * Keeps the heap away from what the compiler put behind it. Must be imported before anything else that
 * allocates. The compiler writes the numbers at address 16; see wasm-models/backends/wasm/standalone.ts.
 */
import { keepAll } from "../guest-kit/index";

export const BLOB: usize = load<u32>(16);
export const META: usize = load<u32>(20);
export const META_BYTES: i32 = load<i32>(24);
/** Columns of a request. */
export const FEATURES: i32 = load<i32>(28);
/** Address of the request's column for each column that the model reads, and their number. */
export const COLUMN_MAP: usize = load<u32>(32);
export const COLUMNS: i32 = load<i32>(36);
/** Address of the label texts by index, 0 when numbers are answered: number of them, then length and UTF-8. */
export const LABELS: usize = load<u32>(40);
/** Axes of the answer. */
export const AXES: i32 = load<i32>(44);
export const OUT_COLUMNS: i32 = load<i32>(48);
export const ARENA_BYTES: usize = load<u32>(52);
const END: usize = load<u32>(56);
/** Number of the output that is answered. */
export const OUTPUT: i32 = load<i32>(60);
/** Address of the numeric labels by index, 0 when there are none. */
export const NUMBERS: usize = load<u32>(64);

/** The end of the module's own data, for the compiler. */
export const HEAP_BASE: usize = __heap_base;

// What lies between the module's own data and END is taken, once and for all.
heap.alloc(END > HEAP_BASE ? END - HEAP_BASE : 0);

/** Room for a run's values. */
export const ARENA: usize = (heap.alloc(ARENA_BYTES + 16) + 15) & ~15;
keepAll();
