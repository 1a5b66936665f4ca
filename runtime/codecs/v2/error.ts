/** Errors of the Open Inference protocol in JSON, which are those of TensorFlow Serving, too. @module */
import type { InferenceError } from "../../errors.ts";
import { writeString } from "../json/writer.ts";

/** Writes an error as every server of both protocols does. */
export function encodeError(error: InferenceError): string {
  return `{"error":${writeString(error.message)}}`;
}
