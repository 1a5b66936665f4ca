/**
 * Where things lie in a blob; wasm-models/backends/wasm writes what is read here. All integers are
 * little endian, addresses inside a blob count from its first byte, and constants lie at multiples of 16.
 *
 *     header   magic, bytes, version, input columns, tile rows, arena bytes, outputs, address of outputs
 *     outputs  first instruction, instructions, arena offset of the value, columns
 *     instructions, then constants
 *
 * A value is a matrix in the arena, row after row without gaps, of at most `tile rows` rows.
 */
export const MAGIC: u32 = 0x314d485a;
export const VERSION: u32 = 1;

export const HEADER_INPUT_COLUMNS: i32 = 12;
export const HEADER_TILE: i32 = 16;
export const HEADER_OUTPUTS: i32 = 28;

export const OUTPUT_BYTES: i32 = 16;

export const INSTRUCTION_BYTES: i32 = 64;
/** Offsets inside an instruction. */
export const OPCODE: i32 = 0;
export const OUT: i32 = 4;
export const OUT_COLUMNS: i32 = 8;
export const IN: i32 = 12;
export const IN_COLUMNS: i32 = 16;
export const IN2: i32 = 20;
export const IN2_COLUMNS: i32 = 24;
export const CONSTANT_A: i32 = 28;
export const CONSTANT_B: i32 = 32;
export const NUMBER_C: i32 = 36;
export const NUMBER_D: i32 = 40;
export const NUMBER_E: i32 = 44;
export const FLOAT_P: i32 = 48;
export const FLOAT_Q: i32 = 56;

/** An operand that is the caller's rows. */
export const CALLER: u32 = 0xffffffff;

/** Answers of a run. */
export const DONE: i32 = 0;
/** The request is at fault; the first words of the arena say instruction, row and column. */
export const REFUSED: i32 = 1;
/** The blob asks for what this kernel does not have. */
export const UNKNOWN: i32 = 2;

export const OP_SELECT: u32 = 1;
export const OP_COPY: u32 = 2;
export const OP_UNARY: u32 = 3;
export const OP_BINARY: u32 = 4;
export const OP_BINARY_ROW: u32 = 5;
export const OP_REPLACE: u32 = 6;
export const OP_CHECK: u32 = 7;
export const OP_LINEAR: u32 = 8;
export const OP_DISTANCE: u32 = 9;
export const OP_QUADRATIC: u32 = 10;
export const OP_KERNEL: u32 = 11;
export const OP_NEAREST: u32 = 12;
export const OP_TREES: u32 = 13;
export const OP_LEAVES: u32 = 14;
export const OP_REDUCE: u32 = 15;
export const OP_SOFTMAX: u32 = 16;
export const OP_LOG_SUM_EXP: u32 = 17;
export const OP_NORMALISE: u32 = 18;
export const OP_CODES: u32 = 19;
export const OP_BINS: u32 = 20;
export const OP_ONE_HOT: u32 = 21;
export const OP_LOOKUP: u32 = 22;
export const OP_POLYNOMIAL: u32 = 23;
export const OP_INTERPOLATE: u32 = 24;
export const OP_WEIGHTED_MEDIAN: u32 = 25;
export const OP_VOTES: u32 = 26;
export const OP_COUPLING: u32 = 27;
export const OP_CONSTANT: u32 = 28;
export const OP_LINEAR32: u32 = 29;
