/**
 * The streams of gRPC, and its messages in other forms than protobuf. A file of its own, loaded when
 * somebody needs it: it brings all of Connect along.
 * @module
 */
import type { Http2ServerRequest, Http2ServerResponse } from "node:http2";
import { connectNodeAdapter } from "@connectrpc/connect-node";
import { registerRpcs } from "../../../grpc/connect.ts";
import type { RpcTable } from "../../../grpc/rpc.ts";

/** Answers the methods of a table over requests and responses of HTTP/2. */
export function createConnectListener(
  table: RpcTable,
): (request: Http2ServerRequest, response: Http2ServerResponse) => void {
  const listener = connectNodeAdapter({ routes: (router) => registerRpcs(router, table) });
  return (request, response) => {
    // One without a message may have ended while this was loaded.
    if (request.stream.readableEnded) request.push(null);
    listener(request, response);
  };
}
