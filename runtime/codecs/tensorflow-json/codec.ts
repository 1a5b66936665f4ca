/**
 * TensorFlow Serving's protocol in JSON. It has no datatypes: whole numbers are INT64 (UINT64 beyond
 * it), numbers with a fraction or exponent FP64, both losslessly; a unit that knows its inputs casts
 * them. Floats are written with a fraction, so that they stay floats.
 * @see contract sections 2.1 and 2.4
 * @module
 */
export { encodeError } from "../v2/error.ts";
export { decodePredictRequest, decodePredictResponse } from "./decode.ts";
export type { JsonPredictRequest, RowsOrColumns } from "./decode.ts";
export { encodePredictRequest, encodePredictResponse } from "./encode.ts";
export { decodeExamplesRequest, encodeClasses, encodeValues } from "./examples.ts";
