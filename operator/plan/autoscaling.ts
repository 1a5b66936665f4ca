/**
 * Autoscalers and disruption budgets, on the Deployment that has the units of their componentSpec.
 * @see contract section 3.9
 * @module
 */
import type { HorizontalPodAutoscaler, PodDisruptionBudget, ScaledObject, ScaleTarget } from "../api/autoscaling.ts";
import type { KubernetesObject, Texts } from "../api/object.ts";
import type { ComponentSpec, HpaSpec } from "../api/seldon-deployment.ts";
import type { PredictorContext } from "./predictor-context.ts";
import { ownLabels } from "./predictor-context.ts";
import { RUNTIME_CONTAINER } from "./runtime-container.ts";

export interface Scaled {
  readonly deployment: string;
  /** Those whose units the Deployment has. */
  readonly components: readonly ComponentSpec[];
  readonly selector: Texts;
  /** Containers that are part of the runtime's here. */
  readonly folded: readonly string[];
}

export interface Scaling {
  /** Undefined where an autoscaler decides, or where nobody says. */
  readonly replicas: number | undefined;
  readonly objects: readonly KubernetesObject[];
}

/** Plans what scales and protects one Deployment. */
export function planScaling(scaled: Scaled, context: PredictorContext): Scaling {
  const { config, path, warnings } = context;
  const { components } = scaled;
  const keda = components.flatMap(({ kedaSpec }) => kedaSpec ?? []);
  const hpa = components.flatMap(({ hpaSpec }) => hpaSpec ?? []);
  const pdb = components.flatMap(({ pdbSpec }) => pdbSpec ?? []);
  const warn = (field: string, message: string): void =>
    void warnings.push({ path: `${path}.componentSpecs`, message: `${field}: ${message}` });
  if (keda.length > 0 && !config.keda) warn("kedaSpec", "KEDA is not enabled in the operator; it has no effect");
  for (const [field, count] of [
    ["kedaSpec", keda.length],
    ["pdbSpec", pdb.length],
  ] as const) {
    if (count > 1) warn(field, "units of several componentSpecs run in one Deployment; the first one counts");
  }
  const isKeda = keda.length > 0 && config.keda;
  if (hpa.length > 1 && !isKeda) warn("hpaSpec", "units of several componentSpecs run in one Deployment; maxima count");
  const scalers: readonly KubernetesObject[] = isKeda
    ? [scaledObject(scaled, keda[0]!, context)]
    : hpa.length > 0
      ? [autoscaler(scaled, hpa, context)]
      : [];
  const budgets = pdb.length > 0 ? [budget(scaled, pdb[0]!, context)] : [];
  return {
    replicas: scalers.length > 0 ? undefined : replicasOf(components, context),
    objects: [...scalers, ...budgets],
  };
}

/** Of the pod, else of the predictor, else of all; the largest when pods differ. */
export function replicasOf(components: readonly ComponentSpec[], context: PredictorContext): number | undefined {
  const { predictor, sdep, path, warnings } = context;
  const own = [...new Set(components.flatMap(({ replicas }) => replicas ?? []))];
  if (own.length > 1) {
    const message = `replicas: units of several componentSpecs run in one Deployment; the largest of ${own.join(", ")} counts`;
    warnings.push({ path: `${path}.componentSpecs`, message });
  }
  return own.length > 0 ? Math.max(...own) : (predictor.replicas ?? sdep.spec.replicas);
}

function metadataOf(name: string, context: PredictorContext): KubernetesObject["metadata"] {
  return { name, namespace: context.namespace, labels: ownLabels(context) };
}

function targetOf({ deployment }: Scaled): ScaleTarget {
  return { apiVersion: "apps/v1", kind: "Deployment", name: deployment };
}

function autoscaler(scaled: Scaled, specs: readonly HpaSpec[], context: PredictorContext): HorizontalPodAutoscaler {
  const minima = specs.flatMap(({ minReplicas }) => minReplicas ?? []);
  const metrics = specs.flatMap(({ metrics: old = [], metricsv2 = [] }) =>
    old.length > 0 ? old.map(fromV2beta1) : metricsv2,
  );
  const behavior = specs.find((spec) => spec.behavior !== undefined)?.behavior;
  return {
    apiVersion: `autoscaling/${context.config.autoscaling}`,
    kind: "HorizontalPodAutoscaler",
    metadata: metadataOf(scaled.deployment, context),
    spec: {
      scaleTargetRef: targetOf(scaled),
      minReplicas: minima.length === 0 ? undefined : Math.max(...minima),
      maxReplicas: Math.max(...specs.map(({ maxReplicas }) => maxReplicas)),
      metrics: metrics.length === 0 ? undefined : metrics.map((metric) => withContainer(metric, scaled.folded)),
      behavior,
    },
  };
}

type Fields = Readonly<Record<string, unknown>>;

/** A metric of autoscaling/v2beta1 in the form of v2. */
export function fromV2beta1(metric: object): object {
  const { type, ...sources } = metric as Fields;
  const converted = Object.entries(sources).map(([key, value]) => [key, convertSource(key, value as Fields)]);
  return { type, ...Object.fromEntries(converted) };
}

function convertSource(kind: string, source: Fields): object {
  const target = (value: unknown, type: string): object => ({
    type,
    ...(value !== undefined && targetValue(type, value)),
  });
  if (kind === "resource" || kind === "containerResource") {
    const { targetAverageUtilization, targetAverageValue, ...rest } = source;
    const isShare = targetAverageUtilization !== undefined;
    return {
      ...rest,
      target: isShare ? target(targetAverageUtilization, "Utilization") : target(targetAverageValue, "AverageValue"),
    };
  }
  const {
    metricName,
    selector,
    metricSelector,
    targetAverageValue,
    averageValue,
    targetValue: value,
    ...rest
  } = source;
  const metric = {
    name: metricName,
    ...((selector ?? metricSelector) !== undefined && { selector: selector ?? metricSelector }),
  };
  if (kind === "object") {
    const { target: described, ...others } = rest as { readonly target?: object };
    const average = averageValue ?? targetAverageValue;
    const goal = average === undefined ? target(value, "Value") : target(average, "AverageValue");
    return { ...others, describedObject: described, metric, target: goal };
  }
  const average = targetAverageValue ?? averageValue;
  return { ...rest, metric, target: average === undefined ? target(value, "Value") : target(average, "AverageValue") };
}

function targetValue(type: string, value: unknown): object {
  if (type === "Utilization") return { averageUtilization: value };
  return type === "Value" ? { value } : { averageValue: value };
}

// The container of a unit that runs in process is the runtime's.
function withContainer(metric: object, folded: readonly string[]): object {
  const { containerResource } = metric as { readonly containerResource?: { readonly container?: string } };
  const container = containerResource?.container;
  if (container === undefined || !folded.includes(container)) return metric;
  return { ...metric, containerResource: { ...containerResource, container: RUNTIME_CONTAINER } };
}

function scaledObject(scaled: Scaled, spec: object, context: PredictorContext): ScaledObject {
  return {
    apiVersion: "keda.sh/v1alpha1",
    kind: "ScaledObject",
    metadata: metadataOf(scaled.deployment, context),
    spec: { ...(spec as { readonly triggers: readonly object[] }), scaleTargetRef: targetOf(scaled) },
  };
}

function budget(scaled: Scaled, spec: object, context: PredictorContext): PodDisruptionBudget {
  return {
    apiVersion: `policy/${context.config.policy}`,
    kind: "PodDisruptionBudget",
    metadata: metadataOf(scaled.deployment, context),
    spec: { ...spec, selector: { matchLabels: scaled.selector } },
  };
}
