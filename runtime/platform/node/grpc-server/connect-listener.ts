/**
 * The streams of gRPC, and its messages in other forms than protobuf. A file of its own, loaded when
 * somebody needs it: it brings all of Connect along.
 * @module
 */
import type { RequestListener } from "node:http";
import { connectNodeAdapter } from "@connectrpc/connect-node";
import { registerRpcs } from "../../../grpc/connect.ts";
import type { RpcTable } from "../../../grpc/rpc.ts";

/** Answers the methods of a table over requests and responses of HTTP/2. */
export function createConnectListener(table: RpcTable): RequestListener {
  return connectNodeAdapter({ routes: (router) => registerRpcs(router, table) });
}
