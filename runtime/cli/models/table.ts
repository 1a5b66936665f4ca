/** Rows of a data file: numbers and texts, row after row. @module */
import type { Cell } from "../../units/trained-model.ts";

export interface Table {
  readonly rows: number;
  readonly columns: number;
  /** Names of the columns, where the file has some. */
  readonly names: readonly string[] | undefined;
  /** What the file holds: a number where it looks like one. */
  cell(row: number, column: number): Cell;
  /** The same as it is written; null where there is nothing. */
  text(row: number, column: number): string | null;
}

/** Bytes of a data file at most. */
export const MAX_DATA_BYTES = 268_435_456;
/** Cells of a data file at most. */
export const MAX_CELLS = 50_000_000;
