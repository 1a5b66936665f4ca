/** The door to Connect and gRPC-Web, which are loaded when somebody first knocks. @module */
import { loadOnce } from "../eventually.ts";
import type { RuntimeHost } from "../host.ts";
import type { BodyLimits } from "../http/body-limits.ts";
import type { RpcTable } from "./rpc.ts";
import type { WebRpcs } from "./web.ts";

/** @param loadRpcs the methods, guarded where they have to be; asked again when that failed */
export function createLazyWebRpcs(loadRpcs: () => Promise<RpcTable>, bodies: BodyLimits, host: RuntimeHost): WebRpcs {
  const load = loadOnce(async () => {
    const [web, table] = await Promise.all([import("./web.ts"), loadRpcs()]);
    return web.createWebRpcs(table, bodies, host);
  });
  return async (request, path) => (await load())(request, path);
}
