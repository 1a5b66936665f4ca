/** What a row of the registry of stores is. @module */
import type { ArtifactStore } from "./artifact-store.ts";
import type { ArtifactUri } from "./artifact-uri.ts";
import type { Remote } from "./remote.ts";
import type { Transport } from "./transport.ts";

export interface StoreKind {
  /** Schemes that mean this kind when no remote of that name is configured. */
  readonly schemes: readonly string[];
  /** What `RCLONE_CONFIG_<REMOTE>_TYPE` calls it. */
  readonly types: readonly string[];
  /** rclone's prefix for options of all its remotes, such as S3. */
  readonly backend: string;
  /** Whether a URI with another kind's scheme is its own. */
  claims?(uri: ArtifactUri): boolean;
  /** Makes the store for one artifact. @throws InferenceError INVALID_ARGUMENT for options that cannot be */
  create(uri: ArtifactUri, remote: Remote, transport: Transport): ArtifactStore;
}
