/**
 * Fills the rows that a program begins with from the cells of a request: numbers as they are, categories
 * as their index, texts as counts of their terms.
 * @module
 */
import { invalid } from "../../runtime/errors.ts";
import type { Category, Terms } from "../ir/ops.ts";
import { compileAnalyzer } from "../text/analyzer.ts";
import type { Boundary } from "./boundary.ts";

/** A cell of the request; null is missing. */
export type Cell = number | bigint | string | boolean | null;

/** Gives the cell of a feature in the row that is being filled. */
export type CellReader = (feature: number) => Cell;

/** Writes one text or category into a row. */
type TextWriter = (cell: Cell, into: Float64Array, at: number) => void;

export class RowFiller {
  readonly #boundary: Boundary;
  readonly #names: readonly (string | undefined)[];
  readonly #texts: readonly { readonly feature: number; readonly column: number; readonly write: TextWriter }[];

  /** @param names of the features, for errors */
  constructor(boundary: Boundary, names: readonly (string | undefined)[]) {
    this.#boundary = boundary;
    this.#names = names;
    this.#texts = boundary.texts.map(({ op, column }) => ({ feature: op.feature, column, write: this.#writerOf(op) }));
  }

  /**
   * @param into gets the row from `at` on, as many numbers as the boundary has columns
   * @throws InferenceError INVALID_ARGUMENT naming the column that is no number, no text or no category
   */
  fill(cells: CellReader, into: Float64Array, at: number): void {
    const { numbers } = this.#boundary;
    for (let column = 0; column < numbers.length; column++) {
      const feature = numbers[column]!;
      into[at + column] = this.#number(cells(feature), feature);
    }
    for (const { feature, column, write } of this.#texts) write(cells(feature), into, at + column);
  }

  #number(cell: Cell, feature: number): number {
    if (typeof cell === "number") return cell;
    if (cell === null) return NaN;
    if (typeof cell === "string") return invalid(`${this.#name(feature)}: expected a number, got text`);
    return Number(cell);
  }

  #name(feature: number): string {
    const name = this.#names[feature];
    return name === undefined ? `Column ${feature}` : `Column "${name}"`;
  }

  #writerOf(op: Category | Terms): TextWriter {
    return op.kind === "category" ? this.#categoryWriter(op) : this.#termsWriter(op);
  }

  #categoryWriter(op: Category): TextWriter {
    const indices = new Map(op.categories.map((category, index) => [category, index]));
    return (cell, into, at) => {
      const text = isMissing(cell) ? op.fill : String(cell);
      const index = text === undefined ? op.missing : indices.get(text);
      if (index !== undefined) into[at] = index;
      else if (op.unknown === "refuse") {
        invalid(`${this.#name(op.feature)}: expected one of ${op.categories.length} known categories, got another`);
      } else into[at] = op.unknown;
    };
  }

  #termsWriter(op: Terms): TextWriter {
    const analyse = compileAnalyzer(op.analyzer);
    return (cell, into, at) => {
      if (typeof cell !== "string") {
        invalid(`${this.#name(op.feature)}: expected a text, got ${cell === null ? "null" : typeof cell}`);
      }
      into.fill(0, at, at + op.columns);
      analyse(cell, (term) => {
        const column = op.vocabulary.get(term);
        if (column !== undefined) into[at + column] = op.binary ? 1 : into[at + column]! + 1;
      });
    };
  }
}

/** null, and NaN as Python has it among texts. */
function isMissing(cell: Cell): boolean {
  return cell === null || (typeof cell === "number" && Number.isNaN(cell));
}
