/**
 * How a call that was sent ended, from what a server sent: trailers, an HTTP status of something that speaks no
 * gRPC, or a reset.
 * @module
 */
import { constants } from "node:http2";
import type { IncomingHttpHeaders } from "node:http2";

export const OK = 0;
const CANCELLED = 1;
const UNKNOWN = 2;
const PERMISSION_DENIED = 7;
const RESOURCE_EXHAUSTED = 8;
const UNIMPLEMENTED = 12;
const INTERNAL = 13;
const UNAVAILABLE = 14;
const UNAUTHENTICATED = 16;

/** Longest message of a server that is passed on. */
const MAX_MESSAGE = 8192;

export interface CallStatus {
  /** A canonical gRPC code. */
  readonly status: number;
  readonly message: string;
}

/** The status in trailers, or in the headers of an answer without a message; undefined when they have none. */
export function statusIn(headers: IncomingHttpHeaders): CallStatus | undefined {
  const text = headers["grpc-status"];
  if (typeof text !== "string") return undefined;
  const status = /^\d{1,2}$/.test(text) ? Number(text) : UNKNOWN;
  const message = headers["grpc-message"];
  return { status: status <= UNAUTHENTICATED ? status : UNKNOWN, message: decodeMessage(message) };
}

/** The status of an answer that is no gRPC; undefined when it may be. */
export function statusOfHttp(headers: IncomingHttpHeaders): CallStatus | undefined {
  const http = Number(headers[":status"]);
  const type = headers["content-type"] ?? "nothing";
  if (http === 200 && type.startsWith("application/grpc")) return undefined;
  const status = http === 200 ? UNKNOWN : (STATUS_OF_HTTP[http] ?? UNKNOWN);
  return { status, message: `expected gRPC, got HTTP status ${http} and ${type.slice(0, 80)}` };
}

const STATUS_OF_HTTP: Readonly<Record<number, number>> = {
  400: INTERNAL,
  401: UNAUTHENTICATED,
  403: PERMISSION_DENIED,
  404: UNIMPLEMENTED,
  429: UNAVAILABLE,
  502: UNAVAILABLE,
  503: UNAVAILABLE,
  504: UNAVAILABLE,
};

/** The status of a call that was reset, or that ended without one. @param code of the reset */
export function statusOfReset(code: number): CallStatus {
  const { NGHTTP2_CANCEL, NGHTTP2_ENHANCE_YOUR_CALM, NGHTTP2_INADEQUATE_SECURITY, NGHTTP2_NO_ERROR } = constants;
  if (code === NGHTTP2_NO_ERROR) return { status: INTERNAL, message: "the answer has no grpc-status" };
  const message = `the server reset the call with HTTP/2 code ${code}`;
  if (code === NGHTTP2_CANCEL) return { status: CANCELLED, message };
  if (code === NGHTTP2_ENHANCE_YOUR_CALM) return { status: RESOURCE_EXHAUSTED, message };
  if (code === NGHTTP2_INADEQUATE_SECURITY) return { status: PERMISSION_DENIED, message };
  return { status: INTERNAL, message };
}

function decodeMessage(text: string | string[] | undefined): string {
  const given = typeof text === "string" ? text.slice(0, MAX_MESSAGE) : "";
  try {
    return decodeURIComponent(given);
  } catch {
    // Not every server escapes as it should, and a cut may leave half a character.
    return given;
  }
}
