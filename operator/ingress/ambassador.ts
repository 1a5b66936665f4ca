/** Mappings of Ambassador, in the form of version 2. @see contract section 3.11 @module */
import type { KubernetesObject } from "../api/object.ts";
import type { Mapping, MappingSpec, TlsContext } from "../api/routes.ts";
import { readableName } from "../naming/names.ts";
import { explainerPathOf, pathOf } from "./provider.ts";
import type { IngressProvider, RouteInput, RoutedPredictor } from "./provider.ts";
import { wholeNumber } from "./route-input.ts";

const API = "getambassador.io/v2";
const GRPC_PREFIX = "/(seldon.protos.*|tensorflow.serving.*|inference.*)/.*";
const DEFAULT_TIMEOUT_MS = 3000;
/** Ambassador closes idle requests after this long unless told otherwise. */
const USUAL_IDLE_MS = 300_000;

export const ambassador: IngressProvider = {
  kind: "ambassador",
  ignores: /^seldon\.io\/istio-(gateway|retries)/,
  routes(input) {
    return input.predictors.flatMap((predictor, index) => [
      ...tlsContext(input, predictor),
      ...restMappings(input, predictor, index === 0),
      ...grpcMappings(input, predictor, index === 0),
      ...explainerMapping(input, predictor),
    ]);
  },
};

function restMappings(input: RouteInput, predictor: RoutedPredictor, isFirst: boolean): readonly Mapping[] {
  const bases = [pathOf(input), ...(input.config.ambassadorSingleNamespace ? [`/seldon/${input.externalName}/`] : [])];
  return bases.flatMap((base, number) =>
    input.paths.map((path, index) => {
      const suffix = ["rest", ...(number === 0 ? [] : ["single"]), ...(index === 0 ? [] : [String(index)])].join("-");
      const own = { prefix: `${base.slice(0, -1)}${path}`, rewrite: path, headers: plainHeaders(input) };
      return mapping(input, predictor, suffix, { ...common(input, predictor, isFirst, input.timeoutMs), ...own });
    }),
  );
}

function grpcMappings(input: RouteInput, predictor: RoutedPredictor, isFirst: boolean): readonly Mapping[] {
  const { externalName, namespace, config } = input;
  const made = (suffix: string, own: Readonly<Record<string, string>>): Mapping =>
    mapping(input, predictor, suffix, {
      ...common(input, predictor, isFirst, input.grpcTimeoutMs),
      grpc: true,
      prefix: GRPC_PREFIX,
      prefix_regex: true,
      rewrite: "",
      headers: { seldon: externalName, ...own, ...plainHeaders(input) },
      service: serviceOf(input, predictor, predictor.grpcPort),
      cluster_tag: "seldon_grpc",
    });
  // Without the namespace two SeldonDeployments of one name would share their requests.
  const usual = made("grpc", { namespace });
  return config.ambassadorSingleNamespace ? [usual, made("grpc-single", {})] : [usual];
}

type Spec = Omit<MappingSpec, "prefix" | "rewrite">;

function common(input: RouteInput, predictor: RoutedPredictor, isFirst: boolean, timeoutMs?: number): Spec {
  const { annotations, headers, hosts, warnings } = input;
  const timeout = timeoutMs ?? DEFAULT_TIMEOUT_MS;
  const regex = headers.filter(({ isRegex }) => isRegex).map(({ name, value }) => [name, value]);
  const retries = wholeNumber(annotations["seldon.io/ambassador-retries"]);
  const id = annotations["seldon.io/ambassador-id"];
  const [host, ...others] = hosts;
  if (others.length > 0) {
    warnings.push({ path: "annotations", message: `seldon.io/istio-host: Ambassador takes one host, ${host}` });
  }
  return {
    service: serviceOf(input, predictor, predictor.httpPort),
    cluster_tag: "seldon_http",
    timeout_ms: timeout,
    idle_timeout_ms: timeout > USUAL_IDLE_MS ? timeout : undefined,
    // The first takes what the others leave.
    weight: isFirst && !predictor.isShadow ? undefined : predictor.weight,
    shadow: predictor.isShadow ? true : undefined,
    regex_headers: regex.length === 0 ? undefined : (Object.fromEntries(regex) as Readonly<Record<string, string>>),
    retry_policy: retries === undefined ? undefined : { retry_on: "gateway-error", num_retries: retries },
    circuit_breakers: circuitBreakers(input),
    ambassador_id: id === undefined ? undefined : id.split(",").map((text) => text.trim()),
    host,
    tls: predictor.tlsSecret === undefined ? undefined : tlsName(input, predictor),
  };
}

function plainHeaders({ headers }: RouteInput): Readonly<Record<string, string>> | undefined {
  const plain = headers.filter(({ isRegex }) => !isRegex).map(({ name, value }) => [name, value]);
  return plain.length === 0 ? undefined : (Object.fromEntries(plain) as Readonly<Record<string, string>>);
}

function circuitBreakers({ annotations }: RouteInput): readonly object[] | undefined {
  const found = ["connections", "pending-requests", "requests", "retries"].flatMap((name) => {
    const value = wholeNumber(annotations[`seldon.io/ambassador-circuit-breakers-max-${name}`]);
    return value === undefined ? [] : [[`max_${name.replaceAll("-", "_")}`, value]];
  });
  return found.length === 0 ? undefined : [Object.fromEntries(found) as object];
}

function mapping(
  { namespace, labels, sdep }: RouteInput,
  { name }: RoutedPredictor,
  suffix: string,
  spec: MappingSpec,
): Mapping {
  // Names of objects: long ones of long names.
  const object = readableName(["seldon", namespace, sdep, name, suffix], 253);
  return { apiVersion: API, kind: "Mapping", metadata: { name: object, namespace, labels }, spec };
}

function serviceOf({ namespace }: RouteInput, { service, tlsSecret }: RoutedPredictor, port: number): string {
  return `${tlsSecret === undefined ? "" : "https://"}${service}.${namespace}:${port}`;
}

function tlsName({ namespace, sdep }: RouteInput, { name }: RoutedPredictor): string {
  return readableName(["seldon", namespace, sdep, name, "tls"], 253);
}

function tlsContext(input: RouteInput, predictor: RoutedPredictor): readonly KubernetesObject[] {
  if (predictor.tlsSecret === undefined) return [];
  const { namespace, labels } = input;
  const made: TlsContext = {
    apiVersion: API,
    kind: "TLSContext",
    metadata: { name: tlsName(input, predictor), namespace, labels },
    spec: { hosts: [], secret: predictor.tlsSecret },
  };
  return [made];
}

function explainerMapping(input: RouteInput, predictor: RoutedPredictor): readonly Mapping[] {
  if (predictor.explainer === undefined) return [];
  const { service, port } = predictor.explainer;
  return [
    mapping(input, predictor, "explainer", {
      prefix: explainerPathOf(input, predictor),
      rewrite: "/",
      service: `${service}.${input.namespace}:${port}`,
      timeout_ms: input.timeoutMs ?? DEFAULT_TIMEOUT_MS,
    }),
  ];
}
