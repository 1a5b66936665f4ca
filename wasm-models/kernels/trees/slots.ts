/** Fills the slots of a row: the only place that knows missing values, categories and rounding. */
import {
  BINNED,
  FILLS,
  FILL_BYTES,
  FILL_COLUMN,
  FILL_COUNT,
  FILL_KIND,
  FILL_LAST,
  FILL_LEFT,
  FILL_LENGTH,
  FILL_RIGHT,
  FILL_TABLE,
  FLAGS,
  FORM,
  KIND_AS_ZERO,
  KIND_MEMBERS_RIGHT,
  KIND_NAN_LEFT,
  KIND_NAN_RIGHT,
  KIND_SET,
  KIND_ZERO,
  NARROW,
  PACKED,
  ROUND_F32,
} from "./layout.ts";

/** What counts as 0 where zero is missing: the float32 nearest to 1e-35. @see LightGBM, kZeroThreshold */
const ZERO: f64 = 1.0000000180025095e-35;

/**
 * @param x address of the row's float64 columns
 * @param slots address of the row's lane: of the first slot's value
 * @param lanes 0 when the slots belong to one row, 3 when each slot has the values of eight
 */
export function fill(blob: i32, forest: i32, x: i32, slots: i32, lanes: i32): void {
  const form = load<i32>(forest, FORM);
  const flags = load<i32>(forest, FLAGS);
  const fills = blob + load<i32>(forest, FILLS);
  const end = fills + load<i32>(forest, FILL_COUNT) * FILL_BYTES;
  if ((flags & BINNED) != 0) {
    if (form == PACKED) {
      store<u8>(slots, 0);
      fillPacked(blob, fills, end, x, slots, lanes, (flags & ROUND_F32) != 0);
    } else {
      store<i32>(slots, i32.MIN_VALUE);
      fillIntervals(blob, fills, end, x, slots, lanes);
    }
  } else if (form == NARROW) {
    store<i32>(slots, i32.MIN_VALUE);
    fillNarrow(blob, fills, end, x, slots, lanes);
  } else {
    store<f64>(slots, -Infinity);
    fillWide(blob, fills, end, x, slots, lanes, (flags & ROUND_F32) != 0);
  }
}

/** A float32 as an integer: of two numbers the smaller has the smaller one; NaN has the largest. */
function orderOf(value: f32): i32 {
  if (value != value) return i32.MAX_VALUE;
  // Zero has one sign only.
  const bits = reinterpret<i32>(value + 0);
  return bits ^ ((bits >> 31) & i32.MAX_VALUE);
}

/** How a slot holds a number. */
const AS_ORDER: i32 = 0;
const AS_BYTE: i32 = 1;
const AS_NUMBER: i32 = 2;
const AS_INTEGER: i32 = 3;

function put(how: i32, slot: i32, value: f64): void {
  if (how == AS_ORDER) store<i32>(slot, orderOf(f32(value)));
  else if (how == AS_BYTE) store<u8>(slot, u32(value));
  else if (how == AS_NUMBER) store<f64>(slot, value);
  else store<i32>(slot, i32(value));
}

/** What is not simply a number that is there. */
function fillRest(blob: i32, at: i32, value: f64, slots: i32, lanes: i32, how: i32, low: f64, high: f64): void {
  const kind = load<i32>(at, FILL_KIND);
  const left = slots + (load<i32>(at, FILL_LEFT) << lanes);
  if (kind >= KIND_SET) {
    const set = blob + load<i32>(at, FILL_TABLE);
    put(how, left, goesLeft(value, kind, set, load<i32>(at, FILL_LENGTH)) ? 0 : 1);
    return;
  }
  put(how, left, low);
  put(how, slots + (load<i32>(at, FILL_RIGHT) << lanes), high);
}

function fillNarrow(blob: i32, at: i32, end: i32, x: i32, slots: i32, lanes: i32): void {
  for (; at < end; at += FILL_BYTES) {
    const kind = load<i32>(at, FILL_KIND);
    let value = load<f64>(x + load<i32>(at, FILL_COLUMN));
    if (kind != 0) {
      if (kind == KIND_AS_ZERO && value != value) value = 0;
      if (kind >= KIND_SET || (kind == KIND_ZERO && abs(value) <= ZERO)) {
        fillRest(blob, at, value, slots, lanes, AS_ORDER, -Infinity, NaN);
        continue;
      }
    }
    if (value != value) fillRest(blob, at, value, slots, lanes, AS_ORDER, -Infinity, NaN);
    else {
      const order = orderOf(f32(value));
      store<i32>(slots + (load<i32>(at, FILL_LEFT) << lanes), order);
      store<i32>(slots + (load<i32>(at, FILL_RIGHT) << lanes), order);
    }
  }
}

