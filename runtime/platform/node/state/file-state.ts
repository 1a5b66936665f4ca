/** State in a folder: it is in memory, and every change is written down. @module */
import { addCounts } from "../../../deployment/counts.ts";
import { RouteMemory } from "../../../deployment/route-memory.ts";
import type { LearnedListener, StateStore } from "../../../deployment/state-store.ts";
import { MAX_PUID_LENGTH, SEVERAL_ROUTES, readRoute, writeRoute } from "../../../deployment/taken-route.ts";
import type { RecalledRoute, TakenRoute } from "../../../deployment/taken-route.ts";
import type { Logger } from "../../../host.ts";
import { isJsonObject } from "../../../message/json-value.ts";
import type { JsonValue } from "../../../message/json-value.ts";
import { makeFolder } from "./folder.ts";
import { lockFolder } from "./folder-lock.ts";
import { Journal } from "./journal.ts";
import type { SnapshotLines } from "./journal.ts";

export interface FileStateOptions {
  /** Of this deployment alone; made when it is missing. */
  readonly folder: string;
  /** Answers that are remembered. */
  readonly maxRoutes: number;
  readonly logger: Logger;
}

/**
 * Opens the state in a folder and reads what is there. What was learned is written before the reward is
 * answered; ways of answers within a twentieth of a second.
 * @throws Error when another process has it, or it cannot be made, read or written: says the option, the folder and why
 */
export async function openFileState(options: FileStateOptions): Promise<StateStore> {
  try {
    return await open(options);
  } catch (error) {
    throw unusable(options.folder, error);
  }
}

async function open({ folder, maxRoutes, logger }: FileStateOptions): Promise<StateStore> {
  await makeFolder(folder);
  const state = new FileState(folder, maxRoutes, logger);
  const lock = await lockFolder(folder, () => {
    logger.log("error", "another process has taken over the state; this one keeps it in memory", { folder });
    void state.close();
  });
  state.onClose = () => lock.release();
  try {
    await state.open();
  } catch (error) {
    await lock.release();
    throw error;
  }
  return state;
}

// What the file system says is put in words; what others say is in words already.
function unusable(folder: string, error: unknown): unknown {
  const { code = "", path } = error as NodeJS.ErrnoException;
  if (!/^E[A-Z0-9]+$/.test(code)) return error;
  const where = path === undefined || path === folder ? "" : ` (${path})`;
  const text = `--state file: the folder ${folder} cannot be used: ${REASONS[code] ?? code}${where}`;
  return new Error(text, { cause: error });
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: "permission denied",
  EPERM: "permission denied",
  EROFS: "the file system is read-only",
  ENOSPC: "the disk is full",
  EDQUOT: "the disk quota is used up",
  ENOTDIR: "a part of its path is no folder",
  EISDIR: "a folder stands where a file should",
  ENOENT: "it cannot be made there",
  ENAMETOOLONG: "a part of its path is too long",
  EIO: "the disk fails",
};

class FileState implements StateStore {
  readonly shared = false;
  readonly #known = new Map<string, JsonValue>();
  readonly #routes: RouteMemory;
  readonly #journal: Journal;
  /** Called when everything is written. */
  onClose: () => Promise<void> = () => Promise.resolve();

  constructor(folder: string, maxRoutes: number, logger: Logger) {
    this.#routes = new RouteMemory(maxRoutes);
    this.#journal = new Journal(folder, logger, () => this.#lines());
  }

  get reach(): string {
    return this.#routes.reach;
  }

  open(): Promise<void> {
    return this.#journal.open((line) => this.#read(line));
  }

  known(unit: string): JsonValue | undefined {
    return this.#known.get(unit);
  }

  publish(unit: string, learned: JsonValue): void {
    this.#known.set(unit, addCounts(this.#known.get(unit), learned));
    this.#journal.append(learnedLine(unit, learned));
  }

  subscribe(listener: LearnedListener): () => void {
    for (const [unit, learned] of this.#known) listener(unit, learned);
    return () => {};
  }

  remember(puid: string, route: TakenRoute): void {
    if (puid.length > MAX_PUID_LENGTH) return;
    this.#routes.add(puid, route);
    this.#journal.appendLater(routeLine(puid, route));
  }

  recall(puid: string): RecalledRoute {
    return this.#routes.get(puid);
  }

  async close(): Promise<void> {
    await this.#journal.close();
    await this.onClose();
  }

  #read(line: string): boolean {
    const parsed = parse(line);
    if (!isJsonObject(parsed)) return false;
    const { unit, learned, puid, route } = parsed;
    if (typeof unit === "string" && learned !== undefined) {
      this.#known.set(unit, addCounts(this.#known.get(unit), learned));
      return true;
    }
    const taken = route === SEVERAL_ROUTES ? route : readRoute(route);
    if (typeof puid !== "string" || taken === undefined) return false;
    this.#routes.add(puid, taken);
    return true;
  }

  #lines(): SnapshotLines {
    const exact = Array.from(this.#known, ([unit, learned]) => learnedLine(unit, learned));
    return { exact, rest: routeLines(this.#routes) };
  }
}

function* routeLines(routes: RouteMemory): Generator<string> {
  for (const [puid, route] of routes.entries()) yield routeLine(puid, route);
}

function learnedLine(unit: string, learned: JsonValue): string {
  return JSON.stringify({ unit, learned });
}

function routeLine(puid: string, route: Exclude<RecalledRoute, undefined>): string {
  return `{"puid":${JSON.stringify(puid)},"route":${typeof route === "string" ? JSON.stringify(route) : writeRoute(route)}}`;
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
