/** Annotations: where each is looked up, which pods get, and which have no effect. @see contract section 3.14 @module */
import type { Issue } from "../../runtime/graph/spec.ts";
import type { Texts } from "../api/object.ts";
import type { ComponentSpec, Predictor, SeldonDeployment } from "../api/seldon-deployment.ts";
import type { PredictorContext } from "./predictor-context.ts";

/** An annotation of the spec, else of the object. */
export function annotationOf({ spec, metadata }: SeldonDeployment, name: string): string | undefined {
  return spec.annotations?.[name] ?? metadata.annotations?.[name];
}

/** What objects other than pods are made by; a pod does not restart for it. */
const OUTSIDE_OF_PODS =
  /^(seldon\.io\/(istio-|ambassador-|svc-name$|headless-svc$|last-applied$)|zerohop\.io\/(gateway|placement|max-)|getambassador\.io\/)/;

/** Annotations of a Deployment: those of the spec, the predictor and the pod, later ones win. */
export function deploymentAnnotations(
  { sdep, predictor }: PredictorContext,
  components: readonly ComponentSpec[],
): Texts {
  const own = components.map(({ metadata }) => metadata?.annotations ?? {});
  return Object.assign({}, sdep.spec.annotations, predictor.annotations, ...own) as Texts;
}

/** The same of its pods, without what has nothing to do with pods. */
export function podAnnotations(context: PredictorContext, components: readonly ComponentSpec[]): Texts {
  const kept = Object.entries(deploymentAnnotations(context, components)).filter(([key]) => !OUTSIDE_OF_PODS.test(key));
  return {
    "prometheus.io/path": context.config.runtime.metricsPath,
    "prometheus.io/scrape": "true",
    ...Object.fromEntries(kept),
  };
}

/** Variables of the orchestrator: `seldon.io/engine-log-level` is LOG_LEVEL. */
export function engineVariables({ spec }: SeldonDeployment): Texts {
  const prefix = "seldon.io/engine-";
  const found = Object.entries(spec.annotations ?? {}).filter(
    ([key]) =>
      key.startsWith(prefix) && key !== "seldon.io/engine-separate-pod" && key !== "seldon.io/engine-java-opts",
  );
  return Object.fromEntries(
    found.map(([key, value]) => [key.slice(prefix.length).toUpperCase().replaceAll("-", "_"), value]),
  );
}

const LEGACY = "it has no effect since Seldon Core 1.2, where the Java engine left";
const NO_EFFECT: Readonly<Record<string, string>> = {
  "seldon.io/rest-read-timeout": `${LEGACY}; use seldon.io/rest-timeout`,
  "seldon.io/rest-connection-timeout": `${LEGACY}; use seldon.io/rest-timeout`,
  "seldon.io/rest-connect-retries": `${LEGACY}; use seldon.io/istio-retries`,
  "seldon.io/grpc-read-timeout": `${LEGACY}; use seldon.io/grpc-timeout`,
  "seldon.io/engine-java-opts": LEGACY,
  "seldon.io/ambassador-config": "it has no effect: mappings are objects of their own, not annotations of Services",
};

const WHOLE_NUMBER = /^\d{1,10}$/;
const NUMBERS: readonly string[] = [
  "seldon.io/rest-timeout",
  "seldon.io/grpc-timeout",
  "seldon.io/grpc-max-message-size",
  "seldon.io/executor-logger-queue-size",
  "seldon.io/executor-logger-write-timeout-ms",
  "seldon.io/istio-retries",
  "seldon.io/istio-retries-timeout",
  "seldon.io/ambassador-retries",
];

/** Reports annotations that stand where nobody looks, have no effect or cannot be read. */
export function checkAnnotations(sdep: SeldonDeployment, warnings: Issue[]): void {
  const places: readonly (readonly [path: string, annotations: Texts])[] = [
    ["metadata.annotations", sdep.metadata.annotations ?? {}],
    ["spec.annotations", sdep.spec.annotations ?? {}],
    ...sdep.spec.predictors.map(
      ({ annotations = {} }, index) => [`spec.predictors[${index}].annotations`, annotations] as const,
    ),
  ];
  for (const [path, annotations] of places) {
    for (const [key, value] of Object.entries(annotations)) {
      const message = NO_EFFECT[key] ?? wrongNumber(key, value) ?? misplaced(key, path);
      if (message !== undefined) warnings.push({ path: `${path}["${key}"]`, message });
    }
  }
}

function wrongNumber(key: string, value: string): string | undefined {
  if (!NUMBERS.includes(key) || WHOLE_NUMBER.test(value)) return undefined;
  return `expected a whole number, got ${JSON.stringify(value.slice(0, 40))}; it has no effect`;
}

const OF_PREDICTORS: readonly string[] = ["seldon.io/no-engine", "seldon.io/svc-name"];
const OF_SPEC = /^seldon\.io\/(engine-|no-storage-initializer$)/;
const OF_SPEC_OR_METADATA = /^seldon\.io\/(headless-svc$|istio-|ambassador-|executor-logger-)/;

function misplaced(key: string, path: string): string | undefined {
  const isPredictor = path.startsWith("spec.predictors");
  if (OF_PREDICTORS.includes(key) && !isPredictor) return "it has no effect here, only on a predictor";
  if (OF_SPEC.test(key) && path !== "spec.annotations") return "it has no effect here, only in spec.annotations";
  if (OF_SPEC_OR_METADATA.test(key) && isPredictor) return "it has no effect on a predictor, only in spec.annotations";
  return undefined;
}

/** Reports what of a predictor has no effect because of how its units are placed. */
export function checkEffects(context: PredictorContext, predictor: Predictor): void {
  const { path, warnings, placement, isSeparate, hasEngine, sdep } = context;
  const isInProcess = [...placement.values()].every(({ place }) => place === "in-process");
  const warn = (at: string, message: string): void => void warnings.push({ path: at, message });
  if (isInProcess && isSeparate) {
    warn(
      'spec.annotations["seldon.io/engine-separate-pod"]',
      `it has no effect: all units of "${predictor.name}" run in one process`,
    );
  }
  if (isInProcess && !hasEngine) {
    warn(
      `${path}.annotations["seldon.io/no-engine"]`,
      "it changes the ports alone: the unit runs in the runtime, which answers as the engine does",
    );
  }
  if (predictor.engineResources !== undefined) {
    warn(`${path}.engineResources`, "it has no effect; use svcOrchSpec.resources");
  }
  if (sdep.spec.serverType === "kafka")
    warn("spec.serverType", "kafka has no effect yet: requests come over the network");
}
