/**
 * Fills the rows that a program begins with from the cells of a request: numbers as they are, categories
 * as their index, texts as counts of their terms.
 * @module
 */
import { invalid } from "../../runtime/errors.ts";
import type { Cell } from "../../runtime/units/trained-model.ts";
import { compileAnalyzer } from "../text/analyzer.ts";
import type { ModelMetadata, TextColumn } from "./metadata.ts";

/** What a model says of its columns. */
export type RowLayout = Pick<ModelMetadata, "columns" | "numbers" | "texts" | "features">;

export type { Cell };

/** Gives the cell of a feature in the row that is being filled. */
export type CellReader = (feature: number) => Cell;

/** Writes one text or category into a row. */
type TextWriter = (cell: Cell, into: Float64Array, at: number) => void;

export class RowFiller {
  readonly #layout: RowLayout;
  readonly #texts: readonly { readonly feature: number; readonly column: number; readonly write: TextWriter }[];

  /** @throws RangeError when texts are taken apart in a way that is not supported */
  constructor(layout: RowLayout) {
    this.#layout = layout;
    this.#texts = layout.texts.map((text) => ({ ...text, write: this.#writerOf(text) }));
  }

  /**
   * @param into gets the row from `at` on, as many numbers as the boundary has columns
   * @throws InferenceError INVALID_ARGUMENT naming the column that is no number, no text or no category
   */
  fill(cells: CellReader, into: Float64Array, at: number): void {
    const { numbers } = this.#layout;
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
    const name = this.#layout.features[feature]?.name;
    return name === undefined ? `Column ${feature}` : `Column "${name}"`;
  }

  #writerOf(text: TextColumn): TextWriter {
    return text.kind === "category" ? this.#categoryWriter(text) : this.#termsWriter(text);
  }

  #categoryWriter(text: Extract<TextColumn, { kind: "category" }>): TextWriter {
    const { feature, categories, fill, missing, unknown } = text;
    const indices = new Map(categories.map((category, index) => [category, index]));
    return (cell, into, at) => {
      const name = isMissing(cell) ? fill : String(cell);
      const index = name === undefined ? missing : indices.get(name);
      if (index !== undefined) into[at] = index;
      else if (unknown !== "refuse") into[at] = unknown ?? NaN;
      else invalid(`${this.#name(feature)}: expected one of ${categories.length} known categories, got another`);
    };
  }

  #termsWriter(text: Extract<TextColumn, { kind: "terms" }>): TextWriter {
    const { feature, columns, binary } = text;
    const analyse = compileAnalyzer(text.analyzer);
    const vocabulary = new Map(text.terms.map((term, column) => [term, column]));
    return (cell, into, at) => {
      if (typeof cell !== "string") {
        invalid(`${this.#name(feature)}: expected a text, got ${cell === null ? "null" : typeof cell}`);
      }
      into.fill(0, at, at + columns);
      analyse(cell, (term) => {
        const column = vocabulary.get(term);
        if (column !== undefined) into[at + column] = binary ? 1 : into[at + column]! + 1;
      });
    };
  }
}

/** null, and NaN as Python has it among texts. */
function isMissing(cell: Cell): boolean {
  return cell === null || (typeof cell === "number" && Number.isNaN(cell));
}
