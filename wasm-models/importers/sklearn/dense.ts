/** Matrices that scikit-learn keeps dense or sparse, whichever it was fitted with. @module */
import type { Field } from "../../readers/pickle/fields.ts";
import { readSparse } from "../../readers/numpy/sparse.ts";

/** Elements of one matrix at most, when it is stored sparsely. */
const MAX_ELEMENTS = 50_000_000;

/** Row-major. */
export interface DenseMatrix {
  readonly rows: number;
  readonly columns: number;
  readonly data: Float64Array;
}

/** @throws ModelFileError when it has no two dimensions, or is too large to be written out */
export function readMatrix(field: Field): DenseMatrix {
  if (!field.module.startsWith("scipy.sparse")) {
    const { shape, data } = field.array(undefined, { dims: 2 });
    return { rows: shape[0]!, columns: shape[1]!, data };
  }
  const { format, shape, indptr, indices, data: values } = readSparse(field);
  const [rows, columns] = shape;
  if (rows * columns > MAX_ELEMENTS) field.refuse(`at most ${MAX_ELEMENTS} elements`, String(rows * columns));
  const data = new Float64Array(rows * columns);
  for (let outer = 0; outer + 1 < indptr.length; outer++) {
    for (let at = indptr[outer]!; at < indptr[outer + 1]!; at++) {
      const place = format === "csr" ? outer * columns + indices[at]! : indices[at]! * columns + outer;
      data[place]! += values[at]!;
    }
  }
  return { rows, columns, data };
}

/** Rows become columns: a matrix with an output a row as weights with an output a column. */
export function transposed({ rows, columns, data }: DenseMatrix): Float64Array {
  const result = new Float64Array(data.length);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) result[column * rows + row] = data[row * columns + column]!;
  }
  return result;
}
