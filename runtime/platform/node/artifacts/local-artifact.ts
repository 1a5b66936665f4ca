/** An artifact that lies on this machine and is served from where it is. @module */
import { join } from "node:path";
import type { ArtifactHost } from "../../../artifacts/artifact-host.ts";
import { safePath } from "../../../artifacts/archive/safe-path.ts";
import type { ArtifactUri } from "../../../artifacts/artifact-uri.ts";
import type { ArtifactLimits } from "../../../artifacts/limits.ts";
import { assertPinned } from "../../../artifacts/pin.ts";
import { InferenceError } from "../../../errors.ts";
import type { Artifact, ArtifactFiles } from "../../../host.ts";
import { digestOfFile } from "./disk-files.ts";
import { digestOfFolder, statFile } from "./file-store.ts";

/** Checks the pin, if there is one; copies nothing. */
export async function localArtifact(
  { text, sha256 }: ArtifactUri,
  path: string,
  files: ArtifactFiles,
  host: ArtifactHost,
  limits: ArtifactLimits,
): Promise<Artifact> {
  const isFolder = (await statFile(path)).isDirectory();
  if (sha256 !== undefined) {
    const found = isFolder ? await digestOfFolder(path, host, limits) : await digestOfFile(path, host);
    assertPinned(text, sha256, found);
  }
  const pathOf = (name: string | undefined): string => {
    if (name === undefined || name === "") return path;
    if (isFolder) return join(path, safePath(name, `"${text}"`));
    throw new InferenceError("NOT_FOUND", `"${text}" is a file and has no other in it`);
  };
  return {
    uri: text,
    sha256,
    list: async (folder) => (isFolder ? files.list(pathOf(folder)) : undefined),
    read: async (name) => files.read(pathOf(name)),
    locate: async (name) => pathOf(name),
  };
}
