/**
 * Web-standard handlers on node:http. A file of its own, loaded at the first request that needs it:
 * Node's Request and Response bring its whole HTTP client along.
 * @module
 */
import type { RequestListener } from "node:http";
import { getRequestListener } from "@hono/node-server";

export function createWebListener(fetch: (request: Request) => Promise<Response>): RequestListener {
  // Embedded in somebody's service, the global Request and Response are not ours to replace.
  const listener = getRequestListener(fetch, { overrideGlobalObjects: false });
  return (request, response) => void listener(request, response);
}
