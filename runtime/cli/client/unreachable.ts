/** Why a server gave no answer, and what a person can do about it. @module */

/** Codes of the system and of OpenSSL, in words. */
const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: "nothing listens there; is the server running, and is this its port?",
  ENOTFOUND: "there is no host of this name",
  EAI_AGAIN: "there is no host of this name, or no name service",
  ECONNRESET: "the server closed the connection; one that serves TLS is called with https://",
  EPROTO: "no TLS is spoken there; a server without it is called with http://",
  DEPTH_ZERO_SELF_SIGNED_CERT: "its certificate is its own; name the file with --ca to trust it",
  SELF_SIGNED_CERT_IN_CHAIN: "its certificate is from an unknown authority; name that one's file with --ca",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "its certificate is from an unknown authority; name that one's file with --ca",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: "its certificate is from an unknown authority; name that one's file with --ca",
};

export function unreachable(url: URL, error: unknown, timeoutMs: number): Error {
  const { name, code, message } = toSystemError(error);
  if (name === "AbortError" || name === "TimeoutError")
    return new Error(`${url.href} did not answer within ${timeoutMs} ms`, { cause: error });
  const reason = REASONS[code ?? ""] ?? (message || code || "no answer");
  return new Error(`Cannot reach ${url.href}: ${reason}`, { cause: error });
}

// Names with several addresses fail with the failures of all of them, and no word of their own.
function toSystemError(error: unknown): NodeJS.ErrnoException {
  if (error instanceof AggregateError && error.errors[0] instanceof Error) return error.errors[0];
  return error instanceof Error ? error : new Error(String(error));
}
