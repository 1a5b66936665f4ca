/**
 * Live and ready, in every spelling that probes use.
 * @see contract sections 2.1 and 4.9
 * @module
 */
import type { DataPlane } from "../data-plane.ts";
import type { RuntimeHost } from "../host.ts";
import type { Reply, Route } from "./exchange.ts";
import { createHeaders, puidOf } from "./headers.ts";

/** Whether the server still wants new requests; false while it drains. */
export type AcceptsRequests = () => boolean;

export function createHealthRoutes(plane: DataPlane, host: RuntimeHost, accepts: AcceptsRequests): readonly Route[] {
  const headers = createHeaders(host, ["GET"]);
  const reply = (status: number, puid: string): Reply => ({
    status,
    headers: headers.concat("seldon-puid", puid),
    body: "",
  });
  const ready: Route["handle"] = async (exchange) => {
    const puid = puidOf(exchange, host);
    if (!accepts()) return reply(503, puid);
    try {
      await plane.ready();
      return reply(200, puid);
    } catch (error) {
      host.logger.log("warn", "not ready", { error });
      return reply(503, puid);
    }
  };
  const fail: Route["fail"] = (error) => ({ status: error.httpStatus, headers, body: "" });
  const routes: readonly Omit<Route, "fail">[] = [
    { methods: ["GET", "POST"], path: "/live", handle: (exchange) => reply(200, puidOf(exchange, host)) },
    { methods: ["GET", "POST"], path: "/ready", handle: ready },
    { methods: ["GET"], path: "/api/v1.0/status", handle: ready },
    { methods: ["GET"], path: "/api/v1.0/health/status", handle: ready },
  ];
  return routes.map((route) => ({ ...route, fail }));
}
