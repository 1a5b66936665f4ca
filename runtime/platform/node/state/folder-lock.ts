/**
 * One process to a folder. The lock is a file that names its owner: where the owner's number is good, it
 * counts while that process lives; elsewhere, on another machine or in another container, while it is touched.
 * @module
 */
import { readFileSync, readlinkSync } from "node:fs";
import { readFile, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";

export interface FolderLock {
  release(): Promise<void>;
}

interface Owner {
  readonly pid: number;
  /** For people. */
  readonly host: string;
  /** Where its number is good. */
  readonly place: string;
  /** When the process began, in the machine's own measure; tells it from one that got its number later. */
  readonly started: string | undefined;
}

/** Milliseconds between two touches. */
const TOUCH_MS = 3000;
const TRIES = 20;
/** Milliseconds after which a lock that was taken is still there, or is another's. */
const SETTLE_MS = 50;

/**
 * Takes the lock of a folder. One that was left behind is taken over: at once when its owner was a
 * process that could be seen from here, after some seconds without a touch when it was not.
 * @param onLost called when somebody took it away all the same
 * @throws Error naming the process that holds it
 */
export async function lockFolder(
  folder: string,
  onLost: () => void,
  watchMs: number = 3 * TOUCH_MS,
): Promise<FolderLock> {
  const path = join(folder, "lock");
  const owner: Owner = { pid: process.pid, host: hostname(), place: placeOfNumbers(), started: startOf(process.pid) };
  const text = JSON.stringify({ ...owner, id: crypto.randomUUID() });
  for (let round = 0; round < TRIES; round++) {
    if (await create(path, text)) {
      // Several may have found the same lock left behind, and one have moved away another's new one.
      await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
      if ((await read(path)) === text) return held(path, text, onLost);
    }
    const found = await read(path);
    // Gone in between.
    if (found === undefined) continue;
    if (await isAlive(path, found, watchMs)) throw taken(folder, found);
    await takeAway(path, found);
  }
  throw new Error(`${folder}: the lock changes hands all the time; is it used by several processes?`);
}

function held(path: string, text: string, onLost: () => void): FolderLock {
  const touch = async (): Promise<void> => {
    const now = new Date();
    if ((await readFile(path, "utf8")) === text) return utimes(path, now, now);
    clearInterval(timer);
    onLost();
  };
  // A folder that cannot be reached now may be later.
  const timer = setInterval(() => void touch().catch(() => {}), TOUCH_MS).unref();
  return {
    async release() {
      clearInterval(timer);
      // What cannot be read now is left behind, as by a process that was killed.
      if ((await read(path).catch(() => undefined)) === text) await rm(path, { force: true });
    },
  };
}

async function read(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

async function create(path: string, text: string): Promise<boolean> {
  try {
    await writeFile(path, text, { flag: "wx" });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

async function isAlive(path: string, text: string, watchMs: number): Promise<boolean> {
  const owner = parse(text);
  if (owner?.place === placeOfNumbers()) return isRunning(owner);
  // Clocks of two machines differ: what counts is whether it is touched.
  const before = await touchedAt(path);
  await new Promise((resolve) => setTimeout(resolve, watchMs));
  return before !== undefined && (await touchedAt(path)) !== before;
}

function isRunning({ pid, started }: Owner): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
  return started === startOf(pid);
}

// Moved before it is removed: what was moved by mistake can be put back.
async function takeAway(path: string, text: string): Promise<void> {
  const aside = `${path}.${process.pid}.${Date.now()}`;
  try {
    await rename(path, aside);
  } catch {
    return;
  }
  const moved = await readFile(aside, "utf8");
  if (moved !== text) await writeFile(path, moved, { flag: "wx" }).catch(() => {});
  await rm(aside, { force: true });
}

async function touchedAt(path: string): Promise<number | undefined> {
  return stat(path).then(
    ({ mtimeMs }) => mtimeMs,
    () => undefined,
  );
}

function parse(text: string): Owner | undefined {
  try {
    const { pid, host, place = "", started } = JSON.parse(text) as Partial<Owner>;
    if (!Number.isSafeInteger(pid) || pid! <= 0 || typeof host !== "string") return undefined;
    return { pid: pid!, host, place, started };
  } catch {
    return undefined;
  }
}

/**
 * Where a process number means the same process as here: names of machines are given twice, so on Linux it
 * is one run of the machine and one of its namespaces of processes, of which each container has its own.
 */
export function placeOfNumbers(): string {
  const boot = attempt(() => readFileSync("/proc/sys/kernel/random/boot_id", "latin1").trim());
  const namespace = attempt(() => readlinkSync("/proc/self/ns/pid"));
  return [hostname(), boot, namespace].filter((part) => part !== undefined).join(" ");
}

function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

// Field 22 of Linux' process table; its second one may hold spaces.
function startOf(pid: number): string | undefined {
  return attempt(
    () =>
      readFileSync(`/proc/${pid}/stat`, "latin1")
        .replace(/^.*\) /s, "")
        .split(" ")[19],
  );
}

function taken(folder: string, text: string): Error {
  const owner = parse(text);
  const who = owner === undefined ? "another process" : `process ${owner.pid} on ${owner.host}`;
  return new Error(
    `${folder} is used by ${who}; one server at a time may keep its state there. ` +
      "Give each replica a folder of its own, or let them share redis://HOST:PORT",
  );
}
