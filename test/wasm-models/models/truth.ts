/** What the training libraries answered, recorded by test/fixtures/models/make. */
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { Cell } from "../../../wasm-models/module/rows.ts";

export const MODELS: string = join(import.meta.dirname, "../../fixtures/models");

interface EncodedRows {
  readonly kind: "numeric" | "text" | "mixed";
  readonly shape: readonly number[];
  readonly rows: string | readonly unknown[];
  readonly columns?: readonly string[];
}

/** An output of a library; labels and whole numbers as values, floats as their bits. */
export interface TruthOutput {
  readonly dtype: "float64" | "float32" | "int" | "bool" | "string" | "mixed" | "list";
  readonly shape: readonly number[];
  readonly values?: readonly Cell[];
  readonly base64?: string;
  readonly items?: readonly TruthOutput[];
  readonly tolerance: string;
}

export interface Truth {
  readonly name: string;
  readonly library: string;
  readonly version: string;
  readonly estimator: string;
  readonly tolerance: string;
  readonly files: readonly { readonly file: string; readonly format: string }[];
  readonly input: EncodedRows;
  readonly outputs: Readonly<Record<string, TruthOutput>>;
  readonly refused?: { readonly rows: EncodedRows; readonly messages: readonly string[] };
  readonly note?: string;
}

export function truths(library: string, version: string): readonly Truth[] {
  const folder = join(MODELS, library, version);
  return readdirSync(folder)
    .filter((name) => name.endsWith(".truth.json"))
    .map((name) => JSON.parse(readFileSync(join(folder, name), "utf8")) as Truth);
}

export function versions(library: string): readonly string[] {
  return readdirSync(join(MODELS, library)).toSorted((a, b) => a.localeCompare(b, "en", { numeric: true }));
}

export function fileOf({ library, version }: Truth, file: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(readFileSync(join(MODELS, library, version, file)));
}

function floats(base64: string): Float64Array {
  return new Float64Array(Uint8Array.from(Buffer.from(base64, "base64")).buffer);
}

/** Rows of cells; a list of texts has one cell a row. */
export function cellsOf({ kind, shape, rows }: EncodedRows): readonly (readonly Cell[])[] {
  if (typeof rows !== "string") {
    const list = rows as readonly (Cell | readonly Cell[])[];
    return list.map((row) => (Array.isArray(row) ? (row as readonly Cell[]) : [row as Cell]));
  }
  if (kind !== "numeric") throw new Error(`Rows of ${kind} are no bits`);
  const data = floats(rows);
  const width = shape[1] ?? 1;
  return Array.from({ length: shape[0]! }, (_, row) => Array.from(data.subarray(row * width, (row + 1) * width)));
}

/** All elements, row-major. */
export function valuesOf(output: TruthOutput): readonly Cell[] {
  if (output.values !== undefined) return output.values;
  const bytes = Uint8Array.from(Buffer.from(output.base64!, "base64"));
  return Array.from(output.dtype === "float32" ? new Float32Array(bytes.buffer) : new Float64Array(bytes.buffer));
}
