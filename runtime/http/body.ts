/**
 * Finds the JSON in a request: the body itself, a form field, a query argument, or the parts of a
 * multipart form.
 * @see contract section 2.3 "Request body decoding"
 * @module
 */
import { InferenceError } from "../errors.ts";
import type { Exchange } from "./exchange.ts";

/** The JSON text or bytes of the request, for a codec to decode. */
export async function readJsonBody(exchange: Exchange): Promise<Uint8Array | string> {
  const type = (exchange.get("content-type") ?? "").toLowerCase();
  if (isJson(type)) return exchange.body;
  if (type.includes("multipart/form-data")) {
    return (await import("./multipart.ts")).readMultipart(exchange);
  }
  if (type.includes("application/x-www-form-urlencoded")) {
    const field = new URLSearchParams(new TextDecoder().decode(exchange.body)).get("json");
    if (field !== null) return field;
  }
  const argument = new URLSearchParams(exchange.query).get("json");
  if (argument !== null) return argument;
  const got = type === "" ? "no Content-Type" : `Content-Type ${type.slice(0, 80)}`;
  throw new InferenceError(
    "INVALID_ARGUMENT",
    `Can't find JSON in data: expected Content-Type application/json, or a form or query field "json", got ${got}`,
  );
}

/** Whether a Content-Type says JSON; `application/cloudevents+json` and the like count. */
export function isJson(type: string): boolean {
  return type.startsWith("application/json") || /^application\/[\w.-]+\+json/.test(type);
}
