/**
 * The Seldon protocol in protobuf. Numbers of a `tensor` or `ndarray` are float64; where one would
 * change, the tensor goes as a `tftensor`.
 * @see contract sections 1.1 and 3.1
 * @module
 */
export { decodeFeedback, decodeMessage, decodeMessageList } from "./decode.ts";
export { encodeFeedback, encodeMessage, encodeMessageList } from "./encode.ts";
