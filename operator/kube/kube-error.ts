/** What an API server answers when it refuses. @module */
import { isRecord, recordIn, textIn } from "./object.ts";

/** A refusal of the API server, or no answer of it at all (code 0). */
export class KubeError extends Error {
  override readonly name = "KubeError";
  /** HTTP status; 0 when there was no answer. */
  readonly code: number;
  /** The machine-readable word: `NotFound`, `Conflict`, `Invalid`, `Expired`, … */
  readonly reason: string;
  /** What is wrong with which field, where the server says so. */
  readonly causes: readonly string[];
  /** Seconds after which the server wants to be asked again. */
  readonly retryAfterS: number | undefined;

  constructor(code: number, reason: string, message: string, options: KubeErrorOptions = {}) {
    super(message, { cause: options.cause });
    this.code = code;
    this.reason = reason;
    this.causes = options.causes ?? [];
    this.retryAfterS = options.retryAfterS;
  }

  /** Reads a Status object, as answer bodies and ERROR events carry it. */
  static fromStatus(status: unknown, code: number, asked: string): KubeError {
    const details = recordIn(status, "details");
    const given = isRecord(status) && typeof status["code"] === "number" ? status["code"] : code;
    const causes = Array.isArray(details["causes"]) ? details["causes"].slice(0, MAX_CAUSES) : [];
    const after = details["retryAfterSeconds"];
    return new KubeError(
      given,
      textIn(status, "reason") ?? "Unknown",
      (textIn(status, "message") ?? `${asked} was answered with HTTP ${given}`).slice(0, MAX_MESSAGE),
      {
        causes: causes.map((cause) => `${textIn(cause, "field") ?? ""}: ${textIn(cause, "message") ?? ""}`),
        ...(typeof after === "number" ? { retryAfterS: after } : {}),
      },
    );
  }

  /** Whether an error is this refusal, by HTTP status. */
  static is(error: unknown, code: number): error is KubeError {
    return error instanceof KubeError && error.code === code;
  }
}

export interface KubeErrorOptions {
  readonly causes?: readonly string[];
  readonly retryAfterS?: number;
  readonly cause?: unknown;
}

const MAX_MESSAGE = 4096;
const MAX_CAUSES = 32;

/** HTTP status codes that the operator tells apart. */
export const NOT_FOUND = 404;
export const CONFLICT = 409;
export const GONE = 410;
export const UNPROCESSABLE = 422;
