/** Reads out of a SeldonDeployment what its routes need. @see contract sections 3.10, 3.11 and 3.14 @module */
import type { Issue } from "../../runtime/graph/spec.ts";
import type { Texts } from "../api/object.ts";
import type { Predictor, SeldonDeployment } from "../api/seldon-deployment.ts";
import type { OperatorConfig } from "../defaults/operator-config.ts";
import { DEPLOYMENT_ID, MANAGED_BY } from "../naming/labels.ts";
import { deploymentId, explainerName, predictorServiceName } from "../naming/names.ts";
import { isWithoutEngine } from "../defaults/defaults.ts";
import { explainerPort } from "../defaults/explainer-port.ts";
import type { HeaderMatch, RouteInput, RoutedPredictor } from "./provider.ts";

/** The requests that people may send; metrics and the console stay inside. */
const API_PATHS: readonly string[] = ["/api/", "/v1/", "/v2/"];
/** What a wrapper answers beside these, for units without an engine. */
const WRAPPER_PATHS: readonly string[] = ["/predict", "/send-feedback", "/health/", "/metadata"];

/** @param sdep with defaults */
export function routeInput(sdep: SeldonDeployment, config: OperatorConfig, warnings: Issue[]): RouteInput {
  const { spec, metadata } = sdep;
  const annotations: Texts = { ...metadata.annotations, ...spec.annotations };
  const hosts = (annotations["seldon.io/istio-host"] ?? "*").split(",").map((host) => host.trim());
  const hasNoEngine = spec.predictors.some(isWithoutEngine);
  const paths = hasNoEngine ? [...API_PATHS, ...WRAPPER_PATHS] : API_PATHS;
  return {
    sdep: metadata.name,
    namespace: metadata.namespace ?? "default",
    externalName: annotations["seldon.io/ambassador-service-name"] || metadata.name,
    predictors: spec.predictors.map((predictor) => routed(sdep, predictor, config)),
    headers: headersOf(annotations, warnings),
    hosts: hosts.includes("*") ? [] : hosts.filter((host) => host !== ""),
    annotations,
    timeoutMs: wholeNumber(annotations["seldon.io/rest-timeout"]),
    grpcTimeoutMs: wholeNumber(annotations["seldon.io/grpc-timeout"]),
    paths: config.ingress.exposeAllPaths ? ["/"] : paths,
    labels: { [DEPLOYMENT_ID]: deploymentId(metadata.name), ...MANAGED_BY },
    config: config.ingress,
    warnings,
  };
}

function routed(sdep: SeldonDeployment, predictor: Predictor, { runtime }: OperatorConfig): RoutedPredictor {
  const { name, annotations = {}, labels = {}, explainer, graph, ssl, shadow = false, traffic = 0 } = predictor;
  const isAlone = sdep.spec.predictors.filter((other) => other.shadow !== true).length === 1;
  const own = isWithoutEngine(predictor) ? graph.endpoint : undefined;
  return {
    name,
    service: predictorServiceName(sdep.metadata.name, name, annotations["seldon.io/svc-name"]),
    httpPort: own?.httpPort ?? runtime.httpPort,
    grpcPort: own?.grpcPort ?? runtime.grpcPort,
    weight: isAlone && !shadow ? 100 : traffic,
    isShadow: shadow,
    version: labels["version"] ?? name,
    tlsSecret: ssl?.certSecretName || undefined,
    explainer: explainer?.type
      ? { service: explainerName(sdep.metadata.name, name), port: explainerPort(explainer) }
      : undefined,
  };
}

/** `name:value`, as both annotations have it. */
function headersOf(annotations: Texts, warnings: Issue[]): readonly HeaderMatch[] {
  return ["seldon.io/ambassador-header", "seldon.io/ambassador-regex-header"].flatMap((key) => {
    const text = annotations[key];
    if (text === undefined) return [];
    const match = /^\s*([!#$%&'*+\-.^_`|~0-9A-Za-z]+)\s*:\s*(.*?)\s*$/.exec(text);
    if (match !== null) return [{ name: match[1]!, value: match[2]!, isRegex: key.includes("regex") }];
    const message = `expected "name: value", got ${JSON.stringify(text.slice(0, 60))}; it has no effect`;
    warnings.push({ path: `annotations["${key}"]`, message });
    return [];
  });
}

/** A whole number above 0; undefined when the text is none. */
export function wholeNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^[1-9]\d{0,8}$/.test(text) ? Number(text) : undefined;
}
