/** What a deployment answers when no route takes a request: as Seldon's orchestrator. @module */
import type { RuntimeHost } from "../host.ts";
import { createHeaders } from "./headers.ts";
import type { Fallbacks } from "./route-table.ts";

const TEXT = ["content-type", "text/plain; charset=utf-8"] as const;

/** Unknown paths are 404, doubled slashes lead to the cleaned path, other methods are 405. */
export function createFallbacks(host: RuntimeHost): Fallbacks {
  return {
    notFound(sent) {
      const [path = "", query] = sent.split(/(?=\?)/, 2);
      if (!path.includes("//")) return { status: 404, headers: TEXT, body: "404 page not found\n" };
      const cleaned = path.replace(/\/{2,}/g, "/") + (query ?? "");
      return { status: 301, headers: ["location", cleaned], body: "" };
    },
    methodNotAllowed: (_method, allowed) => ({
      status: 405,
      headers: ["allow", [...allowed, "OPTIONS"].join(", ")],
      body: "",
    }),
    options: (allowed) => createHeaders(host, allowed),
  };
}
