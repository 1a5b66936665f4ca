/**
 * The paths of the documentation: a page, its document, and what the page needs, for each place
 * where clients of the published orchestrator look for it.
 * @see contract sections 2.1 and 9
 * @module
 */
import type { DataPlane } from "../data-plane.ts";
import type { RuntimeHost } from "../host.ts";
import type { Exchange, Handler, Reply, Route } from "../http/exchange.ts";
import { createHeaders, puidOf } from "../http/headers.ts";
import type { DocumentKind } from "./documents.ts";

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
/** Files of the page, which the host keeps. */
const ASSETS: Readonly<Record<string, string>> = {
  "swagger-ui.css": "text/css; charset=utf-8",
  "swagger-ui-bundle.js": "text/javascript; charset=utf-8",
};
/** The page may load nothing from elsewhere. */
const POLICY = "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; frame-ancestors 'self'";
const DAY = "public, max-age=86400";

/** @param guarded whether predictions need a key or a token */
export function createDocumentRoutes(plane: DataPlane, host: RuntimeHost, guarded: boolean): readonly Route[] {
  const headers = createHeaders(host, ["GET"]);
  const reply = (
    exchange: Exchange,
    status: number,
    type: string,
    body: Reply["body"],
    more: readonly string[] = [],
  ) => ({
    status,
    headers: headers.concat("content-type", type, "seldon-puid", puidOf(exchange, host), more),
    body,
  });
  const fail: Route["fail"] = (error) => ({
    status: error.httpStatus,
    headers: headers.concat("content-type", "text/plain; charset=utf-8"),
    body: error.message,
  });
  const get = (path: string, handle: Handler): Route => ({ methods: ["GET"], path, handle, fail });
  const document =
    (kind: DocumentKind, type: string, server: string): Handler =>
    async (exchange) => {
      const { createDocument } = await import("./documents.ts");
      // JSON is YAML, too.
      return reply(exchange, 200, type, JSON.stringify(await createDocument(kind, plane, server, guarded)));
    };
  const page: Handler = async (exchange) => {
    const { pageFor } = await import("./documents.ts");
    const { namespace, name } = plane.generation.deployment;
    const html = pageFor(`${namespace}/${name}`);
    return reply(exchange, 200, "text/html; charset=utf-8", html, ["content-security-policy", POLICY]);
  };
  const start =
    (name: string): Handler =>
    async (exchange) => {
      const { startScript } = await import("./documents.ts");
      return reply(exchange, 200, "text/javascript; charset=utf-8", startScript(name));
    };
  const asset =
    (name: string): Handler =>
    async (exchange) => {
      const bytes = await host.readAsset?.(name);
      if (bytes !== undefined) return reply(exchange, 200, ASSETS[name]!, bytes, ["cache-control", DAY]);
      return reply(exchange, 404, "text/plain; charset=utf-8", `${name} is not part of this build`);
    };
  const places = PLACES.flatMap(({ folder, document: name, kind }) => {
    const up = folder.slice(1).replace(/[^/]+/g, "..");
    const type = name.endsWith(".json") ? "application/json" : "application/yaml";
    return [
      get(folder, (exchange) =>
        reply(exchange, 301, "text/plain", "", ["location", `./${folder.slice(folder.lastIndexOf("/") + 1)}/`]),
      ),
      get(`${folder}/`, page),
      get(`${folder}/index.html`, page),
      get(`${folder}/swagger-start.js`, start(name)),
      get(`${folder}/${name}`, document(kind, type, up)),
      ...Object.keys(ASSETS).map((file) => get(`${folder}/${file}`, asset(file))),
    ];
  });
  return [...places, get("/seldon.json", document("seldon", "application/json", "."))];
}
