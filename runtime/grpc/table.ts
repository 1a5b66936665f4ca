/** Puts the methods of several services in one table. @module */
import { pathOf } from "./rpc.ts";
import type { RpcTable, StreamRpc, UnaryRpc } from "./rpc.ts";

export function createRpcTable(
  unary: readonly UnaryRpc[],
  streams: readonly StreamRpc[],
  maxMessageBytes: number,
): RpcTable {
  return {
    unary: new Map(unary.map((rpc) => [pathOf(rpc.method), rpc])),
    streams: new Map(streams.map((rpc) => [pathOf(rpc.method), rpc])),
    maxMessageBytes,
  };
}
