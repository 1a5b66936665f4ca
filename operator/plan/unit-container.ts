/**
 * Containers of the graph that run as containers: ports, probes, lifecycle and environment that
 * their images expect.
 * @see contract section 3.2
 * @module
 */
import type { Texts } from "../api/object.ts";
import type { Container, EnvVar, Probe } from "../api/pod.ts";
import type { PredictiveUnit } from "../api/seldon-deployment.ts";
import { deploymentId } from "../naming/names.ts";
import type { PredictorContext } from "./predictor-context.ts";

/** Where models lie in containers. */
export const MODELS = "/mnt/models";

/** Whether the unit is called over gRPC. */
export function isCalledByGrpc({ endpoint }: PredictiveUnit, { isGrpc }: Pick<PredictorContext, "isGrpc">): boolean {
  return endpoint?.type === "GRPC" || (isGrpc && endpoint?.type !== "REST");
}

/** The port of a container by its name, as defaulting wrote it. */
export function portOf({ ports = [] }: Container, wanted: string): number | undefined {
  return ports.find(({ name }) => name === wanted)?.containerPort;
}

/** Completes the container of a unit; what it says itself stays. */
export function unitContainer(unit: PredictiveUnit, container: Container, context: PredictorContext): Container {
  const port = isCalledByGrpc(unit, context) ? "grpc" : "http";
  return {
    ...container,
    ...probes(container, { tcpSocket: { port } }, context),
    lifecycle: container.lifecycle ?? { preStop: { exec: { command: ["/bin/sh", "-c", "/bin/sleep 10"] } } },
    env: environment(unit, container, context),
  };
}

// The published operator waits 20 s before it asks at all; a container that says nothing about its
// probes is asked every second until it has started.
function probes(container: Container, check: Probe, { config }: PredictorContext): Partial<Container> {
  const { startupProbe, readinessProbe, livenessProbe } = container;
  const usual = { ...check, periodSeconds: 5, timeoutSeconds: 1, failureThreshold: 3, successThreshold: 1 };
  if (startupProbe === undefined && readinessProbe === undefined && livenessProbe === undefined) {
    const start = { ...check, periodSeconds: 1, timeoutSeconds: 1, failureThreshold: config.runtime.startupSeconds };
    return { startupProbe: start, readinessProbe: usual, livenessProbe: usual };
  }
  return {
    readinessProbe: readinessProbe ?? { ...usual, initialDelaySeconds: 20 },
    livenessProbe: livenessProbe ?? { ...usual, initialDelaySeconds: 60 },
  };
}

function environment(unit: PredictiveUnit, container: Container, context: PredictorContext): readonly EnvVar[] {
  const { sdep, predictor, config } = context;
  const http = String(portOf(container, "http") ?? "");
  const grpc = String(portOf(container, "grpc") ?? "");
  const { parameters = [], modelUri } = unit;
  const unlessGiven: Texts = {
    PREDICTIVE_UNIT_SERVICE_PORT: isCalledByGrpc(unit, context) ? grpc : http,
    PREDICTIVE_UNIT_HTTP_SERVICE_PORT: http,
    PREDICTIVE_UNIT_GRPC_SERVICE_PORT: grpc,
    MLSERVER_HTTP_PORT: http,
    MLSERVER_GRPC_PORT: grpc,
    ...(parameters.length > 0 && { PREDICTIVE_UNIT_PARAMETERS: JSON.stringify(parameters) }),
    ...(modelUri && { MLSERVER_MODEL_URI: MODELS }),
  };
  const metrics = portOf(container, config.units.metricsPortName);
  const always: Texts = {
    PREDICTIVE_UNIT_ID: container.name,
    MLSERVER_MODEL_NAME: container.name,
    PREDICTIVE_UNIT_IMAGE: container.image ?? "",
    PREDICTOR_ID: predictor.name,
    PREDICTOR_LABELS: JSON.stringify(predictor.labels ?? {}),
    SELDON_DEPLOYMENT_ID: deploymentId(sdep.metadata.name),
    SELDON_EXECUTOR_ENABLED: "true",
    ...(metrics !== undefined && {
      PREDICTIVE_UNIT_METRICS_SERVICE_PORT: String(metrics),
      PREDICTIVE_UNIT_METRICS_ENDPOINT: config.runtime.metricsPath,
      MLSERVER_METRICS_PORT: String(metrics),
      MLSERVER_METRICS_ENDPOINT: config.runtime.metricsPath,
    }),
  };
  return [...withDefaults(withoutNames(container.env ?? [], always), unlessGiven), ...toEnv(always)];
}

/** Variables from texts. */
export function toEnv(texts: Texts): readonly EnvVar[] {
  return Object.entries(texts).map(([name, value]) => ({ name, value }));
}

/** The variables, and those of the texts whose names they do not have. */
export function withDefaults(env: readonly EnvVar[], texts: Texts): readonly EnvVar[] {
  const names = new Set(env.map(({ name }) => name));
  return [...env, ...toEnv(texts).filter(({ name }) => !names.has(name))];
}

/** The variables whose names are not among the texts'. A name may be in a list once only. */
export function withoutNames(env: readonly EnvVar[], texts: Texts): readonly EnvVar[] {
  return env.filter(({ name }) => !Object.hasOwn(texts, name));
}
