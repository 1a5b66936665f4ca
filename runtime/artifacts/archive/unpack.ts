/** Unpacks an archive of any known kind. @module */
import type { ArtifactHost } from "../artifact-host.ts";
import type { ArtifactSink, StoredFile } from "../artifact-store.ts";
import { publicUri } from "../artifact-uri.ts";
import type { ArtifactLimits } from "../limits.ts";
import type { ArchiveKind, ArchiveSource } from "./archive-source.ts";
import { inflate } from "./inflate.ts";
import { unpackTar } from "./tar.ts";
import { Unpacking } from "./unpacking.ts";
import { unpackZip } from "./zip.ts";

/**
 * Writes the files of an archive into `sink`; the archive's own structure is kept.
 * @param uri of the archive, for messages
 * @returns the files as they lie in the sink
 * @throws InferenceError INVALID_ARGUMENT for damage, links, devices and names that lead outside;
 * RESOURCE_EXHAUSTED beyond the limits. What was written until then is to be thrown away.
 */
export async function unpackArchive(
  uri: string,
  kind: ArchiveKind,
  source: ArchiveSource,
  sink: ArtifactSink,
  host: Pick<ArtifactHost, "sha256">,
  limits: ArtifactLimits,
): Promise<readonly StoredFile[]> {
  const unpacking = new Unpacking(`"${publicUri(uri)}"`, source.sizeBytes, sink, host, limits);
  const bytes = (): AsyncIterable<Uint8Array> => source.stream(0, source.sizeBytes);
  if (kind === "zip") await unpackZip(source, unpacking);
  else if (kind === "tar") await unpackTar(bytes(), unpacking);
  else await unpackTar(inflate(bytes(), "gzip", unpacking.where), unpacking);
  if (unpacking.files.length === 0) throw unpacking.refused("has no files");
  return unpacking.files;
}
