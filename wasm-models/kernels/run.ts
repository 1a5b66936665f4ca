/** Runs a blob: its instructions one after the other over tiles of rows. */
import { binary, firstForbidden, replace, unary } from "./elementwise.ts";
import { bins, codes, interpolate, lookup, oneHot, polynomial } from "./encode.ts";
import { linear } from "./dense.ts";
import { linear32 } from "./dense32.ts";
import {
  CALLER,
  CONSTANT_A,
  CONSTANT_B,
  DONE,
  FLOAT_P,
  FLOAT_Q,
  HEADER_INPUT_COLUMNS,
  HEADER_OUTPUTS,
  HEADER_TILE,
  IN,
  IN2,
  IN2_COLUMNS,
  INSTRUCTION_BYTES,
  IN_COLUMNS,
  MAGIC,
  NUMBER_C,
  NUMBER_D,
  NUMBER_E,
  OPCODE,
  OP_BINARY,
  OP_BINARY_ROW,
  OP_BINS,
  OP_CHECK,
  OP_CODES,
  OP_CONSTANT,
  OP_COPY,
  OP_COUPLING,
  OP_DISTANCE,
  OP_INTERPOLATE,
  OP_KERNEL,
  OP_LEAVES,
  OP_LINEAR,
  OP_LINEAR32,
  OP_LOG_SUM_EXP,
  OP_LOOKUP,
  OP_NEAREST,
  OP_NORMALISE,
  OP_ONE_HOT,
  OP_POLYNOMIAL,
  OP_QUADRATIC,
  OP_REDUCE,
  OP_REPLACE,
  OP_SELECT,
  OP_SOFTMAX,
  OP_TREES,
  OP_UNARY,
  OP_VOTES,
  OP_WEIGHTED_MEDIAN,
  OUT,
  OUTPUT_BYTES,
  OUT_COLUMNS,
  REFUSED,
  UNKNOWN,
} from "./layout.ts";
import { coupling, votes } from "./pairs.ts";
import { distance, kernel, nearestMean, quadratic } from "./points.ts";
import { logSumExp, normalise, reduce, softmax, weightedMedian } from "./reduce.ts";
import { copy, repeat, select } from "./shape.ts";
import { leaves, trees } from "./trees/forest.ts";

/**
 * Runs one output of a blob.
 * @param blob address, divisible by 16
 * @param output number of the output
 * @param x address of the caller's rows of float64, without gaps
 * @param out address of room for the output's rows
 * @param arena address of as many bytes as the blob asks for, divisible by 16
 * @return DONE, REFUSED or UNKNOWN
 */
export function run(blob: i32, output: i32, x: i32, rows: i32, out: i32, arena: i32): i32 {
  if (load<u32>(blob) != MAGIC) return UNKNOWN;
  const width = load<i32>(blob, HEADER_INPUT_COLUMNS) << 3;
  const tile = load<i32>(blob, HEADER_TILE);
  const entry = blob + load<i32>(blob, HEADER_OUTPUTS) + output * OUTPUT_BYTES;
  const first = blob + load<i32>(entry);
  const count = load<i32>(entry, 4);
  const value = load<u32>(entry, 8);
  const columns = load<i32>(entry, 12) << 3;
  for (let row = 0; row < rows; row += tile) {
    const some = min<i32>(tile, rows - row);
    const from = x + row * width;
    const to = out + row * columns;
    for (let at = 0; at < count; at++) {
      const status = step(blob, first + at * INSTRUCTION_BYTES, from, some, arena);
      if (status != DONE) {
        store<i32>(arena, at);
        store<i32>(arena + 4, row + load<i32>(arena, 4));
        return status;
      }
    }
    memory.copy(to, value == CALLER ? from : arena + i32(value), some * columns);
  }
  return DONE;
}

function refuse(arena: i32, at: i32, columns: i32): i32 {
  if (at < 0) return DONE;
  store<i32>(arena + 4, at / columns);
  store<i32>(arena + 8, at % columns);
  return REFUSED;
}

