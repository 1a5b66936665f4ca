/**
 * The web-standard face: routes in a Hono app, for every host that speaks Request and Response.
 * @module
 */
import { Hono } from "hono/tiny";
import type { Exchange, Reply, Route } from "./exchange.ts";
import { FetchExchange, readLimited } from "./fetch-exchange.ts";
import { createHeaders } from "./headers.ts";
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
  const app = new Hono({ strict: true, getPath: (request) => options.stripPrefix(pathOf(request.url)) });
  for (const route of routes) {
    const parameter = /:(\w+)$/.exec(route.path)?.[1] ?? "";
    app.on([...route.methods], route.path, async (context) => {
      const body = await readLimited(context.req.raw, options.maxBodyBytes);
      if (InferenceError.is(body)) return toResponse(failureReply(body, createHeaders(host, route.methods)));
      const exchange: Exchange = new FetchExchange(context.req.raw, context.req.path, body);
      return toResponse(await route.handle(exchange, parameter === "" ? "" : context.req.param(parameter)!));
    });
    app.options(route.path, () => toResponse({ status: 200, headers: createHeaders(host, route.methods), body: "" }));
    app.all(route.path, () => toResponse({ status: 405, headers: {}, body: "" }));
  }
  app.notFound((context) => {
    const { path } = context.req;
    if (path.includes("//")) return context.redirect(path.replace(/\/{2,}/g, "/"), 301);
    return toResponse({ status: 404, headers: { "content-type": "text/plain; charset=utf-8" }, body: "404 page not found\n" });
  });
  return app;
}

/** An error that arose before a route had its say, in the orchestrator's form. */
export function failureReply(error: InferenceError, headers: Readonly<Record<string, string>>): Reply {
  return { status: error.httpStatus, headers: { ...headers, "content-type": "application/json" }, body: encodeError(error) };
}

function toResponse(reply: Reply): Response {
  return new Response(reply.body, { status: reply.status, headers: reply.headers });
}

function pathOf(url: string): string {
  return new URL(url).pathname;
}
