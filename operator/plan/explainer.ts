/**
 * Explainers: handed on to the images that have them, in a pod of their own that asks the predictor.
 * @see contract section 3.13
 * @module
 */
import type { Texts } from "../api/object.ts";
import type { Container, EnvVar, PodSpec, Probe } from "../api/pod.ts";
import type { Explainer } from "../api/seldon-deployment.ts";
import type { Deployment, Service } from "../api/workload.ts";
import { explainerPort } from "../defaults/explainer-port.ts";
import { PREDICTOR_SERVICE } from "../naming/labels.ts";
import { explainerName } from "../naming/names.ts";
import { deploymentAnnotations } from "./annotations.ts";
import { selectorOf } from "./deployment.ts";
import { merged, modelInitializer, withInitializer } from "./model-initializer.ts";
import type { PredictorContext } from "./predictor-context.ts";
import { ownLabels } from "./predictor-context.ts";
import { MODELS, toEnv, withoutNames } from "./unit-container.ts";

/** What the explainer image of the Open Inference protocol calls the explainers. */
const TYPES_V2: Texts = {
  AnchorTabular: "anchor_tabular",
  AnchorImages: "anchor_image",
  AnchorText: "anchor_text",
  Counterfactuals: "counterfactuals",
  Contrastive: "contrastive",
  KernelShap: "kernel_shap",
  IntegratedGradients: "integrated_gradients",
  ALE: "ALE",
  TreeShap: "tree_shap",
};

/** Objects of the predictor's explainer, if it has one. */
export function planExplainer(context: PredictorContext): readonly (Deployment | Service)[] {
  const { sdep, predictor, namespace, service, path, warnings } = context;
  const { explainer } = predictor;
  if (!explainer?.type) return [];
  if (!Object.hasOwn(TYPES_V2, explainer.type)) {
    const message = `expected one of ${Object.keys(TYPES_V2).join(", ")}, got ${JSON.stringify(explainer.type.slice(0, 40))}`;
    warnings.push({ path: `${path}.explainer.type`, message });
  }
  const name = explainerName(sdep.metadata.name, predictor.name);
  const port = explainerPort(explainer);
  const part = selectorOf("explainer", context);
  const labels: Texts = { app: name, fluentd: "true", ...predictor.labels, ...ownLabels(context), ...part };
  const isOff = (predictor.replicas ?? sdep.spec.replicas) === 0;
  const annotations = deploymentAnnotations(context, []);
  return [
    {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { name, namespace, labels: { ...labels, [PREDICTOR_SERVICE]: name }, annotations },
      spec: {
        replicas: isOff ? 0 : explainer.replicas,
        selector: { matchLabels: part },
        template: {
          metadata: { labels: { ...labels, [PREDICTOR_SERVICE]: name } },
          spec: podOf(explainer, name, port, context),
        },
        strategy: { type: "RollingUpdate", rollingUpdate: { maxUnavailable: 0, maxSurge: "25%" } },
        progressDeadlineSeconds: predictor.progressDeadlineSeconds,
      },
    },
    {
      apiVersion: "v1",
      kind: "Service",
      metadata: {
        name,
        namespace,
        labels: { ...ownLabels(context), [PREDICTOR_SERVICE]: service, "seldon.io/explainer": "true" },
        annotations: predictor.annotations,
      },
      spec: {
        type: "ClusterIP",
        sessionAffinity: "None",
        selector: { [PREDICTOR_SERVICE]: name },
        ports: [{ name: "http", port, targetPort: port, protocol: "TCP" }],
      },
    },
  ];
}

