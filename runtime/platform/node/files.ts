/** Local artifacts. @module */
import { readdir, readFile, stat } from "node:fs/promises";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { ArtifactFiles } from "../../host.ts";

/** Reads files; relative paths start at `folder`, the manifest's own. */
export function createFiles(folder: string): ArtifactFiles {
  return {
    resolve(uri) {
      if (uri.startsWith("file://")) return fileURLToPath(uri);
      const scheme = /^([a-z][a-z0-9+.-]+):\/\//i.exec(uri)?.[1];
      if (scheme === undefined) return resolve(folder, uri);
      throw new TypeError(
        `expected a path or a file:// URL, got ${scheme}://; copy the artifact here and name its path`,
      );
    },
    async read(path) {
      const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => Promise.reject(missing(path, error)));
      return new Uint8Array(bytes.buffer as ArrayBuffer, bytes.byteOffset, bytes.byteLength);
    },
    async list(path) {
      const found = await stat(path).catch((error: NodeJS.ErrnoException) => Promise.reject(missing(path, error)));
      if (!found.isDirectory()) return undefined;
      return (await readdir(path)).toSorted();
    },
  };
}

function missing(path: string, error: NodeJS.ErrnoException): Error {
  const reason = error.code === "ENOENT" ? "no such file or folder" : error.message;
  return new Error(`Cannot read ${path}: ${reason}`, { cause: error });
}
