/**
 * Connect and gRPC-Web on every host that speaks Request and Response. Loaded at the first call: it
 * brings all of Connect along.
 * @module
 */
import { cors } from "@connectrpc/connect";
import { universalServerRequestFromFetch, universalServerResponseToFetch } from "@connectrpc/connect/protocol";
import type { RuntimeHost } from "../host.ts";
import type { BodyLimits } from "../http/body-limits.ts";
import { PUID } from "./calls.ts";
import { createConnectHandlers } from "./connect-handlers.ts";
import type { ConnectHandler } from "./connect-handlers.ts";
import type { RpcTable } from "./rpc.ts";

/** Answers a request to a method; undefined when the path is none. */
export type WebRpcs = (request: Request, path: string) => Promise<Response | undefined>;

const GRPC = /^application\/grpc(?:[+;]|$)/;
const UNIMPLEMENTED = "12";

export function createWebRpcs(table: RpcTable, bodies: BodyLimits, host: RuntimeHost): WebRpcs {
  const handlers = createConnectHandlers(table, bodies, { grpc: false });
  const allowed = corsHeaders(host);
  return async (request, path) => {
    const handler = handlers.get(path);
    if (handler === undefined) return undefined;
    const response = await answer(request, handler);
    for (const [name, value] of allowed) response.headers.set(name, value);
    return response;
  };
}

async function answer(request: Request, handler: ConnectHandler): Promise<Response> {
  if (request.method === "OPTIONS") return new Response(null, { status: 204 });
  if (GRPC.test(request.headers.get("content-type") ?? "")) return refuseGrpc();
  return universalServerResponseToFetch(await handler(universalServerRequestFromFetch(request, {})));
}

// An answer without a message carries its trailers as headers, which a Response does have.
function refuseGrpc(): Response {
  const text = "gRPC needs HTTP/2 with trailers, which this way in has not; use gRPC-Web or Connect on the same path";
  const headers = { "content-type": "application/grpc", "grpc-status": UNIMPLEMENTED, "grpc-message": text };
  return new Response(null, { headers });
}

function corsHeaders({ env }: RuntimeHost): readonly (readonly [string, string])[] {
  return [
    ["access-control-allow-origin", env["CORS_ALLOWED_ORIGINS"] || "*"],
    ["access-control-allow-methods", "OPTIONS,POST"],
    [
      "access-control-allow-headers",
      env["CORS_ALLOWED_HEADERS"] || [...cors.allowedHeaders, "Authorization", PUID].join(", "),
    ],
    ["access-control-expose-headers", [...cors.exposedHeaders, PUID].join(", ")],
  ];
}
