/**
 * The shell of a compiled model: the guest ABI around the kernels. The compiler puts the model's blob,
 * its metadata and its labels into the memory of this module.
 */
import { ARENA, AXES, BLOB, COLUMNS, COLUMN_MAP, FEATURES, HEAP_BASE, LABELS, META, META_BYTES, NUMBERS, OUTPUT, OUT_COLUMNS } from "./reserved";
import { Input, Output, Part, invalid, result, startOver } from "../guest-kit/index";
import { run } from "../kernels/run.ts";

export * from "../guest-kit/abi";
export { HEAP_BASE };

export function zh_meta(): usize {
  startOver();
  return result(0, META, META_BYTES);
}

/** Takes [rows, features] numbers or one row. */
export function zh_predict(frame: usize, _length: usize): usize {
  const input = Input.read(frame);
  if (input.count == 0 || !input.part(0).isNumeric) return invalid("Expected a tensor of numbers");
  const x = input.part(0);
  if (x.rank < 1 || x.rank > 2 || x.columns != FEATURES) {
    return invalid(`Expected [rows, ${FEATURES}] numbers, got rank ${x.rank} with ${x.columns} columns`);
  }
  const rows = x.rows;
  const from = readRows(x, rows);
  const output = new Output();
  const out = LABELS != 0 ? heap.alloc((<usize>rows * OUT_COLUMNS) << 3) : numbersOf(output, rows);
  const status = run(<i32>BLOB, OUTPUT, <i32>from, rows, <i32>out, <i32>ARENA);
  if (status == 1) {
    const row = load<i32>(ARENA, 4);
    const column = load<i32>(ARENA, 8);
    return invalid(`Row ${row} has a value in column ${column} that the model does not accept`);
  }
  if (status != 0) unreachable();
  if (NUMBERS != 0) replaceByLabels(out, rows * OUT_COLUMNS);
  if (LABELS != 0) output.strings(shapeOf(rows), labelsOf(out, rows * OUT_COLUMNS));
  return output.finish();
}

function shapeOf(rows: i32): i32[] {
  return AXES == 1 ? [rows] : [rows, OUT_COLUMNS];
}

function numbersOf(output: Output, rows: i32): usize {
  return output.float64(shapeOf(rows)).at;
}

/** The columns that the model reads, side by side; all of them are taken where they are. */
function readRows(x: Part, rows: i32): usize {
  const values = x.numbers();
  let same = COLUMNS == FEATURES;
  for (let i = 0; same && i < COLUMNS; i++) same = load<i32>(COLUMN_MAP + (<usize>i << 2)) == i;
  if (same) return values.at;
  const to = heap.alloc((<usize>rows * COLUMNS) << 3);
  let at = to;
  for (let row = 0; row < rows; row++) {
    const from = values.at + ((<usize>row * FEATURES) << 3);
    for (let i = 0; i < COLUMNS; i++, at += 8) {
      store<f64>(at, load<f64>(from + (<usize>load<i32>(COLUMN_MAP + (<usize>i << 2)) << 3)));
    }
  }
  return to;
}

function replaceByLabels(out: usize, count: i32): void {
  for (const end = out + ((<usize>count) << 3); out < end; out += 8) {
    store<f64>(out, load<f64>(NUMBERS + (<usize>(<i32>load<f64>(out)) << 3)));
  }
}

function labelsOf(out: usize, count: i32): string[] {
  const labels: string[] = [];
  let at = LABELS + 4;
  for (let i = load<i32>(LABELS); i > 0; i--) {
    const length = load<u32>(at);
    labels.push(String.UTF8.decodeUnsafe(at + 4, length));
    at += 4 + length;
  }
  const found: string[] = [];
  for (let i = 0; i < count; i++) {
    const index = <i32>load<f64>(out + (<usize>i << 3));
    if (<u32>index >= <u32>labels.length) unreachable();
    found.push(labels[index]);
  }
  return found;
}
