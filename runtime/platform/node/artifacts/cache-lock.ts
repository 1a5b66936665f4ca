/**
 * One process at a time fetches an artifact; the others wait and find it. The lock only spares work:
 * what is fetched twice all the same is put in place once.
 * @module
 */
import { mkdir, open, rename, rm, stat, utimes } from "node:fs/promises";
import { dirname } from "node:path";
import { randomUUID } from "node:crypto";
import type { ArtifactHost } from "../../../artifacts/artifact-host.ts";
import { pause } from "../../../artifacts/transport.ts";

/** Milliseconds between two touches by the owner, and until a lock without one counts as left behind. */
const TOUCH_MS = 2000;
const STALE_MS = 10_000;
const POLL_MS = 100;

/** Waits for the lock and takes it. @returns what lets it go */
export async function lockEntry(path: string, host: ArtifactHost, signal?: AbortSignal): Promise<() => Promise<void>> {
  await mkdir(dirname(path), { recursive: true });
  while (!(await create(path))) {
    const age = await ageOf(path, host);
    if (age !== undefined && age > STALE_MS) await takeAway(path);
    else if (age !== undefined) await pause(host, POLL_MS, signal);
  }
  const timer = setInterval(() => {
    const now = new Date();
    void utimes(path, now, now).catch(() => {});
  }, TOUCH_MS);
  timer.unref();
  return async () => {
    clearInterval(timer);
    await rm(path, { force: true });
  };
}

async function create(path: string): Promise<boolean> {
  try {
    await (await open(path, "wx")).close();
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

async function ageOf(path: string, host: ArtifactHost): Promise<number | undefined> {
  return stat(path).then(
    ({ mtimeMs }) => host.wallClock() - mtimeMs,
    () => undefined,
  );
}

// Of several that find it left behind one moves it away.
async function takeAway(path: string): Promise<void> {
  const aside = `${path}.${randomUUID()}`;
  await rename(path, aside).catch(() => {});
  await rm(aside, { force: true });
}
