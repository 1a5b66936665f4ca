/** An artifact in the cache, as units read it: every byte is checked against its digest. @module */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { ArtifactHost } from "../../../artifacts/artifact-host.ts";
import type { StoredFile } from "../../../artifacts/artifact-store.ts";
import { namesIn } from "../../../artifacts/file-names.ts";
import { InferenceError, invalid } from "../../../errors.ts";
import type { Artifact } from "../../../host.ts";
import { filesOf } from "./cache-entry.ts";
import type { CacheEntry } from "./cache-entry.ts";
import { digestOfFile } from "./disk-files.ts";

/** @param refetch removes an entry and fetches the artifact again; for one that is damaged or was evicted */
export function cachedArtifact(
  first: CacheEntry,
  host: ArtifactHost,
  refetch: (damaged: CacheEntry) => Promise<CacheEntry>,
): Artifact {
  let entry = first;
  /** Does something with the entry; once more with a fresh one when it finds damage. */
  const checked = async <T>(use: () => Promise<T | undefined>): Promise<T> => {
    const result = await use();
    if (result !== undefined) return result;
    host.logger.log("warn", "a cached artifact is damaged and is fetched again", { uri: entry.uri });
    entry = await refetch(entry);
    const again = await use();
    if (again !== undefined) return again;
    throw new InferenceError("INTERNAL", `"${entry.uri}": the cache's disk does not give back what was written`);
  };
  return {
    uri: first.uri,
    sha256: first.sha256,
    list: async (folder = "") => {
      if (entry.kind === "file") return undefined;
      return namesIn(
        entry.files.map(({ path }) => path),
        folder,
      );
    },
    read: (path) =>
      checked(async () => {
        const file = fileOf(entry, path);
        const bytes = await readFile(join(filesOf(entry), file.path)).catch(() => undefined);
        if (bytes === undefined || (await digestOf(bytes, host)) !== file.sha256) return undefined;
        return new Uint8Array(bytes.buffer as ArrayBuffer, bytes.byteOffset, bytes.byteLength);
      }),
    locate: (path) =>
      checked(async () => {
        const isWhole = path === undefined && entry.kind === "folder";
        const files = isWhole ? entry.files : [fileOf(entry, path)];
        for (const { path: name, sha256 } of files) {
          const found = await digestOfFile(join(filesOf(entry), name), host).catch(() => undefined);
          if (found !== sha256) return undefined;
        }
        return isWhole ? filesOf(entry) : join(filesOf(entry), files[0]!.path);
      }),
  };
}

function fileOf({ uri, kind, files }: CacheEntry, path: string | undefined): StoredFile {
  if (path === undefined && kind === "folder") invalid(`"${uri}": expected the name of a file, got none`);
  const file = path === undefined ? files[0] : files.find((candidate) => candidate.path === path);
  if (file !== undefined) return file;
  throw new InferenceError("NOT_FOUND", `"${uri}": no such file: ${path!.slice(0, 200)}`);
}

async function digestOf(bytes: Uint8Array, host: ArtifactHost): Promise<string> {
  const hash = host.sha256();
  hash.update(bytes);
  return hash.digest();
}
