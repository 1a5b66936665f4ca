/**
 * One worker thread of the pool. It does one call at a time, and keeps the process alive only while
 * somebody waits for it.
 * @module
 */
import type { Worker } from "node:worker_threads";
import { InferenceError } from "../../../errors.ts";
import type { Logger } from "../../../host.ts";
import type { PoolCall } from "./call.ts";
import { fromPlainError } from "./messages.ts";
import type { FromWorker, ToWorker } from "./messages.ts";
import { packBorrowed } from "./transfer.ts";

export interface ThreadOptions {
  readonly workerUrl: URL;
  /** How long a run may go on, counted from its start, when its caller has gone. */
  readonly abandonedLimitMs: number;
  readonly logger: Logger | undefined;
}

/** What the pool wants to hear. */
export interface ThreadEvents {
  onIdle(thread: PoolThread): void;
  /** The thread is gone for good. */
  onGone(thread: PoolThread, how: "crashed" | "stopped"): void;
}

export interface PoolThread {
  /** Ids of the engines that live in this thread. */
  readonly engines: ReadonlySet<number>;
  readonly busy: boolean;
  /** Begins a call; only when idle. */
  start(call: PoolCall): void;
  /** The running call's caller has gone: the thread gets what is left of the limit to finish. */
  abandon(call: PoolCall): void;
  /** Closes an engine, if it lives here. */
  closeEngine(engine: number): void;
  stop(): Promise<void>;
}

/** Starts a thread. */
export function createThread(options: ThreadOptions, events: ThreadEvents): PoolThread {
  // No flags, arguments or environment of the process: a guest has no business with them.
  // Loaded with the first thread: a server without slow units never pays for it.
  const { Worker } = process.getBuiltinModule("node:worker_threads");
  const worker = new Worker(options.workerUrl, { execArgv: [], argv: [], env: {} });
  const engines = new Set<number>();
  let running: { readonly call: PoolCall; readonly startedMs: number } | undefined;
  let killer: NodeJS.Timeout | undefined;
  let failure: unknown;
  let stopping = false;
  worker.unref();

  const finish = (): PoolCall | undefined => {
    const call = running?.call;
    clearTimeout(killer);
    running = undefined;
    worker.unref();
    return call;
  };
  const stop = async () => {
    stopping = true;
    await worker.terminate();
  };

  const thread: PoolThread = {
    engines,
    get busy() {
      return running !== undefined || stopping;
    },
    start(call) {
      running = { call, startedMs: performance.now() };
      worker.ref();
      try {
        send(worker, call, engines.has(call.engine.id));
        engines.add(call.engine.id);
      } catch (cause) {
        // A tensor that cannot be cloned is the caller's mistake; the thread has not heard of it.
        finish();
        call.reject(InferenceError.from(cause));
        queueMicrotask(() => events.onIdle(thread));
      }
    },
    abandon(call) {
      if (running?.call !== call) return;
      worker.unref();
      const rest = options.abandonedLimitMs - (performance.now() - running.startedMs);
      killer = setTimeout(() => void stop(), Math.max(0, rest)).unref();
    },
    closeEngine(engine) {
      if (engines.delete(engine)) worker.postMessage({ kind: "close", engine } satisfies ToWorker, []);
    },
    stop,
  };

  worker.on("message", (message: FromWorker) => {
    if (message.kind === "log") return options.logger?.log(message.level, message.message, message.fields);
    const call = running?.call;
    if (call?.id !== message.call) return;
    finish();
    if (message.kind === "answer") call.resolve(message.value);
    else {
      if (!message.built) engines.delete(call.engine.id);
      call.reject(fromPlainError(message.error));
      if (message.fatal) return void stop();
    }
    events.onIdle(thread);
  });
  worker.on("messageerror", (error) => {
    failure = error;
    void worker.terminate();
  });
  worker.on("error", (error) => {
    failure = error;
  });
  worker.on("exit", (code) => {
    const call = finish();
    call?.reject(crashError(call, failure, code));
    events.onGone(thread, stopping ? "stopped" : "crashed");
  });
  return thread;
}

function send(worker: Worker, { id, engine, request }: PoolCall, built: boolean): void {
  const source = built ? undefined : engine.source;
  if (request.kind === "describe") {
    worker.postMessage({ kind: "describe", call: id, engine: engine.id, source } satisfies ToWorker, []);
    return;
  }
  const { tensors, transfer } = packBorrowed(request.tensors);
  const message: ToWorker = { kind: "run", call: id, engine: engine.id, source, verb: request.verb, tensors };
  worker.postMessage(message, transfer);
}

function crashError(call: PoolCall, failure: unknown, code: number): InferenceError {
  const { unit } = call.engine.source;
  const reason = failure instanceof Error ? failure.message : `exit code ${code}`;
  return new InferenceError("INTERNAL", `The worker thread stopped during the call: ${reason}`, { cause: failure }).at(
    unit,
  );
}
