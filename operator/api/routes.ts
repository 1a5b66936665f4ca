/** Objects that bring traffic in: of the Gateway API, Istio and Ambassador. @module */
import type { KubernetesObject } from "./object.ts";

export interface GatewayRoute extends KubernetesObject {
  readonly apiVersion: "gateway.networking.k8s.io/v1";
  readonly kind: "HTTPRoute" | "GRPCRoute";
  readonly spec: {
    readonly parentRefs: readonly object[];
    readonly hostnames?: readonly string[] | undefined;
    readonly rules: readonly object[];
  };
}

export interface VirtualService extends KubernetesObject {
  readonly apiVersion: "networking.istio.io/v1beta1";
  readonly kind: "VirtualService";
  readonly spec: {
    readonly hosts: readonly string[];
    readonly gateways: readonly string[];
    readonly http: readonly object[];
  };
}

export interface DestinationRule extends KubernetesObject {
  readonly apiVersion: "networking.istio.io/v1beta1";
  readonly kind: "DestinationRule";
  readonly spec: { readonly host: string; readonly subsets: readonly object[]; readonly trafficPolicy: object };
}

export interface MappingSpec {
  readonly prefix: string;
  readonly prefix_regex?: boolean | undefined;
  readonly service: string;
  /** "" leaves the path as it is. */
  readonly rewrite: string;
  readonly grpc?: boolean | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly regex_headers?: Readonly<Record<string, string>> | undefined;
  readonly host?: string | undefined;
  readonly weight?: number | undefined;
  readonly shadow?: boolean | undefined;
  readonly timeout_ms: number;
  readonly idle_timeout_ms?: number | undefined;
  readonly cluster_tag?: string | undefined;
  readonly retry_policy?: object | undefined;
  readonly circuit_breakers?: readonly object[] | undefined;
  readonly ambassador_id?: readonly string[] | undefined;
  /** Name of a TLSContext. */
  readonly tls?: string | undefined;
}

export interface Mapping extends KubernetesObject {
  readonly apiVersion: "getambassador.io/v2";
  readonly kind: "Mapping";
  readonly spec: MappingSpec;
}

export interface TlsContext extends KubernetesObject {
  readonly apiVersion: "getambassador.io/v2";
  readonly kind: "TLSContext";
  readonly spec: { readonly hosts: readonly string[]; readonly secret: string };
}
