/** One artifact in the cache: a folder `files` and what is known about it in `entry.json`. @module */
import { readFile, stat, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { StoredFile } from "../../../artifacts/artifact-store.ts";

export interface CacheEntry {
  /** Its folder. */
  readonly folder: string;
  readonly kind: "file" | "folder";
  /** Without credentials. */
  readonly uri: string;
  readonly sha256: string;
  readonly files: readonly StoredFile[];
}

const FORMAT = 1;
const NAME = "entry.json";

/** Where the files are. */
export function filesOf({ folder }: CacheEntry): string {
  return join(folder, "files");
}

export async function writeEntry(entry: CacheEntry): Promise<void> {
  const { folder, ...known } = entry;
  await writeFile(join(folder, NAME), JSON.stringify({ format: FORMAT, ...known }), { flag: "wx" });
}

/** Reads an entry; undefined when it is missing, of another format, or a file of it has another size. */
export async function readEntry(folder: string): Promise<CacheEntry | undefined> {
  try {
    const known = JSON.parse(await readFile(join(folder, NAME), "utf8")) as CacheEntry & { format: unknown };
    if (known.format !== FORMAT || !Array.isArray(known.files) || known.files.length === 0) return undefined;
    const { kind, uri, sha256, files } = known;
    const entry: CacheEntry = { folder, kind, uri, sha256, files };
    for (const { path, sizeBytes } of files) {
      const found = await stat(join(filesOf(entry), path));
      if (!found.isFile() || found.size !== sizeBytes) return undefined;
    }
    return entry;
  } catch {
    return undefined;
  }
}

/** Notes that an entry was used. */
export async function touchEntry({ folder }: CacheEntry): Promise<void> {
  const now = new Date();
  await utimes(join(folder, NAME), now, now).catch(() => {});
}

/** When an entry was used last, and how many bytes its files have; undefined when there is none. */
export async function weighEntry(folder: string): Promise<{ usedMs: number; sizeBytes: number } | undefined> {
  try {
    const path = join(folder, NAME);
    const { mtimeMs } = await stat(path);
    const { files } = JSON.parse(await readFile(path, "utf8")) as CacheEntry;
    return { usedMs: mtimeMs, sizeBytes: files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0) };
  } catch {
    return undefined;
  }
}