function podOf(explainer: Explainer, name: string, port: number, context: PredictorContext): PodSpec {
  const container = containerOf(explainer, name, port, context);
  const pod: PodSpec = {
    restartPolicy: "Always",
    dnsPolicy: "ClusterFirst",
    schedulerName: "default-scheduler",
    terminationGracePeriodSeconds: 20,
    ...(explainer.serviceAccountName && { serviceAccountName: explainer.serviceAccountName }),
    containers: [container],
  };
  if (!explainer.modelUri) return pod;
  const initializer = modelInitializer(container.name, explainer, context.config, MODELS);
  const { volumeMounts = [] } = container;
  const mounts = merged(volumeMounts, initializer.mounts, ({ mountPath }) => mountPath);
  return withInitializer({ ...pod, containers: [{ ...container, volumeMounts: mounts }] }, initializer);
}

function containerOf(explainer: Explainer, name: string, port: number, context: PredictorContext): Container {
  const { config, protocol } = context;
  const given = explainer.containerSpec;
  const isV2 = protocol === "v2";
  const ports = given?.ports ?? [];
  const hasHttp = ports.some((known) => known.name === "http");
  const probe = (initialDelaySeconds: number, failureThreshold: number): Probe => ({
    tcpSocket: { port: "http" },
    initialDelaySeconds,
    periodSeconds: 5,
    timeoutSeconds: 1,
    successThreshold: 1,
    failureThreshold,
  });
  return {
    ...given,
    name: given?.name || name,
    image: given?.image || (isV2 ? config.explainer.imageV2 : config.explainer.image),
    imagePullPolicy: given?.imagePullPolicy || "IfNotPresent",
    ports: hasHttp ? ports : [...ports, { name: "http", containerPort: port, protocol: "TCP" }],
    livenessProbe: given?.livenessProbe ?? probe(60, 5),
    readinessProbe: given?.readinessProbe ?? probe(20, 7),
    lifecycle: given?.lifecycle ?? { preStop: { exec: { command: ["/bin/sh", "-c", "/bin/sleep 10"] } } },
    ...(isV2 ? { env: envV2(explainer, given?.env ?? [], port, context) } : { args: argsOf(explainer, port, context) }),
  };
}

function argsOf(
  { type = "", config = {}, modelUri }: Explainer,
  port: number,
  context: PredictorContext,
): readonly string[] {
  const { predictor, service, namespace, isGrpc, protocol } = context;
  const ports = context.config.runtime;
  const host = `${service}.${namespace}:${isGrpc ? ports.grpcPort : ports.httpPort}`;
  const settings = Object.entries(config).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return [
    `--model_name=${predictor.graph.name}`,
    `--predictor_host=${host}`,
    `--protocol=${protocol === "tensorflow" ? "tensorflow" : "seldon"}.${isGrpc ? "grpc" : "http"}`,
    `--http_port=${port}`,
    ...(modelUri ? [`--storage_uri=${MODELS}`] : []),
    type,
    ...(type === "AnchorImages" ? ["--tf_data_type=float32"] : []),
    ...settings.map(([key, value]) => `--${key}=${modelUri ? value.replaceAll(modelUri, MODELS) : value}`),
  ];
}

function envV2(
  { type = "", initParameters, modelUri }: Explainer,
  given: readonly EnvVar[],
  port: number,
  { predictor, service, namespace, config }: PredictorContext,
): readonly EnvVar[] {
  const url = `http://${service}.${namespace}:${config.runtime.httpPort}/v2/models/${predictor.graph.name}/infer`;
  const extra = {
    explainer_type: TYPES_V2[type] ?? type,
    infer_uri: url,
    ...(initParameters && { init_parameters: parsed(initParameters) }),
  };
  const texts: Texts = {
    MLSERVER_HTTP_PORT: String(port),
    MLSERVER_MODEL_NAME: predictor.graph.name,
    MLSERVER_MODEL_IMPLEMENTATION: "mlserver_alibi_explain.AlibiExplainRuntime",
    MLSERVER_MODEL_EXTRA: JSON.stringify(extra),
    ...(modelUri && { MLSERVER_MODEL_URI: MODELS }),
  };
  // People's other variables stay, which the published operator loses.
  return [...withoutNames(given, texts), ...toEnv(texts)];
}

/** JSON when it is that, else the text. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
