/**
 * The two that are compared: a graph in this process, and a service somewhere. Both are asked over
 * REST in the request's own protocol.
 * @module
 */
import { parseJson } from "../../codecs/json/reader.ts";
import type { Protocol } from "../../errors.ts";
import type { JsonValue } from "../../message/json-value.ts";
import type { ComparedRequest } from "./requests.ts";

export interface SideAnswer {
  readonly status: number;
  readonly value: JsonValue;
  readonly ms: number;
}

/** @throws Error saying why there is no answer to compare */
export type Side = (request: ComparedRequest) => Promise<SideAnswer>;

/** Answers a web-standard request. */
type Fetch = (request: Request) => Promise<Response>;

/** Path of a prediction; `model` is "" for the graph. */
const PATHS: Readonly<Record<Protocol, (model: string) => string>> = {
  seldon: () => "/api/v1.0/predictions",
  v2: (model) => (model === "" ? "/v2/models/infer" : `/v2/models/${encodeURIComponent(model)}/infer`),
  tensorflow: (model) => (model === "" ? "/v1/models:predict" : `/v1/models/${encodeURIComponent(model)}:predict`),
};
const IS_PREDICTION = /\/(predictions|infer|:?predict|[^/]+:predict)$/;

/** The graph in this process: always its own paths, whatever the other side's look like. */
export function graphSide(fetch: Fetch): Side {
  return (request) => ask(fetch, `http://graph${PATHS[request.protocol]("")}`, request, {});
}

/**
 * A service. A URL that ends in a prediction's path is asked there; otherwise the path is added to it.
 * @param model name of the model there
 * @param headers sent with every request
 */
export function serviceSide(
  url: URL,
  model: string,
  headers: Readonly<Record<string, string>>,
  timeoutMs: number,
): Side {
  const base = url.href.replace(/\/$/, "");
  const isWhole = IS_PREDICTION.test(url.pathname);
  return (request) => {
    const path = request.path ?? PATHS[request.protocol](model);
    return ask(
      (made) => fetch(made, { signal: AbortSignal.timeout(timeoutMs) }),
      isWhole ? url.href : base + path,
      request,
      headers,
    );
  };
}

async function ask(
  fetch: Fetch,
  url: string,
  { body }: ComparedRequest,
  headers: Readonly<Record<string, string>>,
): Promise<SideAnswer> {
  const started = performance.now();
  const response = await fetch(
    new Request(url, { method: "POST", body, headers: { "content-type": "application/json", ...headers } }),
  ).catch((error: unknown) => {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
    throw new Error(`Cannot reach ${url}: ${cause}`, { cause: error });
  });
  const text = await response.text();
  const ms = performance.now() - started;
  return { status: response.status, value: read(text, url, response.status), ms };
}

function read(text: string, url: string, status: number): JsonValue {
  try {
    return parseJson(text);
  } catch {
    throw new Error(`${url} answered ${status} with what is not JSON`);
  }
}
