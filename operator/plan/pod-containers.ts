/** Fills a pod with the containers of units, with what fetches their models. @module */
import type { Container, PodSpec } from "../api/pod.ts";
import { serverOf } from "../defaults/servers.ts";
import { claimOf, claimVolumeOf, merged, modelInitializer, withInitializer } from "./model-initializer.ts";
import type { PlacedContainer } from "./pod-layout.ts";
import type { PredictorContext } from "./predictor-context.ts";
import { readsItself, serverContainers } from "./server-container.ts";
import { MODELS, unitContainer } from "./unit-container.ts";

/** The annotations of the pod as a file; containers of the graph read their timeouts there. */
const POD_INFO_VOLUME = {
  name: "seldon-podinfo",
  downwardAPI: { defaultMode: 420, items: [{ path: "annotations", fieldRef: { fieldPath: "metadata.annotations" } }] },
};

/** The pod with containers added to it, completed; those that are no units are handed on as they are. */
export function withContainers(pod: PodSpec, placed: readonly PlacedContainer[], context: PredictorContext): PodSpec {
  let filled = pod;
  for (const { container, unit } of placed) {
    if (unit === undefined) {
      filled = { ...filled, containers: [...filled.containers, container] };
      continue;
    }
    filled = { ...filled, volumes: merged(filled.volumes ?? [], [POD_INFO_VOLUME], ({ name }) => name) };
    const server = serverOf(unit);
    const made =
      server === undefined ? [unitContainer(unit, container, context)] : serverContainers(unit, container, context);
    filled = withModel(filled, { container, unit }, made, context);
    if (server !== undefined && unit.serviceAccountName) {
      filled = { ...filled, serviceAccountName: unit.serviceAccountName };
    }
  }
  return filled;
}

// The model belongs to the container that reads it, which is the last one of a server.
function withModel(
  pod: PodSpec,
  { container, unit }: PlacedContainer,
  made: readonly Container[],
  context: PredictorContext,
): PodSpec {
  const { config } = context;
  const secret = unit?.envSecretRefName || config.units.defaultEnvSecretRefName;
  if (unit === undefined || !unit.modelUri) return { ...pod, containers: [...pod.containers, ...made] };
  if (readsItself(unit, context)) {
    const envFrom = secret ? [{ secretRef: { name: secret } }] : [];
    const own = made.map((item) => ({ ...item, envFrom: [...(item.envFrom ?? []), ...envFrom] }));
    return { ...pod, containers: [...pod.containers, ...own] };
  }
  const initializer = modelInitializer(container.name, unit, config, MODELS);
  const claim = claimOf(unit.modelUri);
  const claimMount = claim && { name: claimVolumeOf(claim.name).name, mountPath: "/mnt/pvc", readOnly: true };
  const mounts = claimMount === undefined ? initializer.mounts : [...initializer.mounts, claimMount];
  const reader = made.at(-1)!;
  const reading = { ...reader, volumeMounts: merged(reader.volumeMounts ?? [], mounts, ({ mountPath }) => mountPath) };
  const filled = { ...pod, containers: [...pod.containers, ...made.slice(0, -1), reading] };
  return withInitializer(filled, initializer);
}
