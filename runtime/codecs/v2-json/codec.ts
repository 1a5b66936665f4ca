/**
 * The Open Inference protocol in JSON, with the binary tensor data extension.
 * @see contract sections 1.3 and 2.4
 * @module
 */
export { encodeError } from "../v2/error.ts";
export { JSON_LENGTH_HEADER, readJsonLength } from "./binary-data.ts";
export { decodeInferRequest, decodeInferResponse } from "./decode.ts";
export { encodeInferRequest, encodeInferResponse } from "./encode.ts";
export type { InferBody } from "./encode.ts";
