/**
 * Errors of a component's code: which of them choose an HTTP status, and which only say "not me".
 * @module
 */
import { ERROR_CODES, InferenceError } from "../../errors.ts";
import type { ErrorCode } from "../../errors.ts";
import { isJsonObject } from "../../message/json-value.ts";
import { describePayload } from "../../message/message.ts";
import type { Message } from "../../message/message.ts";
import { writeJson } from "../../codecs/json/writer.ts";
import type { Method } from "./members.ts";

/** How engines say that a value is of another kind than the code expects. */
const WRONG_KIND = /\bis not (a function|iterable|an object)\b|^Cannot (read|set) propert/;

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

/**
 * Adds the types and shapes that the component was given to what the language itself complains about:
 * `rows.map is not a function` says nothing to who sent text. Errors that people throw stay as they are.
 */
export function withGiven(error: unknown, given: readonly Message[]): unknown {
  if (!(error instanceof TypeError) || !WRONG_KIND.test(error.message)) return error;
  const text = `${error.message}; the component was given ${given.map(describePayload).join(" and ")}`;
  return new InferenceError("INTERNAL", text, { cause: error });
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
