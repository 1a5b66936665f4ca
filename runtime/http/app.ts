/**
 * The web-standard face: routes in a Hono app, for every host that speaks Request and Response.
 * @module
 */
import { Hono } from "hono/tiny";
import type { Exchange, HeaderList, Reply, Route } from "./exchange.ts";
import { FetchExchange, readLimited } from "./fetch-exchange.ts";
import { createHeaders, toHeaders } from "./headers.ts";
import type { RuntimeHost } from "../host.ts";
import { encodeError } from "../codecs/seldon-json/encode.ts";
import { InferenceError } from "../errors.ts";

export interface AppOptions {
  /** Largest body in bytes; longer ones are answered 413 without being read. */
  readonly maxBodyBytes: number;
  /** Takes the deployment's prefix off a path. */
  readonly stripPrefix: (path: string) => string;
}

/** Mounts routes; unknown paths are 404, other methods 405, OPTIONS answers for browsers. */
export function createApp(routes: readonly Route[], host: RuntimeHost, options: AppOptions): Hono {
  const app = new Hono({ strict: true, getPath: (request) => significant(options.stripPrefix(pathOf(request.url))) });
  for (const route of routes) {
    const parameter = /:(\w+)$/.exec(route.path)?.[1] ?? "";
    app.on([...route.methods], route.path, async (context) => {
      const body = await readLimited(context.req.raw, options.maxBodyBytes);
      if (InferenceError.is(body)) return toResponse(failureReply(body, createHeaders(host, route.methods)));
      const exchange: Exchange = new FetchExchange(context.req.raw, context.req.path, body);
      return toResponse(await route.handle(exchange, parameter === "" ? "" : context.req.param(parameter)!));
    });
    app.options(route.path, () => toResponse({ status: 200, headers: createHeaders(host, route.methods), body: "" }));
    const allow = [...route.methods, "OPTIONS"].join(", ");
    app.all(route.path, () => toResponse({ status: 405, headers: ["allow", allow], body: "" }));
  }
  app.notFound((context) => {
    if (pathOf(context.req.url).includes("//")) return context.redirect(cleaned(context.req.url), 301);
    return toResponse({
      status: 404,
      headers: ["content-type", "text/plain; charset=utf-8"],
      body: "404 page not found\n",
    });
  });
  app.onError((error) => toResponse(failureReply(InferenceError.from(error), [])));
  return app;
}

/** An error that arose before a route had its say, in the orchestrator's form. */
export function failureReply(error: InferenceError, headers: HeaderList): Reply {
  return {
    status: error.httpStatus,
    headers: headers.concat("content-type", "application/json"),
    body: encodeError(error),
  };
}

/** Statuses that a Response cannot have a body with. */
const WITHOUT_BODY: ReadonlySet<number> = new Set([204, 205, 304]);

function toResponse({ status, headers: list, body }: Reply): Response {
  const headers = toHeaders(list);
  // A unit may answer with a status that HTTP knows and a Response does not.
  if (status < 200 || status > 599) return new Response(body, { status: 500, headers });
  return new Response(WITHOUT_BODY.has(status) ? null : body, { status, headers });
}

// With the prefix and the query as the client sent them.
function cleaned(url: string): string {
  const { pathname, search } = new URL(url);
  return pathname.replace(/\/{2,}/g, "/") + search;
}

// The router takes a slash at the end for none, which this protocol does not; two it does not take.
function significant(path: string): string {
  return path.length > 1 && path.endsWith("/") ? `${path}/` : path;
}

function pathOf(url: string): string {
  return new URL(url).pathname;
}
