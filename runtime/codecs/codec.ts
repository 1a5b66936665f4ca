/** What a protocol and transport must be able to do with messages; one folder beside this file each. @module */
import type { InferenceError } from "../errors.ts";
import type { Feedback } from "../message/feedback.ts";
import type { Message } from "../message/message.ts";

export interface Codec {
  /** Content-Type of what it writes. */
  readonly contentType: string;
  /** @throws InferenceError INVALID_ARGUMENT naming the field and what was expected */
  decodeMessage(body: Uint8Array | string): Message;
  decodeFeedback(body: Uint8Array | string): Feedback;
  encodeMessage(message: Message): string | Uint8Array<ArrayBuffer>;
  encodeError(error: InferenceError): string | Uint8Array<ArrayBuffer>;
}
