/**
 * Says on standard error what is being done when it takes longer than a second. Compiling keeps its
 * thread busy, so another one looks at the clock.
 * @module
 */
import { Worker } from "node:worker_threads";

/** What is done, in order. */
export const STAGES = ["reading", "compiling", "verifying", "writing"] as const;

export interface Progress {
  /** What is begun now. */
  stage(name: (typeof STAGES)[number]): void;
  /** Ends it. On a terminal nothing more is written when the promise is settled, and the line is gone. */
  end(): Promise<void>;
}

export interface ProgressOptions {
  /** File descriptor to write to. */
  readonly fd: number;
  readonly isTerminal: boolean;
  /** Milliseconds before anything is said. */
  readonly afterMs?: number;
}

const AFTER_MS = 1000;
const TERMINAL_MS = 500;
/** A log is read later: a line now and then is enough. */
const LOG_MS = 10_000;

/** Runs as a program of its own: it shares only the number of the stage, which is 0 at the end. */
const WATCH = `
const { workerData } = require("node:worker_threads");
const { writeSync } = require("node:fs");
const { shared, stages, what, fd, isTerminal, afterMs, everyMs } = workerData;
const stage = new Int32Array(shared);
const started = Date.now();
let wait = afterMs;
let isShown = false;
const say = (text) => { try { writeSync(fd, text); } catch {} };
for (let now = Atomics.load(stage, 0); now > 0; now = Atomics.load(stage, 0)) {
  const end = Date.now() + wait;
  while (Atomics.load(stage, 0) > 0 && Date.now() < end) Atomics.wait(stage, 0, Atomics.load(stage, 0), end - Date.now());
  now = Atomics.load(stage, 0);
  if (now === 0) break;
  const text = stages[now - 1] + " " + what + ", " + Math.round((Date.now() - started) / 1000) + " s";
  say(isTerminal ? "\\r\\u001b[K" + text : text + "\\n");
  isShown = true;
  wait = everyMs;
}
if (isShown && isTerminal) say("\\r\\u001b[K");
`;

/** @param what is worked on: a file's name and size */
export function startProgress(what: string, { fd, isTerminal, afterMs = AFTER_MS }: ProgressOptions): Progress {
  const shared = new SharedArrayBuffer(4);
  const stage = new Int32Array(shared);
  stage[0] = 1;
  const everyMs = isTerminal ? TERMINAL_MS : LOG_MS;
  const workerData = { shared, stages: STAGES, what, fd, isTerminal, afterMs, everyMs };
  const worker = new Worker(WATCH, { eval: true, workerData });
  worker.unref();
  // Without it there is no progress to see, and nothing else is missing.
  worker.on("error", () => {});
  const ended = new Promise<void>((resolve) => worker.on("exit", () => resolve()));
  const set = (value: number): void => {
    Atomics.store(stage, 0, value);
    Atomics.notify(stage, 0);
  };
  return {
    stage: (name) => set(STAGES.indexOf(name) + 1),
    end: async () => {
      set(0);
      if (isTerminal) await ended;
    },
  };
}
