/** The gRPC methods of a deployment, of every protocol. @module */
import type { DataPlane } from "../data-plane.ts";
import type { RuntimeHost } from "../host.ts";
import type { RpcTable } from "./rpc.ts";
import { createRpcTable } from "./table.ts";

/** @param maxMessageBytes largest message, either way */
export function createDeploymentRpcs(_plane: DataPlane, _host: RuntimeHost, maxMessageBytes: number): RpcTable {
  return createRpcTable([], [], maxMessageBytes);
}
