/**
 * Several processes behind one port. The first process serves nothing: it starts the others, starts
 * them again when they crash, and owns what learning routers know, so that a reward given to one is
 * known to all.
 * @module
 */
import cluster from "node:cluster";
import type { Worker } from "node:cluster";
import type { JsonValue } from "../../message/json-value.ts";
import { addCounts } from "./counts.ts";
import { WORKER_VARIABLE, isLearned } from "./worker-process.ts";
import type { LearnedNote, ReadyNote } from "./worker-process.ts";

/** Milliseconds before a crashed process is started again. */
const RESTART_MS = 1000;
/** Longest wait between starts that fail; it doubles from the first on. */
const MAX_RESTART_MS = 30_000;

/**
 * Runs `count` copies of this program until a signal ends them; a second signal ends them at once.
 * @param onReady called once with the welcome text, when all of them serve
 * @returns the exit code: 0 after a signal, 1 when no copy ever served
 */
export function superviseWorkers(count: number, onReady: (welcome: string) => void): Promise<number> {
  return new Promise((resolve) => new Supervisor(count, onReady, resolve).start());
}

class Supervisor {
  readonly #count: number;
  readonly #onReady: (welcome: string) => void;
  readonly #onEnd: (code: number) => void;
  readonly #known = new Map<string, JsonValue>();
  readonly #serving = new Set<number>();
  /** Workers that have been told all that is known and hear what comes next. */
  readonly #informed = new Set<number>();
  #stopping = false;
  #served = false;
  #welcomed = false;
  #exitCode = 0;
  #restartMs = RESTART_MS;

  constructor(count: number, onReady: (welcome: string) => void, onEnd: (code: number) => void) {
    this.#count = count;
    this.#onReady = onReady;
    this.#onEnd = onEnd;
  }

  start(): void {
    cluster.on("message", (worker: Worker, note: unknown) => this.#receive(worker, note));
    cluster.on("exit", (worker, code, signal) => this.#exited(worker, code, signal));
    // Workers leave SIGINT to this process: in a terminal it reaches all of them as well.
    for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => this.#stop());
    for (let i = 0; i < this.#count; i++) fork();
  }

  #receive(worker: Worker, note: unknown): void {
    if (isLearned(note)) {
      this.#inform(worker);
      this.#known.set(note.unit, addCounts(this.#known.get(note.unit), note.learned));
      for (const other of workers()) if (other !== worker && this.#informed.has(other.id)) tell(other, note);
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

  // Before its first note a worker may not listen yet, or listen already: whatever it were told then
  // would be lost or, with the whole told later, counted twice.
  #inform(worker: Worker): void {
    if (this.#informed.has(worker.id)) return;
    this.#informed.add(worker.id);
    for (const [unit, learned] of this.#known) tell(worker, { kind: "learned", unit, learned });
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
    setTimeout(() => !this.#stopping && fork(), waitMs);
  }

  #stop(): void {
    this.#stopping = true;
    for (const worker of workers()) worker.process.kill("SIGTERM");
    if (workers().length === 0) this.#onEnd(this.#exitCode);
  }
}

function fork(): void {
  // Its exit is reported by itself.
  cluster.fork({ [WORKER_VARIABLE]: "1" }).on("error", () => {});
}

/** Sends a note; one that has just died needs none. */
function tell(worker: Worker, note: LearnedNote): void {
  if (worker.isConnected()) worker.send(note, () => {});
}

function workers(): readonly Worker[] {
  return Object.values(cluster.workers ?? {}).filter((worker) => worker !== undefined);
}

function isReady(note: unknown): note is ReadyNote {
  return typeof note === "object" && note !== null && (note as ReadyNote).kind === "ready";
}