function fillWide(blob: i32, at: i32, end: i32, x: i32, slots: i32, lanes: i32, round: bool): void {
  for (; at < end; at += FILL_BYTES) {
    const kind = load<i32>(at, FILL_KIND);
    let value = load<f64>(x + load<i32>(at, FILL_COLUMN));
    if (round) value = f64(f32(value));
    if (kind == KIND_AS_ZERO && value != value) value = 0;
    if (value != value || kind >= KIND_SET || (kind == KIND_ZERO && abs(value) <= ZERO)) {
      fillRest(blob, at, value, slots, lanes, AS_NUMBER, -Infinity, NaN);
      continue;
    }
    store<f64>(slots + (load<i32>(at, FILL_LEFT) << lanes), value);
    store<f64>(slots + (load<i32>(at, FILL_RIGHT) << lanes), value);
  }
}

/** A float64 that is no NaN as an integer: of two numbers the smaller has the smaller one. */
function longOrderOf(value: f64): i64 {
  // Zero has one sign only.
  const bits = reinterpret<i64>(value + 0);
  return bits ^ ((bits >> 63) & i64.MAX_VALUE);
}

/** How many thresholds are smaller than x; they are integers in its order, padded to a power of two less one. */
function interval(x: f64, table: i32, half: i32): i32 {
  const order = longOrderOf(x);
  let at = table;
  for (let step = half; step >= 8; step >>= 1) at += select<i32>(step, 0, load<i64>(at + step - 8) < order);
  return (at - table) >> 3;
}

function fillPacked(blob: i32, at: i32, end: i32, x: i32, slots: i32, lanes: i32, round: bool): void {
  for (; at < end; at += FILL_BYTES) {
    const kind = load<i32>(at, FILL_KIND);
    let value = load<f64>(x + load<i32>(at, FILL_COLUMN));
    if (round) value = f64(f32(value));
    if (kind == KIND_AS_ZERO && value != value) value = 0;
    if (value != value || kind >= KIND_SET || (kind == KIND_ZERO && abs(value) <= ZERO)) {
      fillRest(blob, at, value, slots, lanes, AS_BYTE, 0, load<i32>(at, FILL_LAST));
      continue;
    }
    const number = interval(value, blob + load<i32>(at, FILL_TABLE), load<i32>(at, FILL_LENGTH));
    store<u8>(slots + (load<i32>(at, FILL_LEFT) << lanes), number);
    store<u8>(slots + (load<i32>(at, FILL_RIGHT) << lanes), number);
  }
}

function fillIntervals(blob: i32, at: i32, end: i32, x: i32, slots: i32, lanes: i32): void {
  for (; at < end; at += FILL_BYTES) {
    const kind = load<i32>(at, FILL_KIND);
    let value = load<f64>(x + load<i32>(at, FILL_COLUMN));
    if (kind == KIND_AS_ZERO && value != value) value = 0;
    if (value != value || kind >= KIND_SET || (kind == KIND_ZERO && abs(value) <= ZERO)) {
      fillRest(blob, at, value, slots, lanes, AS_INTEGER, 0, load<i32>(at, FILL_LAST));
      continue;
    }
    const number = interval(value, blob + load<i32>(at, FILL_TABLE), load<i32>(at, FILL_LENGTH));
    store<i32>(slots + (load<i32>(at, FILL_LEFT) << lanes), number);
    store<i32>(slots + (load<i32>(at, FILL_RIGHT) << lanes), number);
  }
}

/** Whether a category goes left. */
function goesLeft(x: f64, kind: i32, set: i32, words: i32): bool {
  if (x != x) {
    if ((kind & KIND_NAN_LEFT) != 0) return true;
    if ((kind & KIND_NAN_RIGHT) != 0) return false;
  }
  const right = (kind & KIND_MEMBERS_RIGHT) != 0;
  const category = right ? x : trunc(x);
  let member = false;
  if (category >= 0 && category < f64(words << 5)) {
    const at = i32(category);
    member = ((load<u32>(set + ((at >> 5) << 2)) >> u32(at & 31)) & 1) != 0;
  }
  return member != right;
}
