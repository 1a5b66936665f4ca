/**
 * Which store a URI belongs to. One row a kind of store: a further one is a file and a row.
 * @module
 */
import { InferenceError } from "../errors.ts";
import type { ArtifactStore } from "./artifact-store.ts";
import { publicUri } from "./artifact-uri.ts";
import type { ArtifactUri } from "./artifact-uri.ts";
import { azureKind } from "./azure/store.ts";
import { gsKind } from "./gs/store.ts";
import { httpKind } from "./http/store.ts";
import { LOCAL_SCHEMES } from "./local-path.ts";
import { isConfigured, Remote } from "./remote.ts";
import { s3Kind } from "./s3/store.ts";
import type { StoreKind } from "./store-kind.ts";
import type { Transport } from "./transport.ts";

export const STORE_KINDS: readonly StoreKind[] = [azureKind, s3Kind, gsKind, httpKind];

/** Whether a name before ":" is that of a store or of a remote; otherwise the text is a path. */
export function isRemoteName(
  name: string,
  env: Readonly<Record<string, string | undefined>>,
  kinds: readonly StoreKind[] = STORE_KINDS,
): boolean {
  return LOCAL_SCHEMES.includes(name) || kinds.some(({ schemes }) => schemes.includes(name)) || isConfigured(name, env);
}

/**
 * The store of a URI that is not local.
 * @throws InferenceError INVALID_ARGUMENT naming the schemes that are known, and the variable that
 * would configure a remote of that name
 */
export function openStore(
  uri: ArtifactUri,
  transport: Transport,
  kinds: readonly StoreKind[] = STORE_KINDS,
): ArtifactStore {
  const remote = new Remote(uri.scheme, transport.host.env);
  const kind = kindOf(uri, remote, kinds);
  return kind.create(uri, remote.as(kind.backend), transport);
}

function kindOf(uri: ArtifactUri, remote: Remote, kinds: readonly StoreKind[]): StoreKind {
  const { scheme } = uri;
  const claimed = kinds.find((kind) => kind.claims?.(uri) === true);
  if (claimed !== undefined) return claimed;
  const { type } = remote;
  const found = kinds.find(({ types, schemes }) =>
    type === undefined ? schemes.includes(scheme) : types.includes(type),
  );
  if (found !== undefined) return found;
  const known = type === undefined ? kinds.flatMap(({ schemes }) => schemes) : kinds.flatMap(({ types }) => types);
  const text =
    type === undefined
      ? `"${publicUri(uri.text)}": expected a path or one of ${[...LOCAL_SCHEMES, ...known].join(", ")}, or a remote of this name in ${remote.variable("TYPE")}; got "${scheme}"`
      : `${remote.variable("TYPE")}: expected one of ${known.join(", ")}, got "${type.slice(0, 40)}"; copy the artifact to one of these`;
  throw new InferenceError("INVALID_ARGUMENT", text);
}
