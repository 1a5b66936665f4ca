/**
 * What an administrator decides for all SeldonDeployments: images, ports, ingress, sizes.
 * @module
 */
import type { Resources } from "../api/pod.ts";
import { DEFAULT_SERVERS } from "./servers.ts";
import type { ServerMap } from "./servers.ts";

export type IngressKind = "gateway-api" | "istio" | "ambassador" | "none";

export interface IngressConfig {
  readonly provider: IngressKind;
  /** Whether routes carry the whole HTTP surface, as in v1, or the API paths alone. */
  readonly exposeAllPaths: boolean;
  /** `namespace/name`: of the Gateway, or of Istio's. */
  readonly gateway: string;
  /** Gateway API: `namespace/name` of the gateway of gRPC, where it is another one; "" for the same. */
  readonly grpcGateway: string;
  /** Istio: a TLS mode of destination rules; "" for none. */
  readonly istioTlsMode: string;
  /** Ambassador: routes without a namespace, too. */
  readonly ambassadorSingleNamespace: boolean;
}

export interface OperatorConfig {
  readonly runtime: {
    readonly image: string;
    /** "" leaves it to the cluster. */
    readonly imagePullPolicy: string;
    readonly httpPort: number;
    readonly grpcPort: number;
    readonly metricsPath: string;
    /** Of the runtime container; what models need is added. */
    readonly resources: Resources;
    /** How long a model may load, seconds. */
    readonly startupSeconds: number;
    /** Where payloads are logged when a unit's logger has no URL. */
    readonly loggerEndpoint: string;
    /** What a separate orchestrator pod runs as; "" for the namespace's default. */
    readonly serviceAccountName: string;
  };
  /** First ports of containers in the graph. */
  readonly units: {
    readonly httpPort: number;
    readonly grpcPort: number;
    readonly metricsPort: number;
    readonly metricsPortName: string;
    /** Secret with credentials for models of units that name none; "" for none. */
    readonly defaultEnvSecretRefName: string;
  };
  /** User of pods that set no security context of their own; "" leaves it to images and cluster. */
  readonly defaultUserId: string;
  /** Images of the prepackaged servers, by name and protocol. */
  readonly servers: ServerMap;
  /** Servers whose models the runtime serves itself. */
  readonly inProcessServers: readonly string[];
  readonly storageInitializer: { readonly image: string; readonly resources: Resources };
  readonly explainer: { readonly image: string; readonly imageV2: string };
  readonly ingress: IngressConfig;
  readonly keda: boolean;
  /** What the cluster has: `v2`, or `v2beta2` before 1.23. */
  readonly autoscaling: "v2" | "v2beta2";
  /** What the cluster has: `v1`, or `v1beta1` before 1.21. */
  readonly policy: "v1" | "v1beta1";
}

export const DEFAULT_CONFIG: OperatorConfig = {
  runtime: {
    image: "zerohop:0.1.0",
    imagePullPolicy: "",
    httpPort: 8000,
    grpcPort: 5001,
    metricsPath: "/prometheus",
    resources: { requests: { cpu: "100m", memory: "128Mi" } },
    startupSeconds: 600,
    loggerEndpoint: "http://default-broker",
    serviceAccountName: "",
  },
  units: { httpPort: 9000, grpcPort: 9500, metricsPort: 6000, metricsPortName: "metrics", defaultEnvSecretRefName: "" },
  defaultUserId: "",
  servers: DEFAULT_SERVERS,
  inProcessServers: ["SKLEARN_SERVER", "XGBOOST_SERVER", "LIGHTGBM_SERVER"],
  storageInitializer: {
    image: "docker.io/seldonio/rclone-storage-initializer:1.17.1",
    resources: { requests: { cpu: "100m", memory: "100Mi" }, limits: { cpu: "1", memory: "1Gi" } },
  },
  explainer: {
    image: "docker.io/seldonio/alibiexplainer:1.17.1",
    imageV2: "docker.io/seldonio/mlserver:1.3.5-alibi-explain",
  },
  ingress: {
    provider: "none",
    exposeAllPaths: false,
    gateway: "istio-system/seldon-gateway",
    grpcGateway: "",
    istioTlsMode: "",
    ambassadorSingleNamespace: false,
  },
  keda: false,
  autoscaling: "v2",
  policy: "v1",
};
