/** An artifact as it is to be served: fetched, checked against its pin, unpacked. @module */
import { archiveKind } from "./archive/archive-source.ts";
import type { ArchiveSource } from "./archive/archive-source.ts";
import { unpackArchive } from "./archive/unpack.ts";
import { InferenceError } from "../errors.ts";
import type { ArtifactListing, ArtifactSink, ArtifactStore, StoredFile } from "./artifact-store.ts";
import type { ArtifactUri } from "./artifact-uri.ts";
import { ArtifactChanged } from "./failure.ts";
import { fetchArtifact } from "./fetch-artifact.ts";
import type { FetchOptions } from "./fetch-artifact.ts";
import { assertPinned, folderDigest } from "./pin.ts";

/** Times that an artifact is begun anew because somebody changes it. */
const MAX_ROUNDS = 3;

/** Where an artifact is put together; thrown away when it fails. */
export interface Workplace {
  /** Takes what is served. */
  readonly files: ArtifactSink;
  /** Takes an archive that is unpacked from there. */
  readonly packed: ArtifactSink;
  openPacked(path: string): Promise<ArchiveSource & { close(): Promise<void> }>;
  discard(): Promise<void>;
}

export interface Collected {
  readonly listing: ArtifactListing;
  /** "folder" for what an archive held. */
  readonly kind: "file" | "folder";
  readonly files: readonly StoredFile[];
  /** Of the file (of an archive: of the archive itself), or of the folder as pin.ts has it. */
  readonly sha256: string;
}

/**
 * Fetches what `listing` lists into a workplace; when it changes meanwhile, what is there now.
 * @returns with the workplace that it lies in
 * @throws InferenceError as stores do; INVALID_ARGUMENT when the pin does not fit, UNAVAILABLE when
 * it changes all the time
 */
export async function collectArtifact<P extends Workplace>(
  uri: ArtifactUri,
  store: ArtifactStore,
  listing: ArtifactListing,
  begin: () => Promise<P>,
  options: FetchOptions,
): Promise<Collected & { readonly workplace: P }> {
  let current = listing;
  for (let round = 1; ; round++) {
    const workplace = await begin();
    try {
      return { ...(await collectOnce(uri, store, current, workplace, options)), workplace };
    } catch (error) {
      await workplace.discard();
      if (!(error instanceof ArtifactChanged)) throw error;
      if (round === MAX_ROUNDS) {
        throw new InferenceError("UNAVAILABLE", `${error.message}, ${MAX_ROUNDS} times over`, { cause: error });
      }
      current = await store.list(uri.text, options.signal);
    }
  }
}

async function collectOnce(
  uri: ArtifactUri,
  store: ArtifactStore,
  listing: ArtifactListing,
  workplace: Workplace,
  options: FetchOptions,
): Promise<Collected> {
  const isFile = listing.kind === "file";
  const archive = isFile ? archiveKind(listing.entries[0]?.path ?? "") : undefined;
  const sink = archive === undefined ? workplace.files : workplace.packed;
  const files = await fetchArtifact(uri.text, store, listing, sink, options);
  const sha256 = isFile ? files[0]!.sha256 : await folderDigest(files);
  assertPinned(uri.text, uri.sha256, sha256);
  if (archive === undefined) return { listing, kind: listing.kind, files, sha256 };
  const source = await workplace.openPacked(files[0]!.path);
  try {
    const { host, limits } = options;
    const unpacked = await unpackArchive(uri.text, archive, source, workplace.files, host, limits);
    return { listing, kind: "folder", files: unpacked, sha256 };
  } finally {
    await source.close();
  }
}
