/** The artifacts of a runtime in a Node process. @module */
import type { ArtifactFiles, Artifacts, Logger } from "../../../host.ts";
import { createNodeArtifacts } from "./artifacts.ts";
import { createArtifactHost } from "./environment.ts";

/** @throws InferenceError INVALID_ARGUMENT for a ZEROHOP_ARTIFACT_ variable that cannot be */
export function openArtifacts(
  files: ArtifactFiles,
  env: Readonly<Record<string, string | undefined>>,
  logger: Logger,
): Artifacts {
  return createNodeArtifacts(files, createArtifactHost(env, logger));
}
