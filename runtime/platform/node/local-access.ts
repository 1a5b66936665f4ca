/** What a manifest's relative paths start from: files, and artifacts beside them. @module */
import type { ArtifactFiles, Artifacts, Logger } from "../../host.ts";
import { createFiles } from "./files.ts";

export interface LocalAccess {
  readonly files: ArtifactFiles;
  readonly artifacts: Artifacts;
}

/** Stores of artifacts are loaded when the first URI is opened. */
export function createLocalAccess(
  folder: string,
  env: Readonly<Record<string, string | undefined>>,
  logger: Logger,
): LocalAccess {
  const files = createFiles(folder);
  let artifacts: Promise<Artifacts> | undefined;
  return {
    files,
    artifacts: {
      async open(uri, options) {
        artifacts ??= import("./artifacts/open-artifacts.ts").then(({ openArtifacts }) =>
          openArtifacts(files, env, logger),
        );
        return (await artifacts).open(uri, options);
      },
    },
  };
}
