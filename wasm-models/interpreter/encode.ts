/** Operations between numbers and indices. @module */
import type { Bins, Codes, Interpolate, OneHot } from "../ir/ops.ts";
import type { Row } from "./forest.ts";

/** Index of each value among its column's categories; a column's number when one is refused. */
export function codes(op: Codes, row: Row): Float64Array | number {
  const found = new Float64Array(row.length);
  for (let column = 0; column < row.length; column++) {
    const x = row[column]!;
    const at = op.categories[column]!.findIndex(
      (category) => category === x || (Number.isNaN(category) && Number.isNaN(x)),
    );
    if (at < 0 && op.unknown === "refuse") return column;
    found[column] = at < 0 ? Number(op.unknown) : at;
  }
  return found;
}

export function bins({ edges }: Bins, row: Row): Float64Array {
  return Float64Array.from(row, (x, column) => edges[column]!.reduce((count, edge) => count + (x < edge ? 0 : 1), 0));
}

export function oneHot({ sizes }: OneHot, row: Row): Float64Array {
  const parts = sizes.map((size, column) => {
    const hot = new Float64Array(size);
    const x = row[column]!;
    if (x >= 0 && x < size) hot[Math.trunc(x)] = 1;
    return hot;
  });
  return Float64Array.from(parts.flatMap((part) => Array.from(part)));
}

export function interpolate({ xs, ys }: Interpolate, row: Row): Float64Array {
  return Float64Array.from(row, (x, column) => lineAt(x, xs[column]!, ys[column]!));
}

function lineAt(x: number, xs: Float64Array, ys: Float64Array): number {
  if (Number.isNaN(x)) return x;
  if (x <= xs[0]!) return ys[0]!;
  if (x >= xs.at(-1)!) return ys.at(-1)!;
  const right = xs.findIndex((point) => point >= x);
  if (xs[right] === x) return ys[right]!;
  const slope = (ys[right]! - ys[right - 1]!) / (xs[right]! - xs[right - 1]!);
  return slope * (x - xs[right - 1]!) + ys[right - 1]!;
}
