/** Sparse matrices of scipy, which stay objects until an importer asks for one. @module */
import type { Field } from "../pickle/fields.ts";

/** Rows (csr) or columns (csc) one after another: those of row r are `indptr[r]` to `indptr[r + 1]`. */
export interface SparseMatrix {
  readonly format: "csr" | "csc";
  readonly shape: readonly [rows: number, columns: number];
  readonly indptr: Int32Array;
  readonly indices: Int32Array;
  readonly data: Float64Array;
}

const CLASSES: ReadonlyMap<string, "csr" | "csc"> = new Map([
  ["csr_matrix", "csr"],
  ["csr_array", "csr"],
  ["csc_matrix", "csc"],
  ["csc_array", "csc"],
]);

/**
 * Checks what it reads: every index is inside of the shape.
 * @throws ModelFileError when it is none of csr and csc, or not consistent
 */
export function readSparse(field: Field): SparseMatrix {
  const format = field.module.startsWith("scipy.sparse") ? CLASSES.get(field.className) : undefined;
  if (format === undefined) return field.refuse("a csr or csc matrix");
  const [first, second] = field.any("_shape", "shape").tuple(2);
  const shape = [first!.integer(), second!.integer()] as const;
  const [outer, inner] = format === "csr" ? shape : [shape[1], shape[0]];
  if (outer < 0 || inner < 0) field.refuse("a shape of sizes", "negative ones");
  const indptr = field.integers("indptr", { shape: [outer + 1] }).data;
  const indices = field.integers("indices", { dims: 1 }).data;
  const { data } = field.array("data", { shape: [indices.length] });
  if (indptr[0] !== 0 || indptr.at(-1)! > indices.length || indptr.some((at, index) => at < (indptr[index - 1] ?? 0))) {
    field.at("indptr").refuse("offsets that grow from 0 to the number of indices", "others");
  }
  if (indices.some((index) => index < 0 || index >= inner)) {
    field.at("indices").refuse(`indices below ${inner}`, "others");
  }
  return { format, shape, indptr, indices, data };
}
