/** The pod with a predictor's runtime, and the ConfigMap with what it runs. @module */
import type { Container, PodSpec, Volume } from "../api/pod.ts";
import type { ComponentSpec } from "../api/seldon-deployment.ts";
import type { ConfigMap } from "../api/workload.ts";
import { unitsOf } from "../api/seldon-deployment.ts";
import { digestOf, readableName } from "../naming/names.ts";
import { merged, withInitializer } from "./model-initializer.ts";
import { modelSources } from "./model-sources.ts";
import { withContainers } from "./pod-containers.ts";
import type { RuntimePod } from "./pod-layout.ts";
import type { PredictorContext } from "./predictor-context.ts";
import { ownLabels } from "./predictor-context.ts";
import { PLAN_FILE, RUNTIME_CONTAINER, runtimeContainer, runtimeVolumes } from "./runtime-container.ts";
import { runtimeManifest } from "./runtime-manifest.ts";

export interface PlannedRuntime {
  readonly pod: PodSpec;
  readonly configMap: ConfigMap;
}

/** @param deployment name of the runtime's Deployment */
export function planRuntimePod(layout: RuntimePod, deployment: string, context: PredictorContext): PlannedRuntime {
  const sources = modelSources(context);
  const configMap = planConfigMap(runtimeManifest(context, sources.localUris), deployment, context);
  const own = runtimeContainer(context, layout.folded, sources);
  const volumes = [...runtimeVolumes(context, configMap.metadata.name), ...sources.volumes];
  const base = podOf(layout.components, context);
  const empty: PodSpec = { ...base, containers: [], volumes: merged(base.volumes ?? [], volumes, ({ name }) => name) };
  const filled = withContainers(empty, layout.containers, context);
  const given = filled.containers.find(({ name }) => name === RUNTIME_CONTAINER);
  if (given !== undefined) warnGiven(context);
  const others = filled.containers.filter((container) => container !== given);
  const pod = sources.initializers.reduce(withInitializer, { ...filled, containers: [own, ...others] });
  return { pod: withServiceAccount(withCertificates(pod, context), context), configMap };
}

/** The ConfigMap is named by what is in it and never changes, so that a rollback finds its own. */
function planConfigMap(manifest: string, deployment: string, context: PredictorContext): ConfigMap {
  return {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: {
      name: `${readableName([deployment], 50)}-${digestOf(manifest, 10)}`,
      namespace: context.namespace,
      labels: { ...ownLabels(context), "zerohop.io/plan": deployment },
    },
    immutable: true,
    data: { [PLAN_FILE]: manifest },
  };
}

/** The first component decides about the pod; of the others come volumes, init containers and pull secrets. */
function podOf(components: readonly ComponentSpec[], { path, warnings }: PredictorContext): PodSpec {
  const [first, ...others] = components.map(({ spec }) => spec);
  if (first === undefined) return { containers: [] };
  let pod = first;
  for (const { containers: _containers, volumes = [], initContainers = [], ...rest } of others) {
    const known = pod as unknown as Readonly<Record<string, unknown>>;
    const added = Object.entries(rest).filter(([key]) => known[key] === undefined);
    for (const [key, value] of Object.entries(rest)) {
      if (known[key] === undefined || JSON.stringify(known[key]) === JSON.stringify(value)) continue;
      const message = `its units share a pod with those of other componentSpecs, and another "${key}" is set there; it has no effect`;
      warnings.push({ path: `${path}.componentSpecs`, message });
    }
    pod = {
      ...pod,
      ...Object.fromEntries(added),
      volumes: merged<Volume>(pod.volumes ?? [], volumes, ({ name }) => name),
      initContainers: merged<Container>(pod.initContainers ?? [], initContainers, ({ name }) => name),
    };
  }
  return pod;
}

// As a unit's server would run: with the rights of its account.
function withServiceAccount(pod: PodSpec, context: PredictorContext): PodSpec {
  const { predictor, placement, config, isSeparate, path, warnings } = context;
  const accounts = unitsOf(predictor.graph)
    .filter(({ name }) => placement.get(name)?.place === "in-process")
    .flatMap(({ serviceAccountName }) => serviceAccountName || []);
  const account = accounts.at(-1);
  if (new Set(accounts).size > 1) {
    const message = `units in one process have one service account, ${account}; the others have no effect`;
    warnings.push({ path: `${path}.graph`, message });
  }
  const own =
    account ?? pod.serviceAccountName ?? (isSeparate ? config.runtime.serviceAccountName || undefined : undefined);
  return own === undefined ? pod : { ...pod, serviceAccountName: own };
}

// Every container of the pod may serve with the certificate.
function withCertificates(pod: PodSpec, { predictor }: PredictorContext): PodSpec {
  if (!predictor.ssl?.certSecretName) return pod;
  const mount = { name: "seldon-cert-volume", mountPath: "/cert/", readOnly: true };
  const variable = { name: "SELDON_CERT_MOUNT_PATH", value: "/cert/" };
  const containers = pod.containers.map((container) => ({
    ...container,
    volumeMounts: merged(container.volumeMounts ?? [], [mount], ({ mountPath }) => mountPath),
    env: merged(container.env ?? [], [variable], ({ name }) => name),
  }));
  return { ...pod, containers };
}

function warnGiven({ path, warnings }: PredictorContext): void {
  const message = `a container of the name ${RUNTIME_CONTAINER} has no effect: the runtime's own stands there`;
  warnings.push({ path: `${path}.componentSpecs`, message });
}
