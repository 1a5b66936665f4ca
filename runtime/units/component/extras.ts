/**
 * Tags and metrics: a component is asked for them after every call, and a SeldonResponse may bring
 * more.
 * @see contract section 3.3 "meta"
 * @module
 */
import { InferenceError } from "../../errors.ts";
import { isJsonObject } from "../../message/json-value.ts";
import { extendMeta } from "../../message/meta.ts";
import type { Meta, Metric } from "../../message/meta.ts";
import { toMetric } from "../../message/metric.ts";
import type { SeldonResponse } from "./component.ts";
import { isNotImplemented } from "./failure.ts";
import { findMethod } from "./members.ts";
import type { Method } from "./members.ts";

/** The value of the tag `method` that Seldon gives to metrics with tags. */
export type MethodTag =
  | "predict"
  | "inputtransform"
  | "outputtransform"
  | "router"
  | "aggregate"
  | "feedback"
  | "health";

/** Adds a component's tags and metrics to an answer's meta. */
export type ExtendMeta = (meta: Meta, response: SeldonResponse | undefined, method: MethodTag) => Meta;

/** Settles once what the component has; the meta goes through untouched when that is nothing. */
export function createExtras(component: object): ExtendMeta {
  const tags = findMethod(component, "tags");
  const metrics = findMethod(component, "metrics");
  return (meta, response, method) => {
    let extended = meta;
    if (tags !== undefined || metrics !== undefined) {
      const own = tags && ask(tags, {});
      extended = extendMeta(meta, isJsonObject(own) ? own : undefined, metrics && check(ask(metrics, []), method));
    }
    return response === undefined ? extended : extendMeta(extended, response.tags, check(response.metrics, method));
  };
}

function ask(hook: Method, otherwise: unknown): unknown {
  try {
    return hook();
  } catch (error) {
    if (isNotImplemented(error)) return otherwise;
    throw error;
  }
}

function check(metrics: unknown, method: MethodTag): readonly Metric[] {
  try {
    if (!Array.isArray(metrics))
      throw new TypeError(`expected a list, got ${metrics === null ? "null" : typeof metrics}`);
    return metrics.map((metric, index) => checkOne(metric, `metrics[${index}]`, method));
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    throw new InferenceError("BAD_METRIC", `Bad metric created during request: ${text}`, { cause: error });
  }
}

function checkOne(metric: unknown, path: string, method: MethodTag): Metric {
  const given = isJsonObject(metric) ? metric : {};
  for (const field of ["type", "key", "value"]) {
    if (given[field] === undefined) throw new TypeError(`${path}: ${field} is missing`);
  }
  const known = toMetric(
    typeof given["value"] === "boolean" ? { ...given, value: Number(given["value"]) } : given,
    path,
  );
  return known.tags === undefined ? known : { ...known, tags: { ...known.tags, method } };
}
