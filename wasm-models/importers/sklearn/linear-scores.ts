/** x·coef_ + intercept_, as every linear model has it. @module */
import type { Value } from "../../ir/ops.ts";
import type { Field } from "../../readers/pickle/fields.ts";
import { readSparse } from "../../readers/numpy/sparse.ts";
import type { Importing } from "./estimator.ts";

/** Coefficients of one model at most, when they are stored sparsely. */
const MAX_COEFFICIENTS = 50_000_000;

/** One column a row of `coef_`; a coef_ of one dimension is one row. */
export function linearScores({ builder }: Importing, model: Field, input: Value): Value {
  const width = builder.width(input);
  const coef = coefficients(model);
  const outputs = coef.shape.length === 1 ? 1 : (coef.shape[0] ?? 0);
  if (coef.shape.at(-1) !== width || coef.shape.length > 2) {
    model.at("coef_").refuse(`coefficients of ${width} columns`, `shape [${coef.shape.join(", ")}]`);
  }
  const weights = new Float64Array(width * outputs);
  for (let o = 0; o < outputs; o++)
    for (let i = 0; i < width; i++) weights[i * outputs + o] = coef.data[o * width + i]!;
  const given = model.at("intercept_");
  const bias = typeof given.value === "number" ? new Float64Array(outputs).fill(given.value) : given.array().data;
  return builder.linear(input, weights, bias.length === 1 ? new Float64Array(outputs).fill(bias[0]!) : bias);
}

/** `coef_`, which may have been made sparse by `sparsify()`. */
export function coefficients(model: Field): { readonly shape: readonly number[]; readonly data: Float64Array } {
  const field = model.at("coef_");
  if (!field.module.startsWith("scipy.sparse")) return field.array();
  const { format, shape, indptr, indices, data } = readSparse(field);
  const [rows, columns] = shape;
  if (rows * columns > MAX_COEFFICIENTS)
    field.refuse(`at most ${MAX_COEFFICIENTS} coefficients`, String(rows * columns));
  const dense = new Float64Array(rows * columns);
  for (let outer = 0; outer + 1 < indptr.length; outer++) {
    for (let at = indptr[outer]!; at < indptr[outer + 1]!; at++) {
      const place = format === "csr" ? outer * columns + indices[at]! : indices[at]! * columns + outer;
      dense[place]! += data[at]!;
    }
  }
  return { shape, data: dense };
}
