/** Files of artifacts on a disk: written piece by piece, read at any place. @module */
import { createReadStream } from "node:fs";
import { mkdir, open } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { ArchiveSource } from "../../../artifacts/archive/archive-source.ts";
import type { ArtifactHost } from "../../../artifacts/artifact-host.ts";
import type { ArtifactSink } from "../../../artifacts/artifact-store.ts";

const PIECE = 1024 * 1024;

/** Writes below `folder`, which is made with the first file. Nothing that exists is written over. */
export function diskSink(folder: string): ArtifactSink {
  return {
    async create(path) {
      const target = join(folder, path);
      await mkdir(dirname(target), { recursive: true });
      const file = await open(target, "wx", 0o644);
      let at = 0;
      return {
        async write(chunk) {
          for (let done = 0; done < chunk.length;) {
            const { bytesWritten } = await file.write(chunk, done, chunk.length - done, at);
            done += bytesWritten;
            at += bytesWritten;
          }
        },
        async restart() {
          await file.truncate(0);
          at = 0;
        },
        close: () => file.close(),
      };
    },
  };
}

/** Opens an archive. */
export async function openDiskSource(path: string): Promise<ArchiveSource & { close(): Promise<void> }> {
  const file = await open(path, "r");
  const { size } = await file.stat();
  const read = async (start: number, end: number): Promise<Uint8Array> => {
    const bytes = new Uint8Array(end - start);
    for (let done = 0; done < bytes.length;) {
      const { bytesRead } = await file.read(bytes, done, bytes.length - done, start + done);
      if (bytesRead === 0) throw new Error(`${path} became shorter while it was read`);
      done += bytesRead;
    }
    return bytes;
  };
  return {
    sizeBytes: size,
    read,
    async *stream(start, end) {
      for (let at = start; at < end; at += PIECE) yield await read(at, Math.min(end, at + PIECE));
    },
    close: () => file.close(),
  };
}

/** SHA-256 of a file, in pieces. @throws the file system's error */
export async function digestOfFile(path: string, host: Pick<ArtifactHost, "sha256">): Promise<string> {
  const hash = host.sha256();
  for await (const piece of createReadStream(path, { highWaterMark: PIECE })) hash.update(piece as Uint8Array);
  return hash.digest();
}
