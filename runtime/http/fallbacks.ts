/** What a deployment answers when no route takes a request, in the words of the protocol that the path is of. @module */
import { seldonJson } from "../codecs/seldon-json/codec.ts";
import { encodeError } from "../codecs/v2/error.ts";
import { InferenceError } from "../errors.ts";
import type { DeploymentSpec } from "../graph/spec.ts";
import type { RuntimeHost } from "../host.ts";
import { createHeaders } from "./headers.ts";
import { prefixesOf } from "./prefix.ts";
import type { Reply } from "./exchange.ts";
import type { Fallbacks } from "./route-table.ts";
import { notServed } from "./v2/server-description.ts";

const TEXT = ["content-type", "text/plain; charset=utf-8"] as const;
const JSON_TYPE = ["content-type", "application/json"] as const;
/** A prefix that an ingress may have left, and the path of a protocol behind it. */
const PROTOCOL_PATH = /^(\/seldon\/[^/]+(?:\/[^/]+)?)?(\/(api|v1|v2)(?:\/.*)?)$/;
/** Characters of a path in an error. */
const MAX_SHOWN = 200;
/** Where each protocol says which paths there are. */
const LISTED: Readonly<Record<string, string>> = {
  api: "/api/v1.0/doc/ lists those there are",
  v1: "there are /v1/models, /v1/models/{model}[:predict|:classify|:regress] and /v1/models/{model}/metadata",
  v2: "/v2/docs/ lists those there are",
};

/**
 * Unknown paths are 404, doubled slashes lead to the cleaned path, other methods are 405.
 * @param deployment what is served now, whose prefixes are named to who used another
 */
export function createFallbacks(host: RuntimeHost, deployment: () => DeploymentSpec): Fallbacks {
  const headers = createHeaders(host, ["GET"]);
  return {
    notFound(sent) {
      const [path = "", query] = sent.split(/(?=\?)/, 2);
      if (path.includes("//")) {
        const cleaned = path.replace(/\/{2,}/g, "/") + (query ?? "");
        return { status: 301, headers: ["location", cleaned], body: "" };
      }
      const [, prefix = "", rest = "", protocol] = PROTOCOL_PATH.exec(path) ?? [];
      const hint = prefixHint(prefix === "" && protocol === undefined ? path : prefix, deployment());
      if (protocol === undefined) return { status: 404, headers: TEXT, body: `404 page not found\n${hint}` };
      const why = hint || (notServed(rest) ?? LISTED[protocol]);
      const error = new InferenceError("NOT_FOUND", `There is no path ${path.slice(0, MAX_SHOWN)}; ${why}`);
      return inWordsOf(protocol, error, headers);
    },
    methodNotAllowed(method, allowed, sent = "") {
      const path = sent.split("?", 1)[0]!;
      const allow = ["allow", [...allowed, "OPTIONS"].join(", ")];
      const protocol = PROTOCOL_PATH.exec(path)?.[3];
      if (protocol === undefined) return { status: 405, headers: allow, body: "" };
      const expected = `expected ${allowed.join(" or ")}`;
      const text = `Method ${method.slice(0, 20)} is not allowed for ${path.slice(0, MAX_SHOWN)}; ${expected}`;
      return inWordsOf(
        protocol,
        new InferenceError("METHOD_NOT_ALLOWED", text),
        createHeaders(host, allowed).concat(allow),
      );
    },
    options: (allowed) => createHeaders(host, allowed),
  };
}

function inWordsOf(protocol: string, error: InferenceError, headers: readonly string[]): Reply {
  const body = protocol === "api" ? seldonJson.encodeError(error) : encodeError(error);
  return { status: error.httpStatus, headers: headers.concat(JSON_TYPE), body };
}

// Most often it is the namespace or the deployment's name that is another one.
function prefixHint(prefix: string, deployment: DeploymentSpec): string {
  if (!prefix.startsWith("/seldon/")) return "";
  const served = prefixesOf(deployment);
  if (served.some((known) => prefix === known || prefix.startsWith(`${known}/`))) return "";
  return `the prefixes served are ${served.join(", ")}, and none`;
}
