/**
 * Several processes behind one port. The first process serves nothing: it starts the others, starts
 * them again when they crash, and owns what learning routers know, so that a reward given to one is
 * known to all.
 * @module
 */
import cluster from "node:cluster";
import type { Worker } from "node:cluster";
import type { JsonValue } from "../../message/json-value.ts";
import { isJsonObject } from "../../message/json-value.ts";
import { WORKER_VARIABLE, isLearned } from "./worker-process.ts";
import type { LearnedNote, ReadyNote } from "./worker-process.ts";

/** Milliseconds before a crashed process is started again. */
const RESTART_MS = 1000;

/**
 * Runs `count` copies of this program until a signal ends them.
 * @param onReady called once with the welcome text, when all of them serve
 * @returns the exit code: 0 after a signal, 1 when a copy cannot even start
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
  #stopping = false;
  #welcomed = false;
  #exitCode = 0;

  constructor(count: number, onReady: (welcome: string) => void, onEnd: (code: number) => void) {
    this.#count = count;
    this.#onReady = onReady;
    this.#onEnd = onEnd;
  }

  start(): void {
    cluster.on("message", (worker: Worker, note: unknown) => this.#receive(worker, note));
    cluster.on("exit", (worker, code, signal) => this.#exited(worker, code, signal));
    for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => this.#stop(signal));
    for (let i = 0; i < this.#count; i++) fork();
  }

  #receive(worker: Worker, note: unknown): void {
    if (isLearned(note)) {
      this.#known.set(note.unit, addCounts(this.#known.get(note.unit), note.learned));
      for (const other of workers()) if (other !== worker) other.send(note);
    } else if (isReady(note)) {
      this.#serving.add(worker.id);
      for (const [unit, learned] of this.#known) worker.send({ kind: "learned", unit, learned } satisfies LearnedNote);
      if (this.#serving.size < this.#count || this.#welcomed) return;
      this.#welcomed = true;
      this.#onReady(note.welcome);
    }
  }

  #exited(worker: Worker, code: number, signal: string): void {
    const hadServed = this.#serving.delete(worker.id);
    if (!this.#stopping && hadServed) {
      process.stderr.write(`Worker ${worker.process.pid} ended (${signal || code}); starting another\n`);
      setTimeout(() => !this.#stopping && fork(), RESTART_MS);
      return;
    }
    if (!this.#stopping) {
      this.#exitCode = 1;
      this.#stop("SIGTERM");
    }
    if (workers().length === 0) this.#onEnd(this.#exitCode);
  }

  #stop(signal: NodeJS.Signals): void {
    this.#stopping = true;
    // In a terminal the interrupt reaches every process of the group by itself.
    if (signal === "SIGTERM") for (const worker of workers()) worker.process.kill(signal);
    if (workers().length === 0) this.#onEnd(this.#exitCode);
  }
}

function fork(): void {
  cluster.fork({ [WORKER_VARIABLE]: "1" });
}

function workers(): readonly Worker[] {
  return Object.values(cluster.workers ?? {}).filter((worker) => worker !== undefined);
}

/** Adds counts of the same structure: numbers add up, lists and objects go element by element. */
export function addCounts(known: JsonValue | undefined, learned: JsonValue): JsonValue {
  if (known === undefined) return learned;
  if (typeof known === "number" && typeof learned === "number") return known + learned;
  if (Array.isArray(known) && Array.isArray(learned)) {
    return learned.map((item: JsonValue, index) => addCounts(known[index] as JsonValue | undefined, item));
  }
  if (isJsonObject(known) && isJsonObject(learned)) {
    return Object.fromEntries(Object.entries(learned).map(([key, item]) => [key, addCounts(known[key], item)]));
  }
  return learned;
}

function isReady(note: unknown): note is ReadyNote {
  return typeof note === "object" && note !== null && (note as ReadyNote).kind === "ready";
}
