/** Operations across the columns of a row. */
import { exp, log } from "./math.ts";

function reduceRow(name: i32, x: i32, columns: i32): f64 {
  const end = x + (columns << 3);
  let result = load<f64>(x);
  if (name >= 4) {
    let best = 0;
    for (let at = 1; at < columns; at++) {
      const value = load<f64>(x + (at << 3));
      // As numpy has it, the first NaN is both largest and smallest.
      if (result != result) break;
      if ((name == 4 ? value > result : value < result) || value != value) {
        best = at;
        result = value;
      }
    }
    return best;
  }
  for (let at = x + 8; at < end; at += 8) {
    const value = load<f64>(at);
    if (name == 2) result = min(result, value);
    else if (name == 3) result = max(result, value);
    else result += value;
  }
  return name == 1 ? result / columns : result;
}

/** @param name 0 sum, 1 mean, 2 min, 3 max, 4 argmax, 5 argmin */
export function reduce(name: i32, rows: i32, columns: i32, x: i32, out: i32): void {
  for (let row = 0; row < rows; row++, x += columns << 3, out += 8) store<f64>(out, reduceRow(name, x, columns));
}

export function softmax(rows: i32, columns: i32, x: i32, out: i32): void {
  for (let row = 0; row < rows; row++) {
    const largest = reduceRow(3, x, columns);
    let sum: f64 = 0;
    for (let column = 0; column < columns; column++) {
      const value = exp(load<f64>(x + (column << 3)) - largest);
      store<f64>(out + (column << 3), value);
      sum += value;
    }
    for (let column = 0; column < columns; column++, x += 8, out += 8) store<f64>(out, load<f64>(out) / sum);
  }
}

export function logSumExp(rows: i32, columns: i32, x: i32, out: i32): void {
  for (let row = 0; row < rows; row++, out += 8) {
    const largest = reduceRow(3, x, columns);
    const shift = abs(largest) == Infinity ? 0 : largest;
    let sum: f64 = 0;
    for (let column = 0; column < columns; column++, x += 8) sum += exp(load<f64>(x) - shift);
    store<f64>(out, log(sum) + shift);
  }
}

/** @param norm 0 l1, 1 l2, 2 max of sizes, 3 sum */
export function normalise(norm: i32, tiny: f64, rows: i32, columns: i32, x: i32, out: i32): void {
  for (let row = 0; row < rows; row++) {
    let size: f64 = 0;
    for (let column = 0; column < columns; column++) {
      const value = load<f64>(x + (column << 3));
      if (norm == 0) size += abs(value);
      else if (norm == 1) size += value * value;
      else if (norm == 2) size = max(size, abs(value));
      else size += value;
    }
    if (norm == 1) size = sqrt(size);
    if (size == 0 || size < tiny) size = 1;
    for (let column = 0; column < columns; column++, x += 8, out += 8) store<f64>(out, load<f64>(x) / size);
  }
}

/** @param weights address of the weights by column @param order room for as many i32 as there are columns */
export function weightedMedian(rows: i32, columns: i32, x: i32, weights: i32, order: i32, out: i32): void {
  let total: f64 = 0;
  for (let column = 0; column < columns; column++) total += load<f64>(weights + (column << 3));
  for (let row = 0; row < rows; row++, x += columns << 3, out += 8) {
    // Insertion keeps equals in their order; estimators are few.
    for (let column = 0; column < columns; column++) {
      const value = load<f64>(x + (column << 3));
      let at = column;
      for (; at > 0; at--) {
        const before = load<i32>(order + ((at - 1) << 2));
        if (load<f64>(x + (before << 3)) <= value) break;
        store<i32>(order + (at << 2), before);
      }
      store<i32>(order + (at << 2), column);
    }
    let sum: f64 = 0;
    let chosen = load<i32>(order);
    for (let at = 0; at < columns; at++) {
      chosen = load<i32>(order + (at << 2));
      sum += load<f64>(weights + (chosen << 3));
      if (sum >= 0.5 * total) break;
    }
    store<f64>(out, load<f64>(x + (chosen << 3)));
  }
}
