/** Tables by column: a row of four words each, first the addresses of what they name. @module */
import type { BlobWriter } from "./blob-writer.ts";

/** Categories ascending, their indices, how many, and whether the last is NaN. */
export function writeCategories(blob: BlobWriter, categories: readonly Float64Array[]): number {
  const rows = categories.map((given) => {
    const order = Array.from(given, (_, index) => index).toSorted((a, b) => compare(given[a]!, given[b]!));
    // Of equals the first counts; NaN stands last and equals NaN.
    const kept = order.filter((index, at) => at === 0 || !Object.is(given[order[at - 1]!]! + 0, given[index]! + 0));
    const numbers = kept.map((index) => given[index]!);
    return [blob.f64(numbers), blob.f64(kept), kept.length, Number.isNaN(numbers.at(-1)) ? 1 : 0];
  });
  return blob.u32(rows.flat());
}

export function writeIntervals(blob: BlobWriter, edges: readonly Float64Array[]): number {
  return blob.u32(edges.flatMap((given) => [blob.f64(given), given.length, 0, 0]));
}

export function writeLines(blob: BlobWriter, xs: readonly Float64Array[], ys: readonly Float64Array[]): number {
  return blob.u32(xs.flatMap((given, column) => [blob.f64(given), blob.f64(ys[column]!), given.length, 0]));
}

/** By term: how many columns, then the columns. */
export function writeTerms(blob: BlobWriter, terms: readonly (readonly number[])[]): number {
  return blob.u32(terms.flatMap((term) => [term.length, ...term]));
}

function compare(a: number, b: number): number {
  if (Number.isNaN(a)) return Number.isNaN(b) ? 0 : 1;
  return Number.isNaN(b) ? -1 : a - b;
}
