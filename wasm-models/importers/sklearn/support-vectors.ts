/** What all models of libsvm share: kernels of the row with support vectors, and sums of these. @module */
import type { Kernel, Value } from "../../ir/ops.ts";
import type { Field } from "../../readers/pickle/fields.ts";
import { readMatrix, transposed } from "./dense.ts";
import type { DenseMatrix } from "./dense.ts";
import type { Importing } from "./estimator.ts";

/** Support vectors with their coefficients, an output a row. */
export interface SupportVectors {
  readonly vectors: DenseMatrix;
  readonly coefficients: DenseMatrix;
}

const FUNCTIONS: ReadonlyMap<unknown, Kernel["function"]> = new Map([
  ["linear", "linear"],
  ["poly", "polynomial"],
  ["rbf", "rbf"],
  ["sigmoid", "sigmoid"],
]);

/** @throws ModelFileError for a kernel that is a function of the user, or needs the training rows */
function kernelOf(model: Field): Kernel["function"] {
  const kernel = model.at("kernel");
  const found = FUNCTIONS.get(kernel.value);
  if (found !== undefined) return found;
  if (kernel.value === "precomputed") return kernel.refuse("linear, poly, rbf or sigmoid", "precomputed distances");
  return kernel.refuse("linear, poly, rbf or sigmoid (a function of your own is Python, which is never run)");
}

/**
 * `support_vectors_` and the coefficients as libsvm made them, without the signs that scikit-learn
 * turns for two classes.
 */
export function supportVectors(model: Field, width: number): SupportVectors {
  const vectors = readMatrix(model.at("support_vectors_"));
  const coefficients = readMatrix(model.any("_dual_coef_", "dual_coef_"));
  if (vectors.columns !== width && vectors.rows > 0) {
    model.at("support_vectors_").refuse(`vectors of ${width} columns`, String(vectors.columns));
  }
  if (coefficients.columns !== vectors.rows) {
    model.refuse(`coefficients of ${vectors.rows} support vectors`, String(coefficients.columns));
  }
  return { vectors, coefficients };
}

/** Those of `from` to `to`. */
export function slice({ vectors, coefficients }: SupportVectors, from: number, to: number): SupportVectors {
  const { rows, columns, data } = coefficients;
  const part = new Float64Array(rows * (to - from));
  for (let row = 0; row < rows; row++) {
    part.set(data.subarray(row * columns + from, row * columns + to), row * (to - from));
  }
  const chosen = vectors.data.subarray(from * vectors.columns, to * vectors.columns);
  return {
    vectors: { rows: to - from, columns: vectors.columns, data: chosen },
    coefficients: { rows, columns: to - from, data: part },
  };
}

/** By output: sum over the vectors of coefficient times kernel. */
export function kernelSums(importing: Importing, model: Field, support: SupportVectors, input: Value): Value {
  const { builder } = importing;
  const { vectors, coefficients } = support;
  const name = kernelOf(model);
  const nothing = new Float64Array(coefficients.rows);
  if (vectors.rows === 0) return builder.constant(nothing);
  if (name === "linear") return builder.linear(input, collapsed(support), nothing);
  const usesConstant = name === "polynomial" || name === "sigmoid";
  const degree = name === "polynomial" ? model.integer("degree") : 0;
  if (!(degree >= 0 && degree <= 1000)) model.at("degree").refuse("0 to 1000", String(degree));
  const similarity = builder.add({
    kind: "kernel",
    input,
    vectors: vectors.data,
    function: name,
    gamma: model.any("_gamma", "gamma").number(),
    constant: usesConstant ? model.number("coef0") : 0,
    degree,
  });
  return builder.linear(similarity, transposed(coefficients), nothing);
}

/** Sums of products with vectors are one product with the sum of the vectors, a column an output. */
function collapsed({ vectors, coefficients }: SupportVectors): Float64Array {
  const weights = new Float64Array(vectors.columns * coefficients.rows);
  for (let output = 0; output < coefficients.rows; output++) {
    for (let vector = 0; vector < vectors.rows; vector++) {
      const coefficient = coefficients.data[output * vectors.rows + vector]!;
      for (let column = 0; column < vectors.columns; column++) {
        weights[column * coefficients.rows + output]! += coefficient * vectors.data[vector * vectors.columns + column]!;
      }
    }
  }
  return weights;
}

/** Such as "26 support vectors, rbf kernel". */
export function describeSupport(model: Field): string {
  const vectors = model.at("support_vectors_");
  const rows = vectors.module.startsWith("scipy.sparse")
    ? vectors.any("_shape", "shape").tuple(2)[0]!.integer()
    : vectors.ndarray(undefined, { dims: 2 }).shape[0]!;
  return `${rows} support vectors, ${kernelOf(model)} kernel`;
}
