/**
 * The container of the runtime: it has the name of the published orchestrator, for logs and
 * dashboards, and the rights of the restricted profile.
 * @see contract sections 3.3, 3.12 and 9
 * @module
 */
import type { Container, EnvFrom, EnvVar, Probe, Volume, VolumeMount } from "../api/pod.ts";
import { deploymentId } from "../naming/names.ts";
import { engineVariables } from "./annotations.ts";
import type { ModelSources } from "./model-sources.ts";
import { merged } from "./model-initializer.ts";
import type { PlacedContainer } from "./pod-layout.ts";
import type { PredictorContext } from "./predictor-context.ts";
import { sumResources } from "./quantity.ts";
import { withDefaults } from "./unit-container.ts";

export const RUNTIME_CONTAINER = "seldon-container-engine";
export const PLAN_FILE = "manifest.json";
const PLAN_FOLDER = "/etc/zerohop/plan";
const CERT_FOLDER = "/cert/";
/** The root is read-only; what is fetched and compiled goes here. */
const SCRATCH = "/tmp";

/** The runtime's container for one predictor. */
export function runtimeContainer(
  context: PredictorContext,
  folded: readonly PlacedContainer[],
  sources: ModelSources,
): Container {
  const { config, predictor } = context;
  const { image, imagePullPolicy, httpPort, grpcPort, resources } = config.runtime;
  const foldedContainers = folded.map(({ container }) => container);
  const mounts = [...ownMounts(context), ...sources.mounts];
  return {
    name: RUNTIME_CONTAINER,
    image,
    ...(imagePullPolicy && { imagePullPolicy }),
    args: ["serve", `${PLAN_FOLDER}/${PLAN_FILE}`, "--http-port", `${httpPort}`, "--grpc-port", `${grpcPort}`],
    ports: [
      { name: "http", containerPort: httpPort, protocol: "TCP" },
      { name: "grpc", containerPort: grpcPort, protocol: "TCP" },
    ],
    env: runtimeEnv(context, foldedContainers),
    ...envFromOf(foldedContainers, sources.envFrom),
    resources: sumResources([
      predictor.svcOrchSpec?.resources ?? resources,
      ...foldedContainers.flatMap((container) => container.resources ?? []),
    ]),
    volumeMounts: merged(mounts, foldedMounts(foldedContainers), ({ mountPath }) => mountPath),
    ...probesOf(context),
    securityContext: {
      allowPrivilegeEscalation: false,
      capabilities: { drop: ["ALL"] },
      readOnlyRootFilesystem: true,
      runAsNonRoot: true,
      seccompProfile: { type: "RuntimeDefault" },
    },
    terminationMessagePath: "/dev/termination-log",
    terminationMessagePolicy: "File",
  };
}

/** The volumes that the runtime's container mounts, beside those of its models. */
export function runtimeVolumes({ predictor }: PredictorContext, configMap: string): readonly Volume[] {
  const secret = predictor.ssl?.certSecretName;
  return [
    { name: "zerohop-plan", configMap: { name: configMap } },
    { name: "zerohop-scratch", emptyDir: {} },
    ...(secret ? [{ name: "seldon-cert-volume", secret: { secretName: secret } }] : []),
  ];
}

function ownMounts({ predictor }: PredictorContext): readonly VolumeMount[] {
  return [
    { name: "zerohop-plan", mountPath: PLAN_FOLDER, readOnly: true },
    { name: "zerohop-scratch", mountPath: SCRATCH },
    ...(predictor.ssl?.certSecretName ? [{ name: "seldon-cert-volume", mountPath: CERT_FOLDER, readOnly: true }] : []),
  ];
}

// What a folded container mounted for its server the runtime may need, too: a claim with models.
function foldedMounts(containers: readonly Container[]): readonly VolumeMount[] {
  const mounts = containers.flatMap(({ volumeMounts = [] }) => volumeMounts);
  return merged(
    [],
    mounts.filter(({ name }) => name !== "seldon-podinfo"),
    ({ mountPath }) => mountPath,
  );
}

function envFromOf(
  containers: readonly Container[],
  own: readonly EnvFrom[],
): { readonly envFrom?: readonly EnvFrom[] } {
  const all = merged(
    own,
    containers.flatMap(({ envFrom = [] }) => envFrom),
    (item) => JSON.stringify(item),
  );
  return all.length === 0 ? {} : { envFrom: all };
}

// The orchestrator's variables win over those of units, and people's over ours.
function runtimeEnv(context: PredictorContext, folded: readonly Container[]): readonly EnvVar[] {
  const { sdep, predictor, namespace, config } = context;
  const given = merged(predictor.svcOrchSpec?.env ?? [], [], ({ name }) => name);
  const settled = withDefaults(given, engineVariables(sdep));
  const ofUnits = merged(
    settled,
    folded.flatMap(({ env = [] }) => env),
    ({ name }) => name,
  );
  const podName: EnvVar = { name: "POD_NAME", valueFrom: { fieldRef: { fieldPath: "metadata.name" } } };
  return withDefaults(
    merged(ofUnits, [podName], ({ name }) => name),
    {
      POD_NAMESPACE: namespace,
      SELDON_DEPLOYMENT_ID: deploymentId(sdep.metadata.name),
      PREDICTOR_ID: predictor.name,
      REQUEST_LOGGER_DEFAULT_ENDPOINT: config.runtime.loggerEndpoint,
      XDG_CACHE_HOME: `${SCRATCH}/.cache`,
      ...(predictor.ssl?.certSecretName && { SELDON_CERT_MOUNT_PATH: CERT_FOLDER }),
    },
  );
}

function probesOf({ config, predictor }: PredictorContext): Partial<Container> {
  const scheme = predictor.ssl?.certSecretName ? "HTTPS" : undefined;
  const ask = (path: string, rest: Probe): Probe => ({
    httpGet: { path, port: "http", ...(scheme && { scheme }) },
    ...rest,
  });
  return {
    startupProbe: ask("/ready", {
      periodSeconds: 1,
      timeoutSeconds: 1,
      failureThreshold: config.runtime.startupSeconds,
    }),
    readinessProbe: ask("/ready", { periodSeconds: 5, timeoutSeconds: 5, failureThreshold: 3 }),
    livenessProbe: ask("/live", { periodSeconds: 10, timeoutSeconds: 5, failureThreshold: 6 }),
  };
}
