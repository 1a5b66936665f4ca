/** Ends a stream of gRPC with an error, before any handler has it. @module */
import { constants } from "node:http2";
import type { ServerHttp2Stream } from "node:http2";
import { statusOf } from "../../../grpc/status.ts";
import { failedHeaders, WITHOUT_BODY } from "./answer-headers.ts";

/** Says what is wrong; the rest of the request is not read. */
export function refuse(stream: ServerHttp2Stream, error: unknown): void {
  if (stream.destroyed || stream.closed || stream.headersSent) return;
  const { code, message, headers } = statusOf(error);
  try {
    stream.respond(failedHeaders(code, message, headers), WITHOUT_BODY);
  } catch {
    // Metadata that HTTP/2 does not allow.
    stream.respond(failedHeaders(code, message, []), WITHOUT_BODY);
  }
  if (!stream.readableEnded) stream.close(constants.NGHTTP2_NO_ERROR);
}
