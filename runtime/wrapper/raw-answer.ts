/** What is done to the answer of a raw method before it is sent. @module */
import { InferenceError } from "../errors.ts";
import { isJsonObject } from "../message/json-value.ts";
import type { JsonObject, JsonValue } from "../message/json-value.ts";
import type { MethodTag } from "../units/component/extras.ts";
import { toPlainJson } from "../units/component/plain-json.ts";

/**
 * The answer as JSON. It is sent as it is, but for its metrics: those with tags get the tag `method`,
 * or all are left out when the client is not to see them.
 */
export function finishRaw(result: unknown, method: MethodTag, showMetrics: boolean): JsonValue {
  const value = toPlainJson(result, "result");
  return isJsonObject(value) ? withMetrics(value, method, showMetrics) : value;
}

function withMetrics(value: JsonObject, method: MethodTag, showMetrics: boolean): JsonObject {
  const { meta } = value;
  if (!isJsonObject(meta) || !("metrics" in meta)) return value;
  const { metrics, ...rest } = meta;
  if (!Array.isArray(metrics)) throw new InferenceError("INTERNAL", "meta.metrics must be a list");
  const tagged = metrics.map((metric: JsonValue, index) => tag(metric, method, `meta.metrics[${index}]`));
  return { ...value, meta: showMetrics ? { ...rest, metrics: tagged } : rest };
}

function tag(metric: JsonValue, method: MethodTag, path: string): JsonValue {
  if (!isJsonObject(metric) || metric["key"] === undefined)
    throw new InferenceError("INTERNAL", `${path}: key is missing`);
  const { tags } = metric;
  return isJsonObject(tags) ? { ...metric, tags: { ...tags, method } } : metric;
}
