/**
 * The web-standard face of a service, for every host that speaks Request and Response.
 * @module
 */
import { Hono } from "hono/tiny";
import { InferenceError } from "../errors.ts";
import type { BodyLimits } from "./body-limits.ts";
import type { Reply, Route } from "./exchange.ts";
import { FetchExchange, FetchHeaders, readBody } from "./fetch-exchange.ts";
import { toHeaders } from "./headers.ts";
import type { RouteTable } from "./route-table.ts";

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
  if (found.route !== undefined) {
    const { route, parameters } = found;
    const reply = await receive(request, options.bodies, route, (body) =>
      route.handle(new FetchExchange(request, path, search.slice(1), body), parameters),
    );
    return toResponse(reply, request.method);
  }
  const response = METHOD_PATH.test(path) ? await options.callRpc?.(request, path) : undefined;
  return response ?? toResponse(found.reply, request.method);
}

async function receive(
  request: Request,
  bodies: BodyLimits,
  { admit, fail }: Route,
  handle: (body: Uint8Array<ArrayBuffer>) => Reply | Promise<Reply>,
): Promise<Reply> {
  const meter = bodies.open();
  try {
    // Nothing of the body is read for who may not come in.
    await admit?.(new FetchHeaders(request));
    return await handle(await readBody(request, bodies, meter));
  } catch (error) {
    return fail(InferenceError.from(error));
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
