/**
 * Which of a client's headers a remote unit gets to see. The published orchestrator passes on all
 * of them; a manifest may name the few that it wants. What a client showed to a server that asks who
 * it is (`authorization`, `x-api-key`) is passed on only where it is named.
 *
 * | parameter | meaning | default |
 * |---|---|---|
 * | `zerohop.forward-headers` | names of the headers that are passed on, comma separated; "" for none | all |
 * @see contract section 2.2 "What the executor sends to a node"
 * @module
 */
import { InferenceError } from "../../errors.ts";
import { runtimeParameter } from "../parameters.ts";
import type { UnitParameter } from "../parameters.ts";
import type { UnitContext } from "../unit.ts";

/** Request headers that belong to one connection, one body or one proxy and are never passed on. */
const OWN_HEADERS: ReadonlySet<string> = new Set([
  "accept-encoding",
  "connection",
  "content-encoding",
  "content-length",
  "content-type",
  "expect",
  "host",
  "http2-settings",
  "inference-header-content-length",
  "keep-alive",
  "proxy-authorization",
  "proxy-connection",
  "seldon-puid",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

/** Those of HTTP/2 and of gRPC, which say how a call is made. */
const OWN_PREFIXES = /^(:|grpc-)/;

/** What gRPC takes as metadata; `-bin` values are base64, which is text as well. */
const METADATA_NAME = /^[a-z0-9_.-]+$/;
const METADATA_VALUE = /^[\x20-\x7e]*$/;

/** The request's headers for a unit, with its puid. @param allowed lower-case names; all when not given */
export function forwardedHeaders(context: UnitContext, allowed?: ReadonlySet<string>): Record<string, string> {
  const ofConnection = namesIn(context.header("connection") ?? "");
  const headers: Record<string, string> = {};
  // By name where there are names: credentials are not among all headers.
  for (const [name, value] of allowed === undefined ? Object.entries(context.headers()) : named(context, allowed)) {
    if (!OWN_HEADERS.has(name) && !OWN_PREFIXES.test(name) && !ofConnection.includes(name)) headers[name] = value;
  }
  // A puid from a body may hold what no header can.
  if (METADATA_VALUE.test(context.puid)) headers["seldon-puid"] = context.puid;
  return headers;
}

function named(context: UnitContext, names: ReadonlySet<string>): readonly (readonly [string, string])[] {
  return [...names].flatMap((name) => {
    const value = context.header(name);
    return value === undefined ? [] : [[name, value] as const];
  });
}

/** The same as metadata of a gRPC call; what cannot be metadata is left out. */
export function forwardedMetadata(context: UnitContext, allowed?: ReadonlySet<string>): Record<string, string> {
  const headers = Object.entries(forwardedHeaders(context, allowed));
  return Object.fromEntries(headers.filter(([name, value]) => METADATA_NAME.test(name) && METADATA_VALUE.test(value)));
}

/**
 * Reads `zerohop.forward-headers`; undefined when the manifest has none.
 * @throws InferenceError INVALID_ARGUMENT when something in it is no name of a header.
 */
export function readForwardHeaders(parameters: readonly UnitParameter[]): ReadonlySet<string> | undefined {
  const text = runtimeParameter(parameters, "forward-headers");
  if (text === undefined) return undefined;
  const names = namesIn(text);
  const wrong = names.find((name) => !/^[\w!#$%&'*+.^`|~-]+$/.test(name));
  if (wrong === undefined) return new Set(names);
  const got = JSON.stringify(wrong.slice(0, 40));
  const expected = "names of headers separated by commas";
  throw new InferenceError("INVALID_ARGUMENT", `Parameter "zerohop.forward-headers": expected ${expected}, got ${got}`);
}

function namesIn(text: string): readonly string[] {
  if (text === "") return [];
  const names = text.split(",").map((name) => name.trim().toLowerCase());
  return names.filter((name) => name !== "");
}
