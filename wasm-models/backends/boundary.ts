/**
 * Where the request's columns meet the numeric program. A row is a stretch of float64: the numeric
 * columns that are used, then an index for each category and counts for each text.
 * @module
 */
import type { Category, Terms, Value } from "../ir/ops.ts";
import type { Program } from "../ir/program.ts";

/** A category or a text, and the column of the row that its numbers begin at. */
export interface TextPlace {
  readonly value: Value;
  readonly op: Category | Terms;
  readonly column: number;
  readonly columns: number;
}

export interface Boundary {
  /** Columns of a row. */
  readonly columns: number;
  /** Features that are numbers, by column from 0. */
  readonly numbers: readonly number[];
  readonly texts: readonly TextPlace[];
}

export function boundaryOf({ features, ops }: Program): Boundary {
  const numbers = features.flatMap(({ kind }, feature) => (kind === "number" ? [feature] : []));
  const texts: TextPlace[] = [];
  let column = numbers.length;
  ops.forEach((op, value) => {
    if (op.kind !== "category" && op.kind !== "terms") return;
    const columns = op.kind === "terms" ? op.columns : 1;
    texts.push({ value, op, column, columns });
    column += columns;
  });
  return { columns: column, numbers, texts };
}
