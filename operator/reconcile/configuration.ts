/**
 * The operator's configuration: its environment, under Seldon's names where they mean the same, over
 * it the ConfigMap `seldon-config`, and what the cluster has.
 * @see contract section 4.5
 * @module
 */
import { parse } from "yaml";
import { DEFAULT_CONFIG } from "../defaults/operator-config.ts";
import type { IngressConfig, OperatorConfig } from "../defaults/operator-config.ts";
import { readOperatorConfig } from "../defaults/read-config.ts";
import type { ServerMap } from "../defaults/servers.ts";
import type { Discovery } from "../kube/discovery.ts";
import { isRecord, recordIn, textIn } from "../kube/object.ts";

export const CONFIG_MAP = "seldon-config";

/** The ConfigMap's key for a whole configuration, in YAML; the others are Seldon's. */
const WHOLE = "zerohop.yaml";

type Env = Readonly<Record<string, string | undefined>>;
type Data = Readonly<Record<string, unknown>>;

/** What decides about versions and routes. */
export interface Capabilities {
  readonly autoscaling: OperatorConfig["autoscaling"];
  readonly policy: OperatorConfig["policy"];
  readonly hasGatewayApi: boolean;
}

export async function capabilitiesOf(discovery: Discovery): Promise<Capabilities> {
  const [autoscaling, policy, gateway] = await Promise.all(
    ["autoscaling", "policy", "gateway.networking.k8s.io"].map((group) => discovery.versions(group)),
  );
  return {
    autoscaling: autoscaling?.includes("v2") === true ? "v2" : "v2beta2",
    policy: policy?.includes("v1") === true ? "v1" : "v1beta1",
    hasGatewayApi: gateway?.includes("v1") === true,
  };
}

/** Never throws: what is wrong is reported, and the default stands. */
export function configurationOf(
  env: Env,
  data: Data,
  capabilities: Capabilities,
  onProblem: (message: string) => void,
): OperatorConfig {
  const base = withSeldonConfig(withEnvironment(DEFAULT_CONFIG, env, onProblem), data, onProblem);
  const own = withOwnKey(base, data, onProblem);
  const { hasGatewayApi, ...versions } = capabilities;
  const provider = own.ingress.provider === "gateway-api" && !hasGatewayApi ? "none" : own.ingress.provider;
  return { ...own, ...versions, ingress: { ...own.ingress, provider } };
}

function withEnvironment(config: OperatorConfig, env: Env, onProblem: (message: string) => void): OperatorConfig {
  const text = (name: string, otherwise: string): string => env[name] || otherwise;
  const port = (name: string, otherwise: number): number => {
    const given = env[name] ?? "";
    if (given === "") return otherwise;
    if (/^\d{1,5}$/.test(given)) return Number(given);
    onProblem(`${name}: expected a port, got ${JSON.stringify(given.slice(0, 40))}`);
    return otherwise;
  };
  const { runtime, units } = config;
  return {
    ...config,
    runtime: {
      ...runtime,
      image: text("ZEROHOP_IMAGE", runtime.image),
      imagePullPolicy: text("EXECUTOR_CONTAINER_IMAGE_PULL_POLICY", runtime.imagePullPolicy),
      httpPort: port("EXECUTOR_SERVER_PORT", runtime.httpPort),
      grpcPort: port("EXECUTOR_SERVER_GRPC_PORT", runtime.grpcPort),
      metricsPath: text("EXECUTOR_PROMETHEUS_PATH", runtime.metricsPath),
      loggerEndpoint: text("EXECUTOR_REQUEST_LOGGER_DEFAULT_ENDPOINT", runtime.loggerEndpoint),
      serviceAccountName: text("EXECUTOR_CONTAINER_SERVICE_ACCOUNT_NAME", runtime.serviceAccountName),
    },
    units: {
      httpPort: port("PREDICTIVE_UNIT_HTTP_SERVICE_PORT", units.httpPort),
      grpcPort: port("PREDICTIVE_UNIT_GRPC_SERVICE_PORT", units.grpcPort),
      metricsPort: port("PREDICTIVE_UNIT_METRICS_SERVICE_PORT", units.metricsPort),
      metricsPortName: text("PREDICTIVE_UNIT_METRICS_PORT_NAME", units.metricsPortName),
      defaultEnvSecretRefName: text("PREDICTIVE_UNIT_DEFAULT_ENV_SECRET_REF_NAME", units.defaultEnvSecretRefName),
    },
    defaultUserId: text("DEFAULT_USER_ID", config.defaultUserId),
    keda: env["KEDA_ENABLED"] === "true",
    ingress: ingressIn(env, config.ingress),
  };
}

