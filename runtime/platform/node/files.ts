/**
 * Local artifacts. The functions of node:fs with a callback, as promises: node:fs/promises brings
 * more modules than a start should pay for.
 * @module
 */
import { readdir, readFile, stat } from "node:fs";
import type { Stats } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { ArtifactFiles } from "../../host.ts";

const readBytes = promisify(readFile) as (path: string) => Promise<Buffer<ArrayBuffer>>;
const statOf = promisify(stat) as (path: string) => Promise<Stats>;
const namesIn = promisify(readdir) as (path: string) => Promise<string[]>;

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
      const bytes = await readBytes(path).catch((error: NodeJS.ErrnoException) => Promise.reject(missing(path, error)));
      return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    },
    async list(path) {
      const found = await statOf(path).catch((error: NodeJS.ErrnoException) => Promise.reject(missing(path, error)));
      if (!found.isDirectory()) return undefined;
      return (await namesIn(path)).toSorted();
    },
  };
}

/** Reads a whole file as text. */
export async function readText(path: string): Promise<string> {
  return (await readBytes(path)).toString("utf8");
}

/** When a file was last changed; undefined when it cannot be found. */
export async function modifiedMs(path: string): Promise<number | undefined> {
  return statOf(path).then(
    ({ mtimeMs }) => mtimeMs,
    () => undefined,
  );
}

function missing(path: string, error: NodeJS.ErrnoException): Error {
  const reason = error.code === "ENOENT" ? "no such file or folder" : error.message;
  return new Error(`Cannot read ${path}: ${reason}`, { cause: error });
}
