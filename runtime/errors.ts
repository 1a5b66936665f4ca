/**
 * The closed table of what can go wrong while a prediction is served. One code decides the HTTP
 * status, the gRPC code and the Seldon reason together, so that the protocols cannot drift apart.
 * @module
 */

interface CodeRow {
  /** HTTP status of the answer. */
  readonly http: number;
  /** Canonical gRPC status code. */
  readonly grpc: number;
  /** `status.reason` of Seldon's error body, as the published Python wrapper spells it. */
  readonly reason: string;
}

const BAD_DATA = "MICROSERVICE_BAD_DATA";
const INTERNAL = "MICROSERVICE_INTERNAL_ERROR";

export type ErrorCode =
  | "INVALID_ARGUMENT"
  | "UNAUTHENTICATED"
  | "PERMISSION_DENIED"
  | "NOT_FOUND"
  | "METHOD_NOT_ALLOWED"
  | "PAYLOAD_TOO_LARGE"
  | "CANCELLED"
  | "INTERNAL"
  | "BAD_METRIC"
  | "BAD_METADATA"
  | "UNIMPLEMENTED"
  | "UNAVAILABLE"
  | "RESOURCE_EXHAUSTED"
  | "DEADLINE_EXCEEDED";

export const ERROR_CODES: Readonly<Record<ErrorCode, CodeRow>> = {
  INVALID_ARGUMENT: { http: 400, grpc: 3, reason: BAD_DATA },
  UNAUTHENTICATED: { http: 401, grpc: 16, reason: BAD_DATA },
  PERMISSION_DENIED: { http: 403, grpc: 7, reason: BAD_DATA },
  NOT_FOUND: { http: 404, grpc: 5, reason: BAD_DATA },
  METHOD_NOT_ALLOWED: { http: 405, grpc: 12, reason: BAD_DATA },
  PAYLOAD_TOO_LARGE: { http: 413, grpc: 8, reason: BAD_DATA },
  CANCELLED: { http: 499, grpc: 1, reason: INTERNAL },
  INTERNAL: { http: 500, grpc: 13, reason: INTERNAL },
  BAD_METRIC: { http: 500, grpc: 13, reason: "MICROSERVICE_BAD_METRIC" },
  BAD_METADATA: { http: 500, grpc: 13, reason: "MICROSERVICE_BAD_METADATA" },
  UNIMPLEMENTED: { http: 501, grpc: 12, reason: INTERNAL },
  UNAVAILABLE: { http: 503, grpc: 14, reason: INTERNAL },
  RESOURCE_EXHAUSTED: { http: 503, grpc: 8, reason: INTERNAL },
  DEADLINE_EXCEEDED: { http: 504, grpc: 4, reason: INTERNAL },
};

/** What a client or a unit speaks; `v2` is the Open Inference protocol. */
export type Protocol = "seldon" | "v2" | "tensorflow";

/** An answer that a unit itself gave instead of a result; it reaches the client unchanged. */
export interface UnitReply {
  /** The protocol it is written in: other protocols' clients get the error in their own words. */
  readonly protocol: Protocol;
  readonly status: number;
  readonly contentType: string;
  readonly body: string | Uint8Array;
}

export interface InferenceErrorOptions {
  /** Name of the predictive unit that failed. */
  readonly unit?: string | undefined;
  /** The failing unit's own answer, to be passed through. */
  readonly reply?: UnitReply | undefined;
  /** What led to it; goes to the log, never to a client. */
  readonly cause?: unknown;
}

const BRAND = "zerohop.InferenceError";

/**
 * The one error class of the data plane. Messages are sentence case without a final period; they
 * name the field, what was expected and the shape or type that came, never the payload.
 */
export class InferenceError extends Error {
  readonly code: ErrorCode;
  readonly unit: string | undefined;
  readonly reply: UnitReply | undefined;
  readonly brand: string = BRAND;

  constructor(code: ErrorCode, message: string, options: InferenceErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "InferenceError";
    this.code = code;
    this.unit = options.unit;
    this.reply = options.reply;
  }

  /** HTTP status of the answer to the client. */
  get httpStatus(): number {
    return this.reply?.status ?? ERROR_CODES[this.code].http;
  }

  /** Recognises an InferenceError structurally, also across two copies of the package. */
  static is(error: unknown): error is InferenceError {
    return error instanceof Error && (error as { brand?: unknown }).brand === BRAND;
  }

  /** Turns anything that was thrown into an InferenceError; an unknown one becomes INTERNAL. */
  static from(error: unknown, unit?: string): InferenceError {
    if (InferenceError.is(error)) return error.unit === undefined ? error.at(unit) : error;
    if (isAbort(error)) return new InferenceError("CANCELLED", "The request was cancelled", { unit, cause: error });
    const text = error instanceof Error ? error.message : String(error);
    return new InferenceError("INTERNAL", text, { unit, cause: error });
  }

  /** The same error with the unit that raised it in front of its message. */
  at(unit: string | undefined): InferenceError {
    if (unit === undefined) return this;
    const message = `Unit "${unit}": ${this.message}`;
    return new InferenceError(this.code, message, { unit, reply: this.reply, cause: this.cause ?? this });
  }
}

/** Throws INVALID_ARGUMENT: the request itself is at fault. */
export function invalid(message: string, options?: InferenceErrorOptions): never {
  throw new InferenceError("INVALID_ARGUMENT", message, options);
}

function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === "AbortError";
}
