/**
 * The Open Inference protocol in JSON, with the binary tensor data extension.
 * @see contract sections 1.3 and 2.4
 * @module
 */
export { decodeInferRequest, decodeInferResponse } from "./decode.ts";
export { encodeError, encodeInferRequest, encodeInferResponse } from "./encode.ts";
export type { InferBody } from "./encode.ts";
