/** How calls fail that no server answered. @module */
import { InferenceError } from "../../../errors.ts";

/** The connection that a call was given to did not bring an answer. */
export class ConnectionLost extends Error {
  /** Whether the server may have acted on the call; if not, it may go to another connection. */
  readonly wasSent: boolean;

  constructor(reason: string, wasSent: boolean, cause?: unknown) {
    super(reason, { cause });
    this.name = "ConnectionLost";
    this.wasSent = wasSent;
  }
}

/** No connection, or a lost one. */
export function unreachable(url: string, reason: string, cause?: unknown): InferenceError {
  return new InferenceError("UNAVAILABLE", `Cannot reach ${url}: ${reason}`, { cause });
}

/** No connection before the call's time was over. */
export function unconnected(url: string, timeoutMs: number): InferenceError {
  return unreachable(url, `no connection within ${Math.round(timeoutMs)} ms`);
}

/** No answer before the call's time was over. */
export function late(url: string, timeoutMs: number): InferenceError {
  const text = `${url} did not answer within ${Math.max(0, Math.round(timeoutMs))} ms`;
  return new InferenceError("DEADLINE_EXCEEDED", text);
}

/** What an error says in a message. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.message || error.name;
}
