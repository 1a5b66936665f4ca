/**
 * Several processes behind one port. The first process serves nothing: it starts the others, starts
 * them again when they crash, and owns their state, so that a reward given to one is known to all.
 * @module
 */
import cluster from "node:cluster";
import type { Worker } from "node:cluster";
import { createMemoryState } from "../../deployment/memory-state.ts";
import type { StateStore } from "../../deployment/state-store.ts";
import { isStateNote } from "./state/notes.ts";
import type { LearnedNote, RecallNote, StateNote } from "./state/notes.ts";
import { WORKER_VARIABLE } from "./worker-process.ts";
import type { ReadyNote } from "./worker-process.ts";

/** Milliseconds before a crashed process is started again. */
const RESTART_MS = 1000;
/** Longest wait between starts that fail; it doubles from the first on. */
const MAX_RESTART_MS = 30_000;
/** Milliseconds in which a note of another process may still be on its way. */
const NOTE_MS = 50;

/**
 * Runs `count` copies of this program until a signal ends them; a second signal ends them at once.
 * @param onReady called once with the welcome text, when all of them serve
 * @param state what they know together; stays open
 * @returns the exit code: 0 after a signal, 1 when no copy ever served
 */
export function superviseWorkers(
  count: number,
  onReady: (welcome: string) => void,
  state: StateStore = createMemoryState(),
): Promise<number> {
  return new Promise((resolve) => new Supervisor(count, state, onReady, resolve).start());
}

class Supervisor {
  readonly #count: number;
  readonly #state: StateStore;
  readonly #onReady: (welcome: string) => void;
  readonly #onEnd: (code: number) => void;
  readonly #serving = new Set<number>();
  /** Workers that have been told all that is known and hear what comes next. */
  readonly #informed = new Set<number>();
  #forked = 0;
  #stopping = false;
  #served = false;
  #welcomed = false;
  #exitCode = 0;
  #restartMs = RESTART_MS;

  constructor(count: number, state: StateStore, onReady: (welcome: string) => void, onEnd: (code: number) => void) {
    this.#count = count;
    this.#state = state;
    this.#onReady = onReady;
    this.#onEnd = onEnd;
  }

  start(): void {
    cluster.on("message", (worker: Worker, note: unknown) => this.#receive(worker, note));
    cluster.on("exit", (worker, code, signal) => this.#exited(worker, code, signal));
    // Workers leave SIGINT to this process: in a terminal it reaches all of them as well.
    for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => this.#stop());
    for (let i = 0; i < this.#count; i++) this.#fork();
  }

  #receive(worker: Worker, note: unknown): void {
    if (isStateNote(note)) {
      this.#inform(worker);
      this.#keep(worker, note);
    } else if (isReady(note)) {
      this.#inform(worker);
      this.#serving.add(worker.id);
      this.#served = true;
      this.#restartMs = RESTART_MS;
      if (this.#serving.size < this.#count || this.#welcomed) return;
      this.#welcomed = true;
      this.#onReady(note.welcome);
    }
  }

  #keep(worker: Worker, note: StateNote): void {
    // One that is not answered is given up by who asked.
    if (note.kind === "recall") this.#recall(worker, note).catch(() => {});
    if (note.kind === "routes") for (const [puid, route] of note.routes) this.#state.remember(puid, route);
    if (note.kind !== "learned") return;
    this.#state.publish(note.unit, note.learned);
    for (const other of workers()) if (other !== worker && this.#informed.has(other.id)) tell(other, note);
  }

  async #recall(worker: Worker, { id, puid }: RecallNote): Promise<void> {
    const known = await this.#state.recall(puid);
    // A client may be faster with its reward than the process that answered it with its note.
    if (known === undefined) await new Promise((resolve) => setTimeout(resolve, NOTE_MS));
    tell(worker, { kind: "recalled", id, route: known ?? (await this.#state.recall(puid)) });
  }

  // Before its first note a worker may not listen yet, or listen already: whatever it were told then
  // would be lost or, with the whole told later, counted twice.
  #inform(worker: Worker): void {
    if (this.#informed.has(worker.id)) return;
    this.#informed.add(worker.id);
    // All that is known comes at once; what is learned later is passed on from here.
    this.#state.subscribe((unit, learned) => tell(worker, { kind: "learned", unit, learned } satisfies LearnedNote))();
  }

  #exited(worker: Worker, code: number, signal: string): void {
    const hadServed = this.#serving.delete(worker.id);
    this.#informed.delete(worker.id);
    if (!this.#stopping && this.#served) {
      this.#restart(hadServed, `Worker ${worker.process.pid} ended (${signal || code})`);
      return;
    }
    if (!this.#stopping) {
      this.#exitCode = 1;
      this.#stop();
    } else if (workers().length === 0) this.#onEnd(this.#exitCode);
  }

  #restart(hadServed: boolean, why: string): void {
    const waitMs = hadServed ? RESTART_MS : this.#restartMs;
    if (!hadServed) this.#restartMs = Math.min(2 * this.#restartMs, MAX_RESTART_MS);
    process.stderr.write(`${why}; starting another in ${waitMs / 1000} s\n`);
    setTimeout(() => !this.#stopping && this.#fork(), waitMs);
  }

  #fork(): void {
    // Its exit is reported by itself.
    cluster.fork({ [WORKER_VARIABLE]: String(++this.#forked) }).on("error", () => {});
  }

  #stop(): void {
    this.#stopping = true;
    for (const worker of workers()) worker.process.kill("SIGTERM");
    if (workers().length === 0) this.#onEnd(this.#exitCode);
  }
}

/** Sends a note; one that has just died needs none. */
function tell(worker: Worker, note: StateNote): void {
  if (worker.isConnected()) worker.send(note, () => {});
}

function workers(): readonly Worker[] {
  return Object.values(cluster.workers ?? {}).filter((worker) => worker !== undefined);
}

function isReady(note: unknown): note is ReadyNote {
  return typeof note === "object" && note !== null && (note as ReadyNote).kind === "ready";
}
