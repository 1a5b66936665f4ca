/**
 * Containers of the original prepackaged servers, for models that the runtime does not serve itself.
 * @see contract section 3.8
 * @module
 */
import type { Texts } from "../api/object.ts";
import type { Container, Probe } from "../api/pod.ts";
import type { PredictiveUnit } from "../api/seldon-deployment.ts";
import { serverImage, serverOf } from "../defaults/servers.ts";
import type { PredictorContext } from "./predictor-context.ts";
import { MODELS, portOf, toEnv, unitContainer, withoutNames } from "./unit-container.ts";

const MLSERVER: Texts = {
  SKLEARN_SERVER: "mlserver_sklearn.SKLearnModel",
  XGBOOST_SERVER: "mlserver_xgboost.XGBoostModel",
  MLFLOW_SERVER: "mlserver_mlflow.MLflowRuntime",
  HUGGINGFACE_SERVER: "mlserver_huggingface.HuggingFaceRuntime",
  TEMPO_SERVER: "tempo.mlserver.InferenceRuntime",
};

/** Whether the server reads its models itself; see `seldon.io/no-storage-initializer`. */
export function readsItself(unit: PredictiveUnit, { sdep }: PredictorContext): boolean {
  const wanted = sdep.spec.annotations?.["seldon.io/no-storage-initializer"];
  return wanted === "true" && serverOf(unit) === "TRITON_SERVER";
}

/** The containers of a unit with a server: the unit's own first. */
export function serverContainers(
  unit: PredictiveUnit,
  container: Container,
  context: PredictorContext,
): readonly Container[] {
  const server = serverOf(unit)!;
  const { protocol, config } = context;
  if (server === "TENSORFLOW_SERVER") return tensorflow(unit, container, context);
  if (!container.image) {
    context.problems.push({ path: `${context.path}.graph`, message: missing(unit, server, protocol, context) });
  }
  if (protocol !== "v2") return [unitContainer(withModelUri(unit), container, context)];
  const ports = { http: portOf(container, "http")!, grpc: portOf(container, "grpc")! };
  const metrics = config.units.metricsPortName;
  const kept = (container.ports ?? []).filter(({ name }) => [metrics, "http", "grpc"].includes(name ?? ""));
  const probed = { ...container, ports: kept, ...healthProbes(container, context) };
  if (server === "TRITON_SERVER") return [unitContainer(unit, { ...probed, ...triton(unit, ports, context) }, context)];
  const env: Texts = {
    MLSERVER_HTTP_PORT: String(ports.http),
    MLSERVER_GRPC_PORT: String(ports.grpc),
    MLSERVER_MODEL_IMPLEMENTATION: MLSERVER[server] ?? "",
    MLSERVER_MODEL_NAME: unit.name,
    MLSERVER_MODEL_VERSION: "v1",
    MLSERVER_MODEL_URI: MODELS,
    TEMPO_RUNTIME_OPTIONS: '{"k8s_options": {"defaultRuntime": "tempo.seldon.SeldonKubernetesRuntime"}}',
    ...(server === "HUGGINGFACE_SERVER" && { MLSERVER_PARALLEL_WORKERS: "0", XDG_CACHE_HOME: "/opt/mlserver" }),
  };
  const own = [...withoutNames(container.env ?? [], env), ...toEnv(env)];
  return [unitContainer(unit, { ...probed, env: own }, context)];
}

function missing(unit: PredictiveUnit, server: string, protocol: string, { config }: PredictorContext): string {
  const known = Object.keys(config.servers[server]?.protocols ?? {}).join(", ") || "none";
  return `unit "${unit.name}": ${server} has no image for the protocol ${protocol}; it has one for ${known}`;
}

/** The Python servers are told by a parameter where the model lies. */
function withModelUri(unit: PredictiveUnit): PredictiveUnit {
  const { parameters = [], modelUri } = unit;
  if (!modelUri) return unit;
  const given = parameters.filter(({ name }) => name !== "model_uri");
  return { ...unit, parameters: [...given, { name: "model_uri", type: "STRING", value: MODELS }] };
}

function healthProbes(container: Container, { config }: PredictorContext): Partial<Container> {
  const on = (path: string, own: Probe | undefined): Probe => {
    const { httpGet: _httpGet, tcpSocket: _tcpSocket, ...timings } = own ?? {};
    return { periodSeconds: 5, timeoutSeconds: 60, ...timings, httpGet: { path, port: "http" } };
  };
  const started = { periodSeconds: 1, failureThreshold: config.runtime.startupSeconds };
  return {
    startupProbe: container.startupProbe ?? { ...started, httpGet: { path: "/v2/health/live", port: "http" } },
    readinessProbe: on("/v2/health/ready", container.readinessProbe),
    livenessProbe: on("/v2/health/live", container.livenessProbe),
  };
}

function triton(
  unit: PredictiveUnit,
  { http, grpc }: { readonly http: number; readonly grpc: number },
  context: PredictorContext,
): Partial<Container> {
  const itself = readsItself(unit, context);
  const value = (name: string): string | undefined => unit.parameters?.find((known) => known.name === name)?.value;
  const flags = itself
    ? ["model_control_mode", "load_model", "strict_model_config"].flatMap((name) => {
        const text = value(name);
        return text === undefined ? [] : [`--${name.replaceAll("_", "-")}=${text}`];
      })
    : ["--strict-model-config=false"];
  const repository = `--model-repository=${itself ? (unit.modelUri ?? "") : MODELS}`;
  return { args: ["tritonserver", `--grpc-port=${grpc}`, `--http-port=${http}`, repository, ...flags] };
}

function tensorflow(unit: PredictiveUnit, container: Container, context: PredictorContext): readonly Container[] {
  const { config, protocol } = context;
  const image = serverImage(config.servers, "TENSORFLOW_SERVER", "tensorflow") ?? "";
  const args = (grpc: number, rest: number): readonly string[] => [
    "/usr/bin/tensorflow_model_server",
    `--port=${grpc}`,
    `--rest_api_port=${rest}`,
    `--model_name=${unit.name}`,
    `--model_base_path=${MODELS}`,
  ];
  if (protocol === "tensorflow") {
    const own = { ...container, image: container.image || image };
    const ports = args(portOf(container, "grpc")!, portOf(container, "http")!);
    return [unitContainer(unit, own.args === undefined ? { ...own, args: ports } : own, context)];
  }
  const given = (unit.parameters ?? []).filter(({ name }) => name !== "model_name");
  const known = new Set(given.map(({ name }) => name));
  const more = [
    { name: "rest_endpoint", type: "STRING", value: "http://0.0.0.0:2001" },
    { name: "grpc_endpoint", type: "STRING", value: "0.0.0.0:2000" },
  ] as const;
  const name = { name: "model_name", type: "STRING", value: unit.name } as const;
  const parameters = [...given, ...more.filter((parameter) => !known.has(parameter.name)), name];
  const proxy = unitContainer({ ...unit, parameters }, container, context);
  return [
    proxy,
    {
      name: "tfserving",
      image,
      imagePullPolicy: "IfNotPresent",
      args: args(2000, 2001),
      ports: [
        { containerPort: 2000, protocol: "TCP" },
        { containerPort: 2001, protocol: "TCP" },
      ],
    },
  ];
}
