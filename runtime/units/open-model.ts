/** From a `modelUri` to what it names: a path, or what the host fetches. @module */
import { archiveKind } from "../artifacts/archive/archive-source.ts";
import { publicUri } from "../artifacts/artifact-uri.ts";
import { InferenceError } from "../errors.ts";
import type { Artifact, ArtifactFiles, RuntimeHost } from "../host.ts";
import type { UnitSpec } from "./factory.ts";

/**
 * Opens the artifact behind a `modelUri`. A plain path is read where it is; everything else (other
 * schemes, pins, archives) is the host's to fetch.
 * @param unit name of the unit, for the log
 * @throws InferenceError naming the URI and what is wrong with it
 */
export async function openModel(
  modelUri: string,
  unit: string,
  { files, artifacts }: Pick<RuntimeHost, "files" | "artifacts">,
): Promise<Artifact> {
  try {
    if (artifacts !== undefined && !isPlainPath(modelUri)) return await artifacts.open(modelUri, { unit });
    if (files !== undefined) return plainArtifact(modelUri, files);
  } catch (error) {
    throw unreadable(modelUri, error);
  }
  throw new InferenceError("UNIMPLEMENTED", `Cannot read "${publicUri(modelUri)}": this platform has no files`);
}

/** Says which modelUri it was; what an InferenceError says besides stays. */
export function unreadable(modelUri: string, cause: unknown): InferenceError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  const uri = `"${publicUri(modelUri)}"`;
  // Stores begin with the URI themselves.
  const text = reason.startsWith('"') ? `modelUri ${reason}` : `modelUri ${uri}: ${reason}`;
  return new InferenceError(InferenceError.is(cause) ? cause.code : "NOT_FOUND", text, { cause });
}

/** What a unit is called in a request path: its image, else its model without credentials, else its name. */
export function identityOf({ image, modelUri, name }: UnitSpec): string {
  return image ?? (modelUri === undefined ? name : publicUri(modelUri));
}

function isPlainPath(modelUri: string): boolean {
  return !/[:#]/.test(modelUri) && archiveKind(modelUri) === undefined;
}

function plainArtifact(modelUri: string, files: ArtifactFiles): Artifact {
  const path = files.resolve(modelUri).replace(/(?<=.)\/$/, "");
  const pathOf = (name: string | undefined): string => (name === undefined || name === "" ? path : `${path}/${name}`);
  return {
    uri: modelUri,
    sha256: undefined,
    list: (folder) => files.list(pathOf(folder)),
    read: (name) => files.read(pathOf(name)),
    locate: (name) => Promise.resolve(pathOf(name)),
  };
}
