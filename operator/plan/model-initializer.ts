/**
 * Init containers that fetch a model before a container starts.
 * @see contract section 3.7
 * @module
 */
import type { Container, PodSpec, Volume, VolumeMount } from "../api/pod.ts";
import type { PredictiveUnit } from "../api/seldon-deployment.ts";
import type { OperatorConfig } from "../defaults/operator-config.ts";
import { cutName } from "../naming/names.ts";

/** What fetching a model adds to a pod. */
export interface ModelInitializer {
  readonly init: Container;
  readonly volumes: readonly Volume[];
  /** For the container that serves the model. */
  readonly mounts: readonly VolumeMount[];
}

type Source = Pick<PredictiveUnit, "modelUri" | "envSecretRefName" | "storageInitializerImage">;

/**
 * Plans the fetch of a model.
 * @param container whose model it is
 * @param folder where the model lies in that container
 */
export function modelInitializer(
  container: string,
  source: Source,
  config: OperatorConfig,
  folder: string,
): ModelInitializer {
  const { modelUri = "", envSecretRefName, storageInitializerImage } = source;
  const volume = cutName(`${container}-provision-location`);
  const claim = claimOf(modelUri);
  const claimVolume = claim === undefined ? [] : [claimVolumeOf(claim.name)];
  const claimMount = claimVolume.map(({ name }) => ({ name, mountPath: "/mnt/pvc", readOnly: true }));
  const secret = envSecretRefName || config.units.defaultEnvSecretRefName;
  const { image, resources } = config.storageInitializer;
  return {
    init: {
      name: cutName(`${container}-model-initializer`),
      image: storageInitializerImage || image,
      imagePullPolicy: "IfNotPresent",
      args: [claim === undefined ? modelUri : `/mnt/pvc/${claim.path}`, "/mnt/models"],
      resources,
      volumeMounts: [{ name: volume, mountPath: "/mnt/models" }, ...claimMount],
      ...(secret && { envFrom: [{ secretRef: { name: secret } }] }),
      terminationMessagePath: "/dev/termination-log",
      terminationMessagePolicy: "File",
    },
    volumes: [{ name: volume, emptyDir: {} }, ...claimVolume],
    mounts: [{ name: volume, mountPath: folder, readOnly: true }],
  };
}

/** `pvc://claim/path` */
export function claimOf(uri: string): { readonly name: string; readonly path: string } | undefined {
  const match = /^pvc:\/\/([^/]+)\/*(.*)$/s.exec(uri);
  return match === null ? undefined : { name: match[1]!, path: match[2]! };
}

/** One volume a claim, so that several claims fit into a pod. */
export function claimVolumeOf(claim: string): Volume {
  return {
    name: cutName(`pvc-${claim.replaceAll(".", "-")}`),
    persistentVolumeClaim: { claimName: claim, readOnly: true },
  };
}

/** The pod with the initializer; an init container of its name that the user wrote is kept, with the mount. */
export function withInitializer(pod: PodSpec, { init, volumes }: ModelInitializer): PodSpec {
  const { initContainers = [] } = pod;
  const own = initContainers.find(({ name }) => name === init.name);
  const mounts = own?.volumeMounts ?? [];
  const kept = own && { ...own, volumeMounts: merged(mounts, init.volumeMounts ?? [], ({ mountPath }) => mountPath) };
  return {
    ...pod,
    initContainers:
      kept === undefined ? [...initContainers, init] : initContainers.map((known) => (known === own ? kept : known)),
    volumes: merged(pod.volumes ?? [], volumes, ({ name }) => name),
  };
}

/** Both lists; of two with the same key the first. */
export function merged<T>(first: readonly T[], second: readonly T[], keyOf: (item: T) => string): readonly T[] {
  const known = new Set(first.map(keyOf));
  return [...first, ...second.filter((item) => !known.has(keyOf(item)))];
}
