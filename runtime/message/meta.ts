/**
 * What travels beside the data: puid, tags, metrics, the way taken. Merging follows what a client
 * of Seldon Core v1 observes: tags and request path, later wins; metrics concatenate.
 * @module
 */
import type { JsonObject } from "./json-value.ts";

export type MetricType = "COUNTER" | "GAUGE" | "TIMER";

/** A custom metric of a unit. TIMER values are milliseconds. */
export interface Metric {
  readonly key: string;
  readonly type: MetricType;
  readonly value: number;
  readonly tags?: Readonly<Record<string, string>>;
}

export interface Meta {
  /** Identity of the request; "" until the data plane sets it. */
  readonly puid: string;
  readonly tags: JsonObject;
  readonly metrics: readonly Metric[];
  /** Unit name to the image or model that answered. */
  readonly requestPath: Readonly<Record<string, string>>;
  /** Unit name to the child taken: -1 all, -2 none. */
  readonly routing: Readonly<Record<string, number>>;
}

const NOTHING: Readonly<Record<string, never>> = Object.freeze({});

export const EMPTY_META: Meta = Object.freeze({
  puid: "",
  tags: NOTHING,
  metrics: Object.freeze([]),
  requestPath: NOTHING,
  routing: NOTHING,
});

/** Adds a unit's own tags and metrics; the meta itself when there are none. */
export function extendMeta(meta: Meta, tags: JsonObject | undefined, metrics: readonly Metric[] | undefined): Meta {
  const noTags = tags === undefined || Object.keys(tags).length === 0;
  const noMetrics = metrics === undefined || metrics.length === 0;
  if (noTags && noMetrics) return meta;
  return {
    puid: meta.puid,
    tags: noTags ? meta.tags : { ...meta.tags, ...tags },
    metrics: noMetrics ? meta.metrics : [...meta.metrics, ...metrics],
    requestPath: meta.requestPath,
    routing: meta.routing,
  };
}

/** Joins the metas of a combiner's children in order; the puid is the first child's. */
export function mergeMetas(metas: readonly Meta[]): Meta {
  const first = metas[0] ?? EMPTY_META;
  if (metas.every((meta) => meta === first)) return first;
  return {
    puid: first.puid,
    tags: joined(metas.map((meta) => meta.tags)),
    metrics: metas.flatMap((meta) => meta.metrics),
    requestPath: joined(metas.map((meta) => meta.requestPath)),
    routing: joined(metas.map((meta) => meta.routing)),
  };
}

// Not Object.assign, which takes a key "__proto__" for the prototype.
function joined<T>(parts: readonly Readonly<Record<string, T>>[]): Readonly<Record<string, T>> {
  return Object.fromEntries(parts.flatMap((part) => Object.entries(part)));
}
