/**
 * The streams of gRPC, and its messages in other forms than protobuf. A file of its own, loaded when
 * somebody needs it: it brings all of Connect along.
 * @module
 */
import type { Http2ServerRequest, Http2ServerResponse } from "node:http2";
import {
  compressionBrotli,
  compressionGzip,
  universalRequestFromNodeRequest,
  universalResponseToNodeResponse,
} from "@connectrpc/connect-node";
import { createConnectHandlers } from "../../../grpc/connect-handlers.ts";
import type { RpcTable } from "../../../grpc/rpc.ts";
import type { BodyLimits } from "../../../http/body-limits.ts";

/** Answers the methods of a table over requests and responses of HTTP/2; paths of other methods must not come here. */
export function createConnectListener(
  table: RpcTable,
  bodies: BodyLimits,
): (request: Http2ServerRequest, response: Http2ServerResponse) => void {
  const handlers = createConnectHandlers(table, bodies, {
    connect: false,
    grpcWeb: false,
    acceptCompression: [compressionGzip, compressionBrotli],
  });
  return (request, response) => {
    // One without a message may have ended while this was loaded.
    if (request.stream.readableEnded) request.push(null);
    const handler = handlers.get(request.url)!;
    handler(universalRequestFromNodeRequest(request, response, undefined, undefined))
      .then((answer) => universalResponseToNodeResponse(answer, response))
      // The client has gone, or a stream is broken: either way nobody is left to be told.
      .catch(() => response.stream.destroy());
  };
}
