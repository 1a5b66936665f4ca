/**
 * Routes of the Gateway API. Where gRPC has a gateway of its own it gets a GRPCRoute; on a shared
 * one it is a rule of the HTTPRoute, because a listener does not take both kinds for one host name.
 * @see contract section 9 "Ingress drivers"
 * @module
 */
import type { KubernetesObject } from "../api/object.ts";
import type { GatewayRoute } from "../api/routes.ts";
import { contractName, readableName } from "../naming/names.ts";
import { explainerPathOf, gatewayRef, pathOf, splitShadow } from "./provider.ts";
import type { IngressProvider, RouteInput, RoutedPredictor } from "./provider.ts";

export const gatewayApi: IngressProvider = {
  kind: "gateway-api",
  ignores: /^seldon\.io\/(istio-retries|ambassador-(id|retries|circuit-breakers))/,
  routes(input) {
    const { sdep, predictors, config, annotations } = input;
    const gateway = annotations["zerohop.io/gateway"] ?? annotations["seldon.io/istio-gateway"] ?? config.gateway;
    const grpcGateway = annotations["zerohop.io/grpc-gateway"] ?? config.grpcGateway;
    const rest = input.paths.map((path) => restRule(input, path));
    const explainers = predictors.filter(({ explainer }) => explainer !== undefined);
    const isShared = grpcGateway === "";
    return [
      route("HTTPRoute", contractName(sdep), gateway, isShared ? [...rest, sharedGrpcRule(input)] : rest, input),
      ...(isShared ? [] : [route("GRPCRoute", contractName(sdep), grpcGateway, [grpcRule(input)], input)]),
      ...explainers.map((predictor) =>
        route("HTTPRoute", predictor.explainer!.service, gateway, [explainerRule(input, predictor)], input),
      ),
    ];
  },
};

function route(
  kind: GatewayRoute["kind"],
  name: string,
  gateway: string,
  rules: readonly object[],
  { namespace, hosts, labels }: RouteInput,
): KubernetesObject {
  const { name: parent, namespace: parentNamespace } = gatewayRef(gateway);
  const made: GatewayRoute = {
    apiVersion: "gateway.networking.k8s.io/v1",
    kind,
    metadata: { name: readableName([name]), namespace, labels },
    spec: {
      parentRefs: [
        {
          group: "gateway.networking.k8s.io",
          kind: "Gateway",
          name: parent,
          ...(parentNamespace && { namespace: parentNamespace }),
        },
      ],
      hostnames: hosts.length === 0 ? undefined : hosts,
      rules,
    },
  };
  return made;
}

function restRule(input: RouteInput, path: string): object {
  const inner = path.replace(/\/$/, "");
  return {
    matches: [
      { path: { type: "PathPrefix", value: `${pathOf(input).slice(0, -1)}${inner}` }, ...headerMatches(input) },
    ],
    filters: [rewrite(inner), ...mirror(input, "httpPort")],
    backendRefs: backends(input, "httpPort"),
    ...timeouts(input.timeoutMs),
  };
}

function rewrite(path: string): object {
  const replaced = { type: "ReplacePrefixMatch", replacePrefixMatch: path === "" ? "/" : path };
  return { type: "URLRewrite", urlRewrite: { path: replaced } };
}

function explainerRule(input: RouteInput, predictor: RoutedPredictor): object {
  const { service, port } = predictor.explainer!;
  return {
    matches: [{ path: { type: "PathPrefix", value: explainerPathOf(input, predictor).slice(0, -1) } }],
    filters: [rewrite("")],
    backendRefs: [{ name: service, port }],
  };
}

function grpcRule(input: RouteInput): object {
  return {
    matches: [{ headers: [...ownHeaders(input), ...(headerMatches(input).headers ?? [])] }],
    filters: mirror(input, "grpcPort"),
    backendRefs: backends(input, "grpcPort"),
  };
}

function sharedGrpcRule(input: RouteInput): object {
  const type = { type: "RegularExpression", name: "content-type", value: "application/grpc.*" };
  return {
    matches: [
      {
        path: { type: "PathPrefix", value: "/" },
        headers: [type, ...ownHeaders(input), ...(headerMatches(input).headers ?? [])],
      },
    ],
    filters: mirror(input, "grpcPort"),
    backendRefs: backends(input, "grpcPort"),
    ...timeouts(input.grpcTimeoutMs),
  };
}

function ownHeaders({ externalName, namespace }: RouteInput): readonly object[] {
  return [
    { type: "Exact", name: "seldon", value: externalName },
    { type: "Exact", name: "namespace", value: namespace },
  ];
}

function headerMatches({ headers }: RouteInput): { readonly headers?: readonly object[] } {
  if (headers.length === 0) return {};
  return {
    headers: headers.map(({ name, value, isRegex }) => ({
      type: isRegex ? "RegularExpression" : "Exact",
      name,
      value,
    })),
  };
}

function backends({ predictors }: RouteInput, port: "httpPort" | "grpcPort"): readonly object[] {
  return splitShadow(predictors).live.map((predictor) => ({
    name: predictor.service,
    port: predictor[port],
    weight: predictor.weight,
  }));
}

// Without a share all requests are mirrored, as in the published operator.
function mirror({ predictors }: RouteInput, port: "httpPort" | "grpcPort"): readonly object[] {
  const { shadow } = splitShadow(predictors);
  if (shadow === undefined) return [];
  const percent = shadow.weight > 0 && shadow.weight < 100 ? { percent: shadow.weight } : {};
  return [
    { type: "RequestMirror", requestMirror: { backendRef: { name: shadow.service, port: shadow[port] }, ...percent } },
  ];
}

function timeouts(milliseconds: number | undefined): object {
  return milliseconds === undefined ? {} : { timeouts: { request: `${milliseconds}ms` } };
}
