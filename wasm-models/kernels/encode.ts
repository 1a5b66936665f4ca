/** Operations between numbers and indices. */

/** How many of `count` ascending numbers are smaller than x (or, with `equal`, not larger). NaN gets all. */
export function rank(x: f64, numbers: i32, count: i32, equal: bool): i32 {
  let first = 0;
  let length = count;
  while (length > 0) {
    const half = length >> 1;
    const value = load<f64>(numbers + ((first + half) << 3));
    const after = equal ? !(x < value) : !(x <= value);
    if (after) {
      first += half + 1;
      length -= half + 1;
    } else length = half;
  }
  return first;
}

/**
 * Index of each value in its column's categories.
 * @param tables by column: address of the categories, ascending, then NaN if it is one; address of
 * their indices as f64; number; whether the last is NaN
 * @return the first place that is no category and may not be, or -1
 */
export function codes(
  rows: i32,
  columns: i32,
  x: i32,
  blob: i32,
  tables: i32,
  refuse: bool,
  unknown: f64,
  out: i32,
): i32 {
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++, x += 8, out += 8) {
      const table = tables + (column << 4);
      const numbers = blob + load<i32>(table);
      const count = load<i32>(table, 8);
      const hasNaN = load<i32>(table, 12);
      const value = load<f64>(x);
      let at = -1;
      if (value != value) {
        if (hasNaN != 0) at = count - 1;
      } else {
        const found = rank(value, numbers, count - hasNaN, false);
        if (found < count - hasNaN && load<f64>(numbers + (found << 3)) == value) at = found;
      }
      if (at >= 0) store<f64>(out, load<f64>(blob + load<i32>(table, 4) + (at << 3)));
      else if (refuse) return row * columns + column;
      else store<f64>(out, unknown);
    }
  }
  return -1;
}

/** @param tables by column: address of the edges, number, 0, 0 */
export function bins(rows: i32, columns: i32, x: i32, blob: i32, tables: i32, out: i32): void {
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++, x += 8, out += 8) {
      const table = tables + (column << 4);
      store<f64>(out, rank(load<f64>(x), blob + load<i32>(table), load<i32>(table, 4), true));
    }
  }
}

/** @param sizes by column as i32 @param width columns of the result */
export function oneHot(rows: i32, columns: i32, x: i32, sizes: i32, width: i32, out: i32): void {
  memory.fill(out, 0, (rows * width) << 3);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++, x += 8) {
      const size = load<i32>(sizes + (column << 2));
      const value = load<f64>(x);
      if (value >= 0 && value < size) store<f64>(out + (i32(value) << 3), 1);
      out += size << 3;
    }
  }
}

/** @param table address of `entries` rows of `width` */
export function lookup(rows: i32, x: i32, table: i32, entries: i32, width: i32, out: i32): i32 {
  const bytes = width << 3;
  for (let row = 0; row < rows; row++, x += 8, out += bytes) {
    const value = load<f64>(x);
    if (!(value >= 0 && value < entries)) return row;
    memory.copy(out, table + i32(value) * bytes, bytes);
  }
  return -1;
}

/** @param tables by column: address of the xs, address of the ys, number, 0 */
export function interpolate(rows: i32, columns: i32, x: i32, blob: i32, tables: i32, out: i32): void {
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++, x += 8, out += 8) {
      const table = tables + (column << 4);
      store<f64>(out, lineAt(load<f64>(x), blob + load<i32>(table), blob + load<i32>(table, 4), load<i32>(table, 8)));
    }
  }
}

function lineAt(x: f64, xs: i32, ys: i32, count: i32): f64 {
  if (x != x) return x;
  const last = (count - 1) << 3;
  if (x <= load<f64>(xs)) return load<f64>(ys);
  if (x >= load<f64>(xs + last)) return load<f64>(ys + last);
  const right = rank(x, xs, count, false) << 3;
  const x1 = load<f64>(xs + right);
  const y1 = load<f64>(ys + right);
  if (x1 == x) return y1;
  const x0 = load<f64>(xs + right - 8);
  const y0 = load<f64>(ys + right - 8);
  return ((y1 - y0) / (x1 - x0)) * (x - x0) + y0;
}

/** @param terms by term: how many columns, then the columns, as i32 */
export function polynomial(rows: i32, width: i32, x: i32, terms: i32, count: i32, out: i32): void {
  for (let row = 0; row < rows; row++, x += width << 3) {
    let at = terms;
    for (let term = 0; term < count; term++, out += 8) {
      const factors = load<i32>(at);
      at += 4;
      let product: f64 = 1;
      for (let factor = 0; factor < factors; factor++, at += 4) product *= load<f64>(x + (load<i32>(at) << 3));
      store<f64>(out, product);
    }
  }
}
