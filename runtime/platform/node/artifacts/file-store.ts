/** Artifacts that are on this machine already. @module */
import { createReadStream } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import type { Stats } from "node:fs";
import { basename, join } from "node:path";
import { Readable } from "node:stream";
import type { ArtifactListing, ArtifactStore, StoredFile } from "../../../artifacts/artifact-store.ts";
import type { ArtifactHost } from "../../../artifacts/artifact-host.ts";
import { ArtifactChanged } from "../../../artifacts/failure.ts";
import { tooLarge, tooMany } from "../../../artifacts/limits.ts";
import type { ArtifactLimits } from "../../../artifacts/limits.ts";
import { folderDigest } from "../../../artifacts/pin.ts";
import { InferenceError } from "../../../errors.ts";
import { digestOfFile } from "./disk-files.ts";

/** Hands out one file, for archives that are to be unpacked. */
export function fileStore(path: string): ArtifactStore {
  return {
    address: path,
    async list(uri): Promise<ArtifactListing> {
      const found = await statFile(path);
      const entry = { uri, path: basename(path), sizeBytes: found.size, validator: validatorOf(found) };
      return { kind: "file", entries: [entry] };
    },
    async open(uri, { start, validator }) {
      const found = await statFile(path);
      if (validator !== undefined && validator !== validatorOf(found)) throw new ArtifactChanged(uri);
      const stream = Readable.toWeb(createReadStream(path, { start })) as ReadableStream<Uint8Array>;
      return { start, sizeBytes: found.size, validator: validatorOf(found), stream };
    },
  };
}

/** @throws InferenceError NOT_FOUND */
export async function statFile(path: string): Promise<Stats> {
  try {
    return await stat(path);
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    const reason = code === "ENOENT" ? "no such file or folder" : message;
    throw new InferenceError("NOT_FOUND", `Cannot read ${path}: ${reason}`, { cause });
  }
}

/**
 * The digest of a folder as it is pinned. Links to files are followed, links to folders are not.
 * @throws InferenceError RESOURCE_EXHAUSTED beyond the limits
 */
export async function digestOfFolder(path: string, host: ArtifactHost, limits: ArtifactLimits): Promise<string> {
  const files: StoredFile[] = [];
  let bytes = 0;
  const waiting = [""];
  for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop()) {
    for (const entry of await readdir(join(path, folder), { withFileTypes: true })) {
      const below = folder === "" ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) waiting.push(below);
      const found = entry.isDirectory() ? undefined : await statFile(join(path, below));
      if (waiting.length + files.length >= limits.maxFiles) throw tooMany(limits);
      if (found?.isFile() !== true) continue;
      bytes += found.size;
      if (bytes > limits.maxBytes) throw tooLarge(limits);
      files.push({ path: below, sizeBytes: found.size, sha256: await digestOfFile(join(path, below), host) });
    }
  }
  return folderDigest(files);
}

function validatorOf({ mtimeMs, size, ino }: Stats): string {
  return `"${mtimeMs}-${size}-${ino}"`;
}
