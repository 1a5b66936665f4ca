/**
 * How the runtime comes to the models of its own units: it fetches what it can itself, claims are
 * mounted, and an init container fetches the rest.
 * @see contract sections 3.7 and 9 "Artefacts"
 * @module
 */
import type { EnvFrom, Volume, VolumeMount } from "../api/pod.ts";
import type { PredictiveUnit } from "../api/seldon-deployment.ts";
import { unitsOf } from "../api/seldon-deployment.ts";
import { isOwnModel } from "../defaults/own-models.ts";
import { claimOf, claimVolumeOf, modelInitializer } from "./model-initializer.ts";
import type { ModelInitializer } from "./model-initializer.ts";
import type { PredictorContext } from "./predictor-context.ts";

export interface ModelSources {
  /** Where models lie that the runtime does not fetch, by unit. */
  readonly localUris: ReadonlyMap<string, string>;
  readonly initializers: readonly ModelInitializer[];
  readonly volumes: readonly Volume[];
  readonly mounts: readonly VolumeMount[];
  /** Secrets with credentials. */
  readonly envFrom: readonly EnvFrom[];
}

/** Schemes that the runtime fetches; other names are those of rclone remotes in the unit's secret. */
const FETCHED = /^(gs|gcs|s3|https?|azureblob|azure|az|abfss?|wasbs?|file):/i;

/** Plans where the models of the units in process come from. */
export function modelSources(context: PredictorContext): ModelSources {
  const { predictor, placement, config } = context;
  const units = unitsOf(predictor.graph).filter(
    ({ name, modelUri }) => modelUri && placement.get(name)?.place === "in-process",
  );
  const secretOf = (unit: PredictiveUnit): string => unit.envSecretRefName || config.units.defaultEnvSecretRefName;
  const isFetched = ({ modelUri = "" }: PredictiveUnit): boolean => FETCHED.test(modelUri);
  // Two secrets may name different credentials alike: the first is the runtime's own.
  const [secret] = units
    .filter(isFetched)
    .map(secretOf)
    .filter((name) => name !== "");
  const localUris = new Map<string, string>();
  const initializers: ModelInitializer[] = [];
  const claims = new Map<string, VolumeMount>();
  const volumes: Volume[] = [];
  for (const unit of units) {
    const uri = unit.modelUri!;
    const claim = claimOf(uri);
    if (claim !== undefined && !claim.path.split("/").includes("..")) {
      const mountPath = `/mnt/pvc/${claim.name}`;
      const volume = claimVolumeOf(claim.name);
      if (!claims.has(claim.name)) volumes.push(volume);
      claims.set(claim.name, { name: volume.name, mountPath, readOnly: true });
      localUris.set(unit.name, `${mountPath}/${claim.path}`);
      continue;
    }
    const own = secretOf(unit);
    const isPlainPath = uri.startsWith("/");
    const canFetch = isFetched(unit) && (own === "" || own === secret) && !unit.storageInitializerImage;
    if (isPlainPath || canFetch) continue;
    const folder = `/mnt/models/${unit.name}`;
    initializers.push(modelInitializer(unit.name, unit, config, folder));
    localUris.set(unit.name, isOwnModel(unit) ? `${folder}/${fileName(uri)}` : folder);
  }
  return {
    localUris,
    initializers,
    volumes,
    mounts: [...claims.values(), ...initializers.flatMap(({ mounts }) => mounts)],
    envFrom: secret === undefined ? [] : [{ secretRef: { name: secret } }],
  };
}

/** What the file of a URI is called where it was copied to. */
function fileName(uri: string): string {
  return uri.replace(/#sha256=.*$/s, "").replace(/^.*[/:]/s, "");
}
