/** Labels and annotations that others select by. @see contract section 3.2 @module */
import { effectiveType } from "../../runtime/graph/spec.ts";
import type { UnitType } from "../../runtime/graph/spec.ts";
import type { Texts } from "../api/object.ts";
import type { PredictiveUnit } from "../api/seldon-deployment.ts";

export const DEPLOYMENT_ID = "seldon-deployment-id";
export const PREDICTOR_SERVICE = "seldon-app";
export const CONTAINER_SERVICE = "seldon-app-svc-";
export const MANAGED_BY: Texts = { "app.kubernetes.io/managed-by": "seldon-core" };
/** Ours: never changes as long as the predictor is there, so that it can stand in selectors. */
export const PREDICTOR = "zerohop.io/predictor";
/** Ours: which pod of the predictor; `runtime` for the one that has the graph. */
export const PART = "zerohop.io/part";
export const SHADOW: Texts = { "seldon.io/shadow": "true" };

const TYPE_LABELS: Readonly<Record<UnitType, string | undefined>> = {
  ROUTER: "seldon.io/router",
  COMBINER: "seldon.io/combiner",
  MODEL: "seldon.io/model",
  TRANSFORMER: "seldon.io/transformer",
  OUTPUT_TRANSFORMER: "seldon.io/output-transformer",
  UNKNOWN_TYPE: undefined,
};

/** One label for each type of unit that is among these. */
export function typeLabels(units: readonly PredictiveUnit[]): Texts {
  const labels = units.flatMap(({ type, implementation, methods }) => {
    const known = effectiveType({
      type: (type || undefined) as UnitType | undefined,
      implementation: implementation || undefined,
      methods: methods ?? [],
    });
    const label = TYPE_LABELS[known];
    return label === undefined ? [] : [[label, "true"] as const];
  });
  return Object.fromEntries(labels);
}

/** Whether a text can be the value of a label. */
export function isLabelValue(text: string): boolean {
  return text.length <= 63 && /^([A-Za-z0-9]([\w.-]*[A-Za-z0-9])?)?$/.test(text);
}

/** Whether a text can be the name of a Service or a container. */
export function isDnsLabel(text: string): boolean {
  return text.length <= 63 && /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/.test(text);
}

/** Whether a text can be the name of a Service, which may not begin with a digit. */
export function isServiceName(text: string): boolean {
  return isDnsLabel(text) && /^[a-z]/.test(text);
}