function step(blob: i32, at: i32, caller: i32, rows: i32, arena: i32): i32 {
  const columns = load<i32>(at, OUT_COLUMNS);
  const out = arena + load<i32>(at, OUT);
  const width = load<i32>(at, IN_COLUMNS);
  const given = load<u32>(at, IN);
  const x = given == CALLER ? caller : arena + i32(given);
  const given2 = load<u32>(at, IN2);
  const x2 = given2 == CALLER ? caller : arena + i32(given2);
  const a = blob + load<i32>(at, CONSTANT_A);
  const b = blob + load<i32>(at, CONSTANT_B);
  const c = load<i32>(at, NUMBER_C);
  const d = load<i32>(at, NUMBER_D);
  const p = load<f64>(at, FLOAT_P);
  switch (load<u32>(at, OPCODE)) {
    case OP_SELECT:
      select(rows, width, x, a, columns, out);
      return DONE;
    case OP_COPY:
      copy(rows, width, x, out, columns, c);
      return DONE;
    case OP_CONSTANT:
      repeat(rows, columns, a, out);
      return DONE;
    case OP_UNARY:
      unary(c, rows * columns, x, out);
      return DONE;
    case OP_BINARY: {
      const width2 = load<i32>(at, IN2_COLUMNS);
      binary(c, rows, columns, x, width == 1 ? 0 : 8, width << 3, x2, width2 == 1 ? 0 : 8, width2 << 3, out);
      return DONE;
    }
    case OP_BINARY_ROW:
      // The constant row stands on the right, on the left when d is 1; e is how many columns it has.
      if (d == 0)
        binary(c, rows, columns, x, width == 1 ? 0 : 8, width << 3, a, load<i32>(at, NUMBER_E) == 1 ? 0 : 8, 0, out);
      else binary(c, rows, columns, a, load<i32>(at, NUMBER_E) == 1 ? 0 : 8, 0, x, width == 1 ? 0 : 8, width << 3, out);
      return DONE;
    case OP_REPLACE:
      replace(rows, columns, x, p, a, out);
      return DONE;
    case OP_CHECK:
      return refuse(arena, firstForbidden(c, rows * width, x), width);
    case OP_LINEAR:
      linear(rows, width, x, a, b, columns, out);
      return DONE;
    case OP_LINEAR32:
      linear32(rows, width, x, a, b, columns, out, x2);
      return DONE;
    case OP_DISTANCE:
      distance(c, p, rows, width, x, a, columns, out);
      return DONE;
    case OP_QUADRATIC:
      quadratic(rows, width, x, a, b, blob + c, columns, out);
      return DONE;
    case OP_KERNEL:
      kernel(c, p, load<f64>(at, FLOAT_Q), d, rows, width, x, a, columns, out);
      return DONE;
    case OP_NEAREST:
      nearestMean(rows, width, x, c, d != 0, a, columns, x2, out);
      return DONE;
    case OP_TREES:
      trees(blob, a, b, rows, x, width, x2, c, out, columns);
      return DONE;
    case OP_LEAVES:
      leaves(blob, a, rows, x, width, x2, c, out);
      return DONE;
    case OP_REDUCE:
      reduce(c, rows, width, x, out);
      return DONE;
    case OP_SOFTMAX:
      softmax(rows, width, x, out);
      return DONE;
    case OP_LOG_SUM_EXP:
      logSumExp(rows, width, x, out);
      return DONE;
    case OP_NORMALISE:
      normalise(c, p, rows, width, x, out);
      return DONE;
    case OP_CODES:
      return refuse(arena, codes(rows, width, x, blob, a, c != 0, p, out), width);
    case OP_BINS:
      bins(rows, width, x, blob, a, out);
      return DONE;
    case OP_ONE_HOT:
      oneHot(rows, width, x, a, columns, out);
      return DONE;
    case OP_LOOKUP:
      return refuse(arena, lookup(rows, x, a, c, columns, out), 1);
    case OP_POLYNOMIAL:
      polynomial(rows, width, x, a, columns, out);
      return DONE;
    case OP_INTERPOLATE:
      interpolate(rows, width, x, blob, a, out);
      return DONE;
    case OP_WEIGHTED_MEDIAN:
      weightedMedian(rows, width, x, a, x2, out);
      return DONE;
    case OP_VOTES:
      votes(rows, columns, x, out);
      return DONE;
    case OP_COUPLING:
      coupling(rows, columns, x, x2, out);
      return DONE;
    default:
      return UNKNOWN;
  }
}
