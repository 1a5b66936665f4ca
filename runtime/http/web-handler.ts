/**
 * The web-standard face of a service, for every host that speaks Request and Response.
 * @module
 */
import { Hono } from "hono/tiny";
import { InferenceError } from "../errors.ts";
import type { BodyLimits } from "./body-limits.ts";
import type { Reply } from "./exchange.ts";
import { FetchExchange, FetchHeaders, readBody } from "./fetch-exchange.ts";
import { toHeaders } from "./headers.ts";
import type { Found, RouteTable } from "./route-table.ts";

/** Statuses that a Response cannot have a body with. */
const WITHOUT_BODY: ReadonlySet<number> = new Set([204, 205, 304]);

/** Path of a method of gRPC, `/package.Service/Method`, which no route looks like. */
const METHOD_PATH = /^\/\w+(?:\.\w+)+\/\w+$/;

export interface WebHandlerOptions {
  readonly table: RouteTable;
  readonly bodies: BodyLimits;
  /** Answers calls of methods by Connect and gRPC-Web; undefined when there is no such method. */
  readonly callRpc?: (request: Request, path: string) => Promise<Response | undefined>;
  /** Takes the deployment's prefix off a path. */
  readonly stripPrefix: (path: string) => string;
}

/** A Hono app that answers every request by the table; hosts may put their own middleware before it. */
export function createApp(options: WebHandlerOptions): Hono {
  const app = new Hono();
  app.all("*", (context) => answer(context.req.raw, options));
  return app;
}

async function answer(request: Request, options: WebHandlerOptions): Promise<Response> {
  const { pathname, search } = new URL(request.url);
  const path = options.stripPrefix(pathname);
  const found = options.table.find(request.method, path, pathname + search);
  if (found.route === undefined && METHOD_PATH.test(path)) {
    const response = await options.callRpc?.(request, path);
    if (response !== undefined) return response;
  }
  return toResponse(await reply(request, path, found, options), request.method);
}

async function reply(request: Request, path: string, found: Found, { bodies }: WebHandlerOptions): Promise<Reply> {
  if (found.route === undefined) return found.reply;
  const { route, parameters } = found;
  const meter = bodies.open();
  try {
    if (route.admit !== undefined) await route.admit(new FetchHeaders(request));
    const body = await readBody(request, bodies, meter);
    return await route.handle(new FetchExchange(request, path, body), parameters);
  } catch (error) {
    return route.fail(InferenceError.from(error));
  } finally {
    meter.release();
  }
}

function toResponse({ status, headers: list, body }: Reply, method: string): Response {
  const headers = toHeaders(list);
  // A unit may answer with a status that HTTP knows and a Response does not.
  if (status < 200 || status > 599) return new Response(body, { status: 500, headers });
  return new Response(method === "HEAD" || WITHOUT_BODY.has(status) ? null : body, { status, headers });
}
