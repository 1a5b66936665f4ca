/**
 * Errors of a component's code: which of them choose an HTTP status, and which only say "not me".
 * @module
 */
import { ERROR_CODES, InferenceError } from "../../errors.ts";
import type { ErrorCode } from "../../errors.ts";
import { isJsonObject } from "../../message/json-value.ts";
import { writeJson } from "../../codecs/json/writer.ts";
import type { Method } from "./members.ts";

/** Whether a component asks for what happens without its method. */
export function isNotImplemented(error: unknown): error is Error {
  return error instanceof Error && error.name === "SeldonNotImplementedError";
}

/**
 * What is thrown on for an error of the component: a reply when it has a numeric `statusCode` or
 * the component's error handler makes one, else the error itself.
 */
export function translate(error: unknown, handler: Method | undefined): unknown {
  if (InferenceError.is(error) || isNotImplemented(error)) return error;
  const answer = handler?.(error);
  if (isJsonObject(answer) && typeof answer["status"] === "number") {
    return replyError(answer["status"], writeJson(answer["body"] ?? null), error);
  }
  if (!(error instanceof Error)) return error;
  const { statusCode, reason } = error as { statusCode?: unknown; reason?: unknown };
  if (typeof statusCode !== "number" || !(statusCode >= 400 && statusCode <= 599)) return error;
  const known = typeof reason === "string" ? reason : ERROR_CODES[codeOf(statusCode)].reason;
  const status = { code: -1, info: error.message, reason: known, status: 1 };
  return replyError(statusCode, JSON.stringify({ status }), error);
}

/** An error that reaches the client as the component's own JSON answer. */
export function replyError(status: number, body: string, cause?: unknown): InferenceError {
  const text = cause instanceof Error ? cause.message : `The unit answered with status ${status}`;
  const reply = { protocol: "seldon" as const, status, contentType: "application/json", body };
  return new InferenceError(codeOf(status), text, { reply, cause });
}

function codeOf(status: number): ErrorCode {
  return status < 500 ? "INVALID_ARGUMENT" : "INTERNAL";
}
