/** Operations that move columns. */

/** @param columns address of the chosen columns as i32 */
export function select(rows: i32, width: i32, x: i32, columns: i32, count: i32, out: i32): void {
  const stride = width << 3;
  for (let row = 0; row < rows; row++, x += stride) {
    for (let at = 0; at < count; at++, out += 8) {
      store<f64>(out, load<f64>(x + (load<i32>(columns + (at << 2)) << 3)));
    }
  }
}

/** Puts a value's columns into a wider one, `at` columns from its left. */
export function copy(rows: i32, width: i32, x: i32, out: i32, outWidth: i32, at: i32): void {
  const bytes = width << 3;
  const step = outWidth << 3;
  out += at << 3;
  for (let row = 0; row < rows; row++, x += bytes, out += step) memory.copy(out, x, bytes);
}

/** The same row again and again. */
export function repeat(rows: i32, width: i32, row: i32, out: i32): void {
  const bytes = width << 3;
  for (let r = 0; r < rows; r++, out += bytes) memory.copy(out, row, bytes);
}
