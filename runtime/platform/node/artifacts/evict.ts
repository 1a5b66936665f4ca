/** Keeps the cache within its size: what was not used for longest goes first. @module */
import { readdir, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { weighEntry } from "./cache-entry.ts";

/** Milliseconds that an entry is spared after its last use: somebody may still be reading it. */
const SPARED_MS = 60_000;
/** Milliseconds after which what an interrupted fetch left behind is thrown away. */
const ABANDONED_MS = 24 * 3_600_000;

export interface CachePlaces {
  readonly entries: string;
  readonly work: string;
}

/** Removes entries until those that are left have at most `maxBytes`. @returns how many were removed */
export async function evict({ entries, work }: CachePlaces, maxBytes: number, nowMs: number): Promise<number> {
  await clearWork(work, nowMs);
  const found = await weighAll(entries);
  let total = found.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  let removed = 0;
  for (const { folder, sizeBytes, usedMs } of found.toSorted((a, b) => a.usedMs - b.usedMs)) {
    if (total <= maxBytes || nowMs - usedMs < SPARED_MS) break;
    await removeEntry(folder, work);
    total -= sizeBytes;
    removed++;
  }
  return removed;
}

/** Moves an entry away before it is deleted, so that nobody finds half of it. */
export async function removeEntry(folder: string, work: string): Promise<void> {
  const aside = join(work, `removed-${crypto.randomUUID()}`);
  try {
    await rename(folder, aside);
  } catch {
    // Another process was faster.
    return;
  }
  await rm(aside, { recursive: true, force: true });
}

async function weighAll(entries: string): Promise<{ folder: string; sizeBytes: number; usedMs: number }[]> {
  const found: { folder: string; sizeBytes: number; usedMs: number }[] = [];
  for (const artifact of await namesOf(entries)) {
    for (const version of await namesOf(join(entries, artifact))) {
      const folder = join(entries, artifact, version);
      const weight = await weighEntry(folder);
      if (weight !== undefined) found.push({ folder, ...weight });
    }
  }
  return found;
}

async function clearWork(work: string, nowMs: number): Promise<void> {
  for (const name of await namesOf(work)) {
    const path = join(work, name);
    const changedMs = await stat(path).then(
      ({ mtimeMs }) => mtimeMs,
      () => nowMs,
    );
    if (nowMs - changedMs > ABANDONED_MS) await rm(path, { recursive: true, force: true });
  }
}

function namesOf(folder: string): Promise<string[]> {
  return readdir(folder).catch(() => []);
}
