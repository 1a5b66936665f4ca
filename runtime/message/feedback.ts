/** A reward for an earlier prediction, and what it was given for. @module */
import type { Message } from "./message.ts";

export interface Feedback {
  readonly request: Message | undefined;
  /** The answer that is judged; its `meta.routing` says which way the request went. */
  readonly response: Message | undefined;
  readonly reward: number;
  readonly truth: Message | undefined;
  /** Rows of the request that was answered, for when the feedback does not bring the request along. */
  readonly rows?: number | undefined;
}
