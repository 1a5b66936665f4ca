/**
 * Connect and gRPC-Web on every host that speaks Request and Response. Loaded at the first call: it
 * brings all of Connect along.
 * @module
 */
import { Code, ConnectError, cors, createConnectRouter } from "@connectrpc/connect";
import type { UniversalHandler, UniversalServerResponse } from "@connectrpc/connect/protocol";
import { universalServerRequestFromFetch, universalServerResponseToFetch } from "@connectrpc/connect/protocol";
import type { RuntimeHost } from "../host.ts";
import type { BodyLimits, BodyMeter } from "../http/body-limits.ts";
import { PUID } from "./calls.ts";
import { registerRpcs } from "./connect.ts";
import type { RpcTable } from "./rpc.ts";

/** Answers a request to a method; undefined when the path is none. */
export type WebRpcs = (request: Request, path: string) => Promise<Response | undefined>;

const GRPC = /^application\/grpc(?:[+;]|$)/;
/** Streams of Connect are as long as their clients want; their messages have limits of their own. */
const ENDLESS = "application/connect+";
const UNIMPLEMENTED = "12";

export function createWebRpcs(table: RpcTable, bodies: BodyLimits, host: RuntimeHost): WebRpcs {
  const router = createConnectRouter({ grpc: false });
  registerRpcs(router, table);
  const handlers = new Map(router.handlers.map((handler) => [handler.requestPath, handler]));
  const allowed = corsHeaders(host);
  return async (request, path) => {
    const handler = handlers.get(path);
    if (handler === undefined) return undefined;
    const response = await answer(request, handler, bodies);
    for (const [name, value] of allowed) response.headers.set(name, value);
    return response;
  };
}

async function answer(request: Request, handler: UniversalHandler, bodies: BodyLimits): Promise<Response> {
  if (request.method === "OPTIONS") return new Response(null, { status: 204 });
  const type = request.headers.get("content-type") ?? "";
  if (GRPC.test(type)) return refuseGrpc();
  const given = universalServerRequestFromFetch(request, {});
  if (type.startsWith(ENDLESS)) return universalServerResponseToFetch(await handler(given));
  const meter = bodies.open();
  const body = metered(given.body as AsyncIterable<Uint8Array>, meter);
  try {
    return universalServerResponseToFetch(releasing(await handler({ ...given, body }), meter));
  } catch (error) {
    meter.release();
    throw error;
  }
}

// An answer without a message carries its trailers as headers, which a Response does have.
function refuseGrpc(): Response {
  const text = "gRPC needs HTTP/2 with trailers, which this way in has not; use gRPC-Web or Connect on the same path";
  const headers = { "content-type": "application/grpc", "grpc-status": UNIMPLEMENTED, "grpc-message": text };
  return new Response(null, { headers });
}

async function* metered(body: AsyncIterable<Uint8Array>, meter: BodyMeter): AsyncGenerator<Uint8Array> {
  for await (const chunk of body) {
    const refused = meter.add(chunk.length);
    if (refused !== undefined) throw new ConnectError(refused.message, Code.ResourceExhausted);
    yield chunk;
  }
}

// The request counts until its answer has been read.
function releasing(response: UniversalServerResponse, meter: BodyMeter): UniversalServerResponse {
  const { body } = response;
  if (body !== undefined)
    return {
      ...response,
      body: (async function* () {
        try {
          yield* body;
        } finally {
          meter.release();
        }
      })(),
    };
  meter.release();
  return response;
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
