/**
 * The Open Inference protocol in protobuf: requests and answers of ModelInfer.
 * @see contract section 1.3
 * @module
 */
export { decodeInferRequest, encodeInferRequest } from "./request.ts";
export { decodeInferResponse, encodeInferResponse } from "./response.ts";
