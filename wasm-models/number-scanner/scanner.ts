/**
 * Scans a nested array of JSON numbers, window by window, into float64. It knows what such an array
 * looks like and nothing else: where anything else stands it gives up, and the host reads the array
 * its own way, which also finds the words for what is wrong.
 */
import { COUNTS, INPUT, OUTPUT, POWERS, SIZES, WINDOW } from "./layout.ts";
import { clearKinds, kinds, readNumber, readWord, UNDECIDED_END } from "./number.ts";

export { INPUT, kinds, OUTPUT, POWERS, SIZES, WINDOW };

/** The outermost array has ended. */
const DONE: i32 = 0;
/** The window has ended; `position` is where the next one begins. */
const MORE: i32 = 1;
/** The array holds what is none of the scanner's business. */
const GIVE_UP: i32 = 2;
/** The host must round the number from `lexeme` to `position`, the last of `count`. */
const UNDECIDED: i32 = 3;

/** Where the scan goes on. */
export let position: i32 = 0;
/** Numbers written by the last call. */
export let count: i32 = 0;
/** Where the number stands that is not decided. */
export let lexeme: i32 = 0;
/** Axes; -1 until a number or an empty array has shown them. */
export let rank: i32 = -1;

const SPACE: u32 = 0x20;
const COMMA: u32 = 0x2c;
const MINUS: u32 = 0x2d;
const ZERO: u32 = 0x30;
const UPPER_I: u32 = 0x49;
const OPEN: u32 = 0x5b;
const UPPER_N: u32 = 0x4e;
const CLOSE: u32 = 0x5d;
const LOWER_N: u32 = 0x6e;

/** `-Infinity` */
const LONGEST_WORD: i32 = 9;

/** What may come next: a value; a value or the end of an array that has just begun; a comma or the end of one. */
const VALUE: i32 = 0;
const FIRST: i32 = 1;
const NEXT: i32 = 2;

let depth: i32 = 0;
let deepest: i32 = 0;
let state: i32 = VALUE;
/** Address of the current row's first number; between scans what it is before the next number's. */
let row: i32 = 0;

/** Begins an array of `maxRank` axes at most. */
export function begin(maxRank: i32): void {
  depth = 0;
  deepest = maxRank;
  rank = -1;
  state = VALUE;
  row = 0;
  clearKinds();
  memory.fill(SIZES, 0xff, 256);
}

/**
 * Scans from `start` to the window's `end`, behind which the text goes on unless it is the `last`.
 * Numbers go to `target`, which has room for one of every two bytes.
 */
export function scan(start: i32, end: i32, last: bool, target: i32): i32 {
  let at = start;
  let out = target;
  row += target;
  let status = last ? GIVE_UP : MORE;
  while (true) {
    const code = u32(load<u8>(at));
    if (state != NEXT && isNumber(code, at)) {
      if (depth != rank && !setRank(out)) return GIVE_UP;
      let found = 0;
      state = VALUE;
      while (true) {
        found = readNumber(at, out);
        // Negative ones and undecided ones are beyond the end, too.
        if (u32(found) >= u32(end)) break;
        at = found;
        out += 8;
        if (load<u8>(at) != COMMA) {
          state = NEXT;
          break;
        }
        // Python's encoder puts a space behind each comma.
        at += 1 + i32(load<u8>(at, 1) == SPACE);
      }
      if (state == NEXT) continue;
      if (found >= UNDECIDED_END && found - UNDECIDED_END < end) {
        lexeme = at;
        at = found - UNDECIDED_END;
        out += 8;
        state = NEXT;
        status = UNDECIDED;
        break;
      }
      // What reaches the window's end may go on behind it.
      if (found >= end || -found >= end) break;
      if (isNumber(load<u8>(at), at)) return GIVE_UP;
      continue;
    }
    if (at >= end) break;
    if (state != NEXT && isWord(code)) {
      if (depth != rank && !setRank(out)) return GIVE_UP;
      const found = readWord(at, out);
      if (at + LONGEST_WORD > end && !last) break;
      if (found == 0) return GIVE_UP;
      at = found;
      out += 8;
      state = NEXT;
      continue;
    }
    if (code == COMMA && state == NEXT) state = VALUE;
    else if (code == CLOSE && state != VALUE) {
      if (!close(out)) return GIVE_UP;
      if (depth == 0) {
        at++;
        status = DONE;
        break;
      }
    } else if (code == OPEN && state != NEXT) {
      if (!open(out)) return GIVE_UP;
    } else if (!isSpace(code)) return GIVE_UP;
    at++;
  }
  position = at;
  count = (out - target) >> 3;
  row -= out;
  return status;
}

function isSpace(code: u32): bool {
  return code == SPACE || code == 0x0a || code == 0x0d || code == 0x09;
}

function isNumber(code: u32, at: i32): bool {
  return code - ZERO <= 9 || (code == MINUS && load<u8>(at, 1) != UPPER_I);
}

function isWord(code: u32): bool {
  return code == MINUS || code == LOWER_N || code == UPPER_N || code == UPPER_I;
}

// The first leaf shows how many axes there are; the others must stand as deep.
function setRank(out: i32): bool {
  if (rank != -1) return false;
  rank = depth;
  row = out;
  return true;
}

function open(out: i32): bool {
  depth++;
  if (depth > deepest || (rank != -1 && depth > rank)) return false;
  store<i32>(COUNTS + (depth << 2), 0);
  row = out;
  state = FIRST;
  return true;
}

function close(out: i32): bool {
  // An empty array is as deep as a leaf.
  if (state == FIRST && depth != rank && !setRank(out)) return false;
  const size = depth == rank ? (out - row) >> 3 : load<i32>(COUNTS + (depth << 2));
  const known = load<i32>(SIZES + (depth << 2));
  if (known != size && known != -1) return false;
  store<i32>(SIZES + (depth << 2), size);
  depth--;
  store<i32>(COUNTS + (depth << 2), load<i32>(COUNTS + (depth << 2)) + 1);
  state = NEXT;
  return true;
}
