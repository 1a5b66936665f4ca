/**
 * Headers of every answer, made once per route.
 * @see contract section 2.1 "Middleware"
 * @module
 */
import type { RuntimeHost } from "../host.ts";
import type { Exchange, HeaderList, Reply } from "./exchange.ts";

const DEFAULT_ALLOWED = "Accept, Accept-Encoding, Authorization, Content-Length, Content-Type, X-CSRF-Token";
const NOTHING: HeaderList = Object.freeze([]);

/** CORS and sniffing headers for routes with these methods. */
export function createHeaders(host: RuntimeHost, methods: readonly string[]): HeaderList {
  return [
    "x-content-type-options",
    "nosniff",
    "access-control-allow-methods",
    methods.includes("POST") ? "OPTIONS,POST" : "GET,OPTIONS",
    "access-control-allow-origin",
    host.env["CORS_ALLOWED_ORIGINS"] || "*",
    "access-control-allow-headers",
    host.env["CORS_ALLOWED_HEADERS"] || DEFAULT_ALLOWED,
  ];
}

/** The request's own puid, or a new one. */
export function puidOf(exchange: Exchange, host: RuntimeHost): string {
  return exchange.get("seldon-puid") || host.uuid();
}

/** Whether a header can hold a puid that a client chose in a body. */
export function isHeaderValue(puid: string): boolean {
  return puid !== "" && puid.length <= 256 && /^[\x20-\x7e]*$/.test(puid);
}

/** An answer in JSON. */
export function jsonReply(
  status: number,
  body: string | Uint8Array<ArrayBuffer>,
  headers: HeaderList,
  puid: string,
): Reply {
  return { status, headers: headers.concat("content-type", "application/json", "seldon-puid", puid), body };
}

/** What a CloudEvents client is told about its answer; nothing when the request is no CloudEvent. */
export function cloudEventHeaders(exchange: Exchange, puid: string, deployment: string, namespace: string): HeaderList {
  if (exchange.get("ce-specversion") === undefined) return NOTHING;
  return [
    "ce-id",
    puid,
    "ce-specversion",
    "0.3",
    "ce-path",
    exchange.path,
    "ce-type",
    `seldon.${deployment}.${namespace}.response`,
    "ce-source",
    `seldon.${deployment}`,
  ];
}

/** The list as web-standard Headers. */
export function toHeaders(list: HeaderList): Headers {
  const headers = new Headers();
  for (let at = 0; at < list.length; at += 2) headers.append(list[at]!, list[at + 1]!);
  return headers;
}