function ingressIn(env: Env, otherwise: IngressConfig): IngressConfig {
  const given = env["ZEROHOP_INGRESS"];
  const named = (["gateway-api", "istio", "ambassador", "none"] as const).find((provider) => provider === given);
  const old =
    env["ISTIO_ENABLED"] === "true" ? "istio" : env["AMBASSADOR_ENABLED"] === "true" ? "ambassador" : undefined;
  return {
    ...otherwise,
    provider: named ?? old ?? "gateway-api",
    gateway: env["ZEROHOP_GATEWAY"] || env["ISTIO_GATEWAY"] || otherwise.gateway,
    istioTlsMode: env["ISTIO_TLS_MODE"] || otherwise.istioTlsMode,
    ambassadorSingleNamespace: env["AMBASSADOR_SINGLE_NAMESPACE"] === "true",
  };
}

function withSeldonConfig(config: OperatorConfig, data: Data, onProblem: (message: string) => void): OperatorConfig {
  const read = (key: string): Data => {
    const text = textIn(data, key);
    if (text === undefined || text.trim() === "") return {};
    try {
      const parsed: unknown = JSON.parse(text);
      if (isRecord(parsed)) return parsed;
      onProblem(`${CONFIG_MAP}: ${key} is no JSON object`);
    } catch {
      onProblem(`${CONFIG_MAP}: ${key} is no JSON`);
    }
    return {};
  };
  const [initializer, explainer] = [read("storageInitializer"), read("explainer")];
  const amount = (name: string, otherwise: unknown): unknown => textIn(initializer, name) || otherwise;
  const { requests = {}, limits = {} } = config.storageInitializer.resources;
  const resources = {
    requests: { cpu: amount("cpuRequest", requests["cpu"]), memory: amount("memoryRequest", requests["memory"]) },
    limits: { cpu: amount("cpuLimit", limits["cpu"]), memory: amount("memoryLimit", limits["memory"]) },
  } as OperatorConfig["storageInitializer"]["resources"];
  return {
    ...config,
    servers: { ...config.servers, ...serversIn(read("predictor_servers"), onProblem) },
    storageInitializer: { image: textIn(initializer, "image") || config.storageInitializer.image, resources },
    explainer: {
      image: textIn(explainer, "image") || config.explainer.image,
      imageV2: textIn(explainer, "image_v2") || config.explainer.imageV2,
    },
  };
}

/** Servers whose entry is not in the published form keep their default. */
function serversIn(given: Data, onProblem: (message: string) => void): ServerMap {
  const well = Object.entries(given).filter(([name, server]) => {
    const protocols = Object.values(recordIn(server, "protocols"));
    const isWell = protocols.length > 0 && protocols.every((entry) => textIn(entry, "image") !== undefined);
    if (!isWell) onProblem(`${CONFIG_MAP}: predictor_servers.${name.slice(0, 60)} has no image for any protocol`);
    return isWell;
  });
  return Object.fromEntries(well) as ServerMap;
}

function withOwnKey(config: OperatorConfig, data: Data, onProblem: (message: string) => void): OperatorConfig {
  const text = textIn(data, WHOLE);
  if (text === undefined) return config;
  let given: unknown;
  try {
    given = parse(text);
  } catch {
    onProblem(`${CONFIG_MAP}: ${WHOLE} is no YAML`);
    return config;
  }
  const { issues } = readOperatorConfig(given);
  for (const { path, message } of issues) onProblem(`${CONFIG_MAP}: ${WHOLE}: ${path}: ${message}`);
  return issues.length > 0 ? config : (overlay(config, given) as OperatorConfig);
}

/** Checked already: fields of objects one by one, all else as a whole. */
function overlay(base: unknown, given: unknown): unknown {
  if (given === undefined || given === null) return base;
  if (!isRecord(base) || !isRecord(given)) return given;
  return {
    ...base,
    ...Object.fromEntries(Object.entries(given).map(([key, value]) => [key, overlay(base[key], value)])),
  };
}
