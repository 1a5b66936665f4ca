/** The Seldon protocol in JSON. @module */
import type { Codec } from "../codec.ts";
import { decodeFeedback, decodeMessage } from "./decode.ts";
import { encodeError, encodeMessage } from "./encode.ts";

export const seldonJson: Codec = {
  contentType: "application/json",
  decodeMessage,
  decodeFeedback,
  encodeMessage,
  encodeError,
};
