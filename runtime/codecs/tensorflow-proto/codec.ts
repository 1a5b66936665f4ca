/**
 * The protocol of TensorFlow Serving in protobuf.
 * @see contract section 1.2
 * @module
 */
export { decodeExamplesRequest } from "./examples.ts";
export type { ExamplesRequest } from "./examples.ts";
export { decodePredictRequest, decodePredictResponse, encodePredictRequest, encodePredictResponse } from "./predict.ts";
export { encodeClassificationResponse, encodeRegressionResponse } from "./results.ts";
