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
import type { Compression } from "@connectrpc/connect/protocol";
import { createConnectHandlers } from "../../../grpc/connect-handlers.ts";
import { toConnectError } from "../../../grpc/connect.ts";
import { checkParts } from "../../../grpc/message-parts.ts";
import type { RpcTable } from "../../../grpc/rpc.ts";
import type { BodyLimits } from "../../../http/body-limits.ts";

/** How JSON begins; as protobuf it would be a group, which no message here has. */
const OPEN_BRACE = 0x7b;

/** What is unpacked is counted before anything is made of it. */
function counted(compression: Compression): Compression {
  return {
    ...compression,
    async decompress(bytes, maxBytes) {
      const message = await compression.decompress(bytes, maxBytes);
      try {
        checkParts(message, message[0] === OPEN_BRACE);
      } catch (error) {
        throw toConnectError(error);
      }
      return message;
    },
  };
}

/** Answers the methods of a table over requests and responses of HTTP/2; paths of other methods must not come here. */
export function createConnectListener(
  table: RpcTable,
  bodies: BodyLimits,
): (request: Http2ServerRequest, response: Http2ServerResponse) => void {
  const handlers = createConnectHandlers(table, bodies, {
    connect: false,
    grpcWeb: false,
    acceptCompression: [compressionGzip, compressionBrotli].map(counted),
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
