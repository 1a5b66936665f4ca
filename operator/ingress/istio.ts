/** Routes of Istio: a virtual service for the SeldonDeployment, destination rules for its predictors. @see contract section 3.10 @module */
import type { KubernetesObject } from "../api/object.ts";
import type { DestinationRule, VirtualService } from "../api/routes.ts";
import { contractName, cutName } from "../naming/names.ts";
import { explainerPathOf, pathOf, splitShadow } from "./provider.ts";
import type { IngressProvider, RouteInput, RoutedPredictor } from "./provider.ts";
import { wholeNumber } from "./route-input.ts";

const API = "networking.istio.io/v1beta1";
const GRPC_PATHS = ".*tensorflow.*|.*seldon.protos.*|.*inference.*";
const TLS_MODES: readonly string[] = ["DISABLE", "SIMPLE", "MUTUAL", "ISTIO_MUTUAL"];

export const istio: IngressProvider = {
  kind: "istio",
  ignores: /^seldon\.io\/ambassador-(id|retries|circuit-breakers)/,
  routes(input) {
    const { predictors, sdep } = input;
    const http = [...input.paths.map((path) => restRoute(input, path)), grpcRoute(input)];
    return [
      ...predictors.map((predictor) => destinationRule(input, predictor)),
      virtualService(contractName(sdep), http, input),
      ...predictors
        .filter(({ explainer }) => explainer !== undefined)
        .map((predictor) => explainerService(input, predictor)),
    ];
  },
};

function virtualService(name: string, http: readonly object[], input: RouteInput): VirtualService {
  const { namespace, labels, hosts, annotations, config } = input;
  return {
    apiVersion: API,
    kind: "VirtualService",
    metadata: { name, namespace, labels },
    spec: {
      hosts: hosts.length === 0 ? ["*"] : hosts,
      gateways: [annotations["seldon.io/istio-gateway"] || config.gateway],
      http,
    },
  };
}

function restRoute(input: RouteInput, path: string): object {
  const prefix = `${pathOf(input).slice(0, -1)}${path}`;
  return {
    match: [{ uri: { prefix }, ...(input.headers.length > 0 && { headers: headerMatches(input) }) }],
    rewrite: { uri: path },
    ...rest(input, "httpPort"),
  };
}

function grpcRoute(input: RouteInput): object {
  const { externalName, namespace } = input;
  const own = { seldon: { exact: externalName }, namespace: { exact: namespace } };
  return {
    match: [{ uri: { regex: GRPC_PATHS }, headers: { ...own, ...headerMatches(input) } }],
    ...rest(input, "grpcPort"),
  };
}

function headerMatches({ headers }: RouteInput): object {
  return Object.fromEntries(
    headers.map(({ name, value, isRegex }) => [name.toLowerCase(), isRegex ? { regex: value } : { exact: value }]),
  );
}

function rest(input: RouteInput, port: "httpPort" | "grpcPort"): object {
  const { live, shadow } = splitShadow(input.predictors);
  const retries = wholeNumber(input.annotations["seldon.io/istio-retries"]);
  const perTry = wholeNumber(input.annotations["seldon.io/istio-retries-timeout"]) ?? 1;
  return {
    route: live.map((predictor) => ({
      destination: destination(input, predictor, predictor[port]),
      weight: predictor.weight,
    })),
    ...(shadow !== undefined && {
      mirror: destination(input, shadow, shadow[port]),
      ...(shadow.weight > 0 && { mirrorPercentage: { value: shadow.weight } }),
    }),
    ...(retries !== undefined && {
      retries: {
        attempts: retries,
        perTryTimeout: `${perTry}s`,
        retryOn: "gateway-error,connect-failure,refused-stream",
      },
    }),
  };
}

function hostOf({ namespace }: RouteInput, service: string): string {
  return `${service}.${namespace}.svc.cluster.local`;
}

function destination(input: RouteInput, { service, name }: RoutedPredictor, number: number): object {
  return { host: hostOf(input, service), subset: name, port: { number } };
}

function destinationRule(input: RouteInput, predictor: RoutedPredictor): DestinationRule {
  const { namespace, labels } = input;
  return {
    apiVersion: API,
    kind: "DestinationRule",
    metadata: { name: predictor.service, namespace, labels },
    spec: {
      host: hostOf(input, predictor.service),
      subsets: [{ name: predictor.name, labels: { version: predictor.version } }],
      trafficPolicy: trafficPolicy(input),
    },
  };
}

// The published operator loses the idle timeout with a TLS mode, and takes any other mode as none.
function trafficPolicy({ config, warnings }: RouteInput): object {
  const mode = config.istioTlsMode === "STRICT" ? "ISTIO_MUTUAL" : config.istioTlsMode;
  const isKnown = TLS_MODES.includes(mode);
  if (mode !== "" && !isKnown) {
    const message = `ingress.istioTlsMode: expected one of ${TLS_MODES.join(", ")}, got ${JSON.stringify(mode)}`;
    warnings.push({ path: "", message });
  }
  return { connectionPool: { http: { idleTimeout: "60s" } }, ...(isKnown && { tls: { mode } }) };
}

function explainerService(input: RouteInput, predictor: RoutedPredictor): KubernetesObject {
  const { service, port } = predictor.explainer!;
  const route = {
    match: [{ uri: { prefix: explainerPathOf(input, predictor) } }],
    rewrite: { uri: "/" },
    route: [{ destination: { host: hostOf(input, service), port: { number: port } }, weight: 100 }],
  };
  return virtualService(cutName(`${service}-http`), [route], input);
}
