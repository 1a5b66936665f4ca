/** The door to Connect and gRPC-Web, which are loaded when somebody first knocks. @module */
import type { RuntimeHost } from "../host.ts";
import type { BodyLimits } from "../http/body-limits.ts";
import type { RpcTable } from "./rpc.ts";
import type { WebRpcs } from "./web.ts";

/** @param loadRpcs the methods, guarded where they have to be; asked again when that failed */
export function createLazyWebRpcs(loadRpcs: () => Promise<RpcTable>, bodies: BodyLimits, host: RuntimeHost): WebRpcs {
  let loaded: Promise<WebRpcs> | undefined;
  return async (request, path) => {
    loaded ??= Promise.all([import("./web.ts"), loadRpcs()]).then(
      ([web, table]) => web.createWebRpcs(table, bodies, host),
      (error: unknown) => {
        loaded = undefined;
        throw error;
      },
    );
    return (await loaded)(request, path);
  };
}
