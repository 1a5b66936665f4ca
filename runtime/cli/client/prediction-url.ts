/** Where a server takes predictions. @module */
import type { Protocol } from "../../errors.ts";

/** Path of a prediction; `model` is "" for the graph. */
export const PREDICTION_PATHS: Readonly<Record<Protocol, (model: string) => string>> = {
  seldon: () => "/api/v1.0/predictions",
  v2: (model) => (model === "" ? "/v2/models/infer" : `/v2/models/${encodeURIComponent(model)}/infer`),
  tensorflow: (model) => (model === "" ? "/v1/models:predict" : `/v1/models/${encodeURIComponent(model)}:predict`),
};
const IS_PREDICTION = /\/(predictions|infer|:?predict|[^/]+:predict)$/;

/** A URL that ends in a prediction's path as it is; any other with the path behind it. */
export function predictionUrl(server: URL, path: string): URL {
  if (IS_PREDICTION.test(server.pathname)) return server;
  const url = new URL(server.href);
  const [pathname = "", query] = path.split(/\?(.*)/s);
  url.pathname = server.pathname.replace(/\/$/, "") + pathname;
  if (query !== undefined) url.search = query;
  return url;
}
