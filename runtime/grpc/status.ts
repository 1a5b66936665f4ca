/** How a call that failed ends, in the terms of gRPC. @module */
import { ERROR_CODES, InferenceError } from "../errors.ts";
import type { HeaderList } from "../http/exchange.ts";
import { toldMessage } from "../http/told-error.ts";

export interface RpcStatus {
  /** Canonical gRPC code, never 0. */
  readonly code: number;
  /** What went wrong, as text of any script: transports escape it. */
  readonly message: string;
  /** Initial metadata that goes along: names and values in turn. */
  readonly headers: HeaderList;
}

/** Longest text of an error; metadata have to fit into a frame with the rest. */
const MAX_MESSAGE = 4096;
/** What is said of an error without a text, so that nobody takes it for lost. */
const NO_WORDS = "The error has no message";
const NO_HEADERS: HeaderList = Object.freeze([]);
const INVALID_ARGUMENT = 3;
const INTERNAL = 13;

/** What a unit means that answered with an HTTP status. */
const CODE_OF_HTTP: Readonly<Record<number, number>> = {
  401: 16,
  403: 7,
  404: 5,
  408: 4,
  409: 10,
  412: 9,
  413: 8,
  429: 8,
  499: 1,
  501: 12,
  502: 14,
  503: 14,
  504: 4,
};

/** An error with metadata for the client that gets it. */
export class RpcError extends InferenceError {
  readonly headers: HeaderList;

  constructor(error: InferenceError, headers: HeaderList) {
    super(error.code, error.message, { unit: error.unit, reply: error.reply, cause: error.cause ?? error });
    this.headers = headers;
  }
}

/** The status of whatever a handler threw; an answer that a unit gave itself keeps its meaning and words. */
export function statusOf(thrown: unknown): RpcStatus {
  const error = InferenceError.from(thrown);
  const { reply } = error;
  return {
    code: reply === undefined ? ERROR_CODES[error.code].grpc : codeOfHttp(reply.status),
    message: (toldMessage(error) || NO_WORDS).slice(0, MAX_MESSAGE),
    headers: error instanceof RpcError ? error.headers : NO_HEADERS,
  };
}

function codeOfHttp(status: number): number {
  return CODE_OF_HTTP[status] ?? (status >= 400 && status < 500 ? INVALID_ARGUMENT : INTERNAL);
}
