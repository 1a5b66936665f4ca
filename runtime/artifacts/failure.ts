/** What the stores say when something goes wrong. @module */
import { InferenceError } from "../errors.ts";
import { publicUri } from "./artifact-uri.ts";
import type { CredentialTrail } from "./remote.ts";

/** The file is no longer the one that was listed or begun with; the artifact is fetched anew. */
export class ArtifactChanged extends Error {
  constructor(uri: string) {
    super(`"${publicUri(uri)}" was changed while it was fetched`);
    this.name = "ArtifactChanged";
  }
}

/** A transfer that broke off; it may go on where it stopped. */
export class BrokenTransfer extends Error {
  constructor(reason: string, cause?: unknown) {
    super(reason, cause === undefined ? undefined : { cause });
    this.name = "BrokenTransfer";
  }
}

export interface FailedRequest {
  readonly uri: string;
  readonly status: number;
  /** The store's own word for it, such as NoSuchBucket. */
  readonly reason?: string | undefined;
  readonly trail?: CredentialTrail | undefined;
  /** What would help, in words. */
  readonly hint?: string | undefined;
}

/** Turns an answer that is not 2xx into an error that says what to do. */
export function failedRequest({ uri, status, reason, trail, hint }: FailedRequest): InferenceError {
  const word = reason === undefined ? "" : ` ${shown(reason)}`;
  const credentials = trail === undefined ? "" : `; ${trail.toString()}`;
  const advice = hint === undefined ? "" : `; ${hint}`;
  const where = `"${publicUri(uri)}"`;
  if (status === 404) return new InferenceError("NOT_FOUND", `${where}: nothing there (404${word})${advice}`);
  if (status === 401 || status === 403) {
    const text = `${where}: the store refuses access (${status}${word})${credentials}${advice}`;
    return new InferenceError("PERMISSION_DENIED", text);
  }
  const code = status >= 500 || status === 429 || status === 408 ? "UNAVAILABLE" : "INVALID_ARGUMENT";
  return new InferenceError(code, `${where}: the store answered ${status}${word}${credentials}${advice}`);
}

/** The reason behind a failed fetch: its cause says more than it does. */
export function networkReason(error: unknown): string {
  let innermost = error;
  for (let depth = 0; depth < 4 && innermost instanceof Error && innermost.cause instanceof Error; depth++) {
    innermost = innermost.cause;
  }
  const { message, code } = innermost as { message?: string; code?: string };
  return shown(message === undefined || message === "" ? (code ?? "no connection") : message);
}

// A server's words go into our messages: no more than a few, and nothing that could be mistaken.
function shown(text: string): string {
  // oxlint-disable-next-line no-control-regex
  return text.replace(/[\u0000-\u001f\u007f"]/g, " ").slice(0, 120);
}
