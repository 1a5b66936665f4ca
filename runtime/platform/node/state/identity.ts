/** Which deployment a store belongs to. @module */
import { readManifest } from "../../../graph/manifest.ts";
import { ManifestError } from "../../../graph/manifest-error.ts";
import type { Logger } from "../../../host.ts";
import { loadManifest } from "../manifest-file.ts";

/** What keeps several deployments apart that share a server or a folder. */
export interface StateIdentity {
  readonly namespace: string;
  readonly deployment: string;
}

export interface OpenStateOptions extends StateIdentity {
  readonly logger: Logger;
}

/**
 * The deployment that a manifest describes.
 * @throws ManifestError when it cannot be read
 */
export async function identityOf(manifest: unknown): Promise<StateIdentity> {
  const { manifest: parsed } = await loadManifest(manifest);
  const { deployment, issues } = readManifest(parsed);
  if (deployment === undefined) throw new ManifestError(issues);
  return { namespace: deployment.namespace, deployment: deployment.name };
}
