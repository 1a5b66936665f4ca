/** Fixtures whose rows hold texts, and rows as a program takes them. @module */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { boundaryOf } from "../../../wasm-models/backends/boundary.ts";
import type { Program } from "../../../wasm-models/ir/program.ts";

const ROOT = join(import.meta.dirname, "../../fixtures/models");

export type Cell = number | string | null;

interface Written {
  readonly input: { readonly kind: "mixed"; readonly rows: readonly (readonly Cell[])[] };
  readonly outputs: Readonly<Record<string, { readonly dtype: string; readonly base64: string }>>;
}

export interface MixedFixture {
  readonly bytes: Uint8Array;
  readonly rows: readonly (readonly Cell[])[];
  /** All rows' numbers of an output. */
  readonly expected: (output: string) => Float32Array | Float64Array;
}

/** @param path such as `lightgbm/4.7.0/pandas-categorical` */
export function mixedFixture(path: string, ending: string): MixedFixture {
  const truth = JSON.parse(readFileSync(join(ROOT, `${path}.truth.json`), "utf8")) as Written;
  return {
    bytes: readFileSync(join(ROOT, `${path}${ending}`)),
    rows: truth.input.rows,
    expected: (output) => {
      const { dtype, base64 } = truth.outputs[output]!;
      const { buffer } = new Uint8Array(Buffer.from(base64, "base64"));
      return dtype === "float32" ? new Float32Array(buffer) : new Float64Array(buffer);
    },
  };
}

/** What the boundary makes of a row: numbers first, then an index for each category. */
export function toRow(program: Program, cells: readonly Cell[]): Float64Array {
  const { numbers, texts, columns } = boundaryOf(program);
  const row = new Float64Array(columns);
  numbers.forEach((feature, column) => (row[column] = (cells[feature] ?? Number.NaN) as number));
  for (const { op, column } of texts) {
    if (op.kind !== "category") throw new TypeError("The model takes texts");
    const cell = cells[op.feature];
    const index = op.categories.indexOf(cell as string);
    if (index >= 0) row[column] = index;
    else {
      const other = cell === null ? (op.missing ?? op.unknown) : op.unknown;
      if (other === "refuse") throw new RangeError(`${cell} is no category`);
      row[column] = other;
    }
  }
  return row;
}
