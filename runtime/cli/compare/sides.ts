/**
 * The two that are compared: a graph in this process, and a service somewhere. Both are asked over
 * REST in the request's own protocol.
 * @module
 */
import { parseJson } from "../../codecs/json/reader.ts";
import type { JsonValue } from "../../message/json-value.ts";
import { PREDICTION_PATHS, predictionUrl } from "../client/prediction-url.ts";
import type { Poster } from "../client/poster.ts";
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

const HEADERS = { "content-type": "application/json" };

/** The graph in this process: always its own paths, whatever the other side's look like. */
export function graphSide(fetch: Fetch): Side {
  return async ({ protocol, body }) => {
    const path = PREDICTION_PATHS[protocol]("");
    const started = performance.now();
    const response = await fetch(new Request(`http://graph${path}`, { method: "POST", body, headers: HEADERS }));
    const text = await response.text();
    const ms = performance.now() - started;
    return { status: response.status, value: read(text, `This graph's ${path}`, response.status), ms };
  };
}

/**
 * A service. A URL that ends in a prediction's path is asked there; otherwise the path is added to it.
 * @param model name of the model there; "" for the graph
 */
export function serviceSide(poster: Poster, service: URL, model: string, timeoutMs: number): Side {
  return async ({ protocol, path = PREDICTION_PATHS[protocol](model), body }) => {
    const url = predictionUrl(service, path);
    const started = performance.now();
    const { status, text } = await poster.post(url, body, timeoutMs);
    const ms = performance.now() - started;
    return { status, value: read(text, url.href, status), ms };
  };
}

function read(text: string, place: string, status: number): JsonValue {
  try {
    return parseJson(text);
  } catch {
    throw new Error(`${place} answered ${status} with what is not JSON`);
  }
}
