/**
 * The paths of the documentation: a page, its document, and what the page needs, for each place
 * where clients of the published orchestrator look for it.
 * @see contract sections 2.1 and 9
 * @module
 */
import type { DataPlane } from "../data-plane.ts";
import type { RuntimeHost } from "../host.ts";
import type { Handler, Route } from "../http/exchange.ts";
import { createHeaders } from "../http/headers.ts";
import { LazyHandlers } from "../http/lazy-handlers.ts";
import type { DocumentKind } from "./documents.ts";
import type { DocumentHandlers } from "./handlers.ts";

/** A page and its document. */
interface Place {
  readonly folder: string;
  readonly document: string;
  readonly kind: DocumentKind;
}

const PLACES: readonly Place[] = [
  { folder: "/api/v0.1/doc", document: "seldon.json", kind: "seldon" },
  { folder: "/api/v1.0/doc", document: "seldon.json", kind: "seldon" },
  { folder: "/v2/docs", document: "dataplane.yaml", kind: "open-inference" },
];
/** Files that the page loads. */
const ASSETS: readonly string[] = ["swagger-ui.css", "swagger-ui-bundle.js"];

/** @param guarded whether predictions need a key or a token */
export function createDocumentRoutes(plane: DataPlane, host: RuntimeHost, guarded: boolean): readonly Route[] {
  const headers = createHeaders(host, ["GET"]);
  const lazy = new LazyHandlers(async () => {
    const handlers = await import("./handlers.ts");
    return new handlers.DocumentHandlers(plane, host, headers, guarded);
  });
  const fail: Route["fail"] = (error) => ({
    status: error.httpStatus,
    headers: headers.concat("content-type", "text/plain; charset=utf-8"),
    body: error.message,
  });
  const get = (path: string, answer: Answer): Route => ({
    methods: ["GET"],
    path,
    handle: lazy.handler(answer),
    fail,
    guarded: false,
  });
  const places = PLACES.flatMap(({ folder, document: name, kind }) => {
    const up = folder.slice(1).replace(/[^/]+/g, "..");
    const type = name.endsWith(".json") ? "application/json" : "application/yaml";
    return [
      get(folder, (handlers, exchange) => handlers.redirect(exchange, folder)),
      get(`${folder}/`, (handlers, exchange) => handlers.page(exchange)),
      get(`${folder}/index.html`, (handlers, exchange) => handlers.page(exchange)),
      get(`${folder}/swagger-start.js`, (handlers, exchange) => handlers.start(exchange, name)),
      get(`${folder}/${name}`, (handlers, exchange) => handlers.document(exchange, kind, type, up)),
      ...ASSETS.map((file) => get(`${folder}/${file}`, (handlers, exchange) => handlers.asset(exchange, file))),
    ];
  });
  const whole: Answer = (handlers, exchange) => handlers.document(exchange, "seldon", "application/json", ".");
  return [...places, get("/seldon.json", whole)];
}

type Answer = (handlers: DocumentHandlers, ...given: Parameters<Handler>) => ReturnType<Handler>;
