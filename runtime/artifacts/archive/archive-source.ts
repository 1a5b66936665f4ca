/** An archive that is being unpacked, and what kinds there are. @module */

/** Random access to the bytes of an archive. */
export interface ArchiveSource {
  readonly sizeBytes: number;
  /** Exactly the bytes from `start` up to `end`, which both lie within. */
  read(start: number, end: number): Promise<Uint8Array>;
  /** The same in pieces. */
  stream(start: number, end: number): AsyncIterable<Uint8Array>;
}

export type ArchiveKind = "tar" | "tar.gz" | "zip";

/** The kind that a file's name says: .tar, .tar.gz, .tgz or .zip; undefined for all others. */
export function archiveKind(name: string): ArchiveKind | undefined {
  const lower = name.toLowerCase();
  if (lower.endsWith(".tar")) return "tar";
  if (lower.endsWith(".tar.gz") || lower.endsWith(".tgz")) return "tar.gz";
  return lower.endsWith(".zip") ? "zip" : undefined;
}

/** An archive in memory. */
export function bytesSource(bytes: Uint8Array): ArchiveSource {
  return {
    sizeBytes: bytes.length,
    read: (start, end) => Promise.resolve(bytes.subarray(start, end)),
    async *stream(start, end) {
      for (let at = start; at < end; at += 65_536) yield bytes.subarray(at, Math.min(end, at + 65_536));
    },
  };
}
