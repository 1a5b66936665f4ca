/**
 * Files for engines inside a worker thread. What they may read was granted by the unit that opened
 * them, as absolute paths.
 * @module
 */
import { readdir, readFile, stat } from "node:fs/promises";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { ArtifactFiles } from "../../../host.ts";

export const nodeArtifactFiles: ArtifactFiles = {
  resolve: (uri) => (uri.startsWith("file:") ? fileURLToPath(uri) : resolve(uri)),
  async read(path) {
    const bytes = await readFile(path);
    return new Uint8Array(bytes.buffer as ArrayBuffer, bytes.byteOffset, bytes.length);
  },
  async list(path) {
    if (!(await stat(path)).isDirectory()) return undefined;
    return (await readdir(path)).toSorted();
  },
};
