/**
 * Live and ready, in every spelling that probes use.
 * @see contract sections 2.1 and 4.9
 * @module
 */
import type { DataPlane } from "../data-plane.ts";
import type { RuntimeHost } from "../host.ts";
import type { Reply, Route } from "./exchange.ts";
import { createHeaders, jsonReply, puidOf } from "./headers.ts";
import { isReady } from "./is-ready.ts";
import type { AcceptsRequests } from "./is-ready.ts";

export type { AcceptsRequests } from "./is-ready.ts";

/** What KServe's servers answer at their root. */
const ALIVE = '{"status":"alive"}';

export function createHealthRoutes(plane: DataPlane, host: RuntimeHost, accepts: AcceptsRequests): readonly Route[] {
  const headers = createHeaders(host, ["GET"]);
  const reply = (status: number, puid: string): Reply => ({
    status,
    headers: headers.concat("seldon-puid", puid),
    body: "",
  });
  const ready: Route["handle"] = async (exchange) => {
    const status = (await isReady(plane, host, accepts)) ? 200 : 503;
    return reply(status, puidOf(exchange, host));
  };
  const fail: Route["fail"] = (error) => ({ status: error.httpStatus, headers, body: "" });
  const routes: readonly Omit<Route, "fail" | "guarded">[] = [
    { methods: ["GET", "POST"], path: "/live", handle: (exchange) => reply(200, puidOf(exchange, host)) },
    { methods: ["GET", "POST"], path: "/ready", handle: ready },
    { methods: ["GET"], path: "/", handle: (exchange) => jsonReply(200, ALIVE, headers, puidOf(exchange, host)) },
    { methods: ["GET"], path: "/api/v1.0/status", handle: ready },
    { methods: ["GET"], path: "/api/v1.0/health/status", handle: ready },
  ];
  return routes.map((route) => ({ ...route, fail, guarded: false }));
}
