/**
 * Worker threads for units that hold their thread for milliseconds: the serving thread goes on
 * answering while they compute. Threads start when there is work for them, and a call that cannot
 * start waits in a queue with a bound.
 * @module
 */
import { InferenceError } from "../../../errors.ts";
import type { Logger } from "../../../host.ts";
import type { UnitOffload } from "../../../units/offload.ts";
import { abortError, createCall } from "./call.ts";
import type { PoolCall, PoolEngine, PoolRequest } from "./call.ts";
import { offloadedEngine, shareSource } from "./offloaded-engine.ts";
import { createThread } from "./thread.ts";
import type { PoolThread } from "./thread.ts";

export interface WorkerPoolOptions {
  /** The built worker entry, `pool/worker.js`. */
  readonly workerUrl: URL;
  /** Most threads at a time. @default {one less than the cores, 1 to 4} */
  readonly size?: number;
  /** Most calls that may wait for a thread. @default {64} */
  readonly maxWaiting?: number;
  /**
   * Milliseconds a run may go on, counted from its start, once its caller has gone. After that its
   * thread is ended and replaced. @default {10_000}
   */
  readonly abandonedLimitMs?: number;
  /** Milliseconds that loading and warming up an engine may take. @default {120_000} */
  readonly loadLimitMs?: number;
  /** Milliseconds that close() waits for running calls. @default {5_000} */
  readonly drainMs?: number;
  /** Takes what engines log, and lost threads. */
  readonly logger?: Logger;
}

/** Numbers for the metrics; the first three are of now, the others count since the start. */
export interface WorkerPoolStats {
  readonly threads: number;
  readonly busy: number;
  readonly waiting: number;
  /** Calls refused because the queue was full. */
  readonly rejected: number;
  /** Threads that ended by themselves. */
  readonly crashed: number;
  /** Threads ended because of a runaway run or an engine beyond repair. */
  readonly stopped: number;
}

export interface WorkerPool extends UnitOffload {
  /** Refuses new calls, lets running ones finish for a while, ends all threads. */
  close(): Promise<void>;
  stats(): WorkerPoolStats;
}

/** Makes a pool; no thread starts before the first call. */
export function createWorkerPool(options: WorkerPoolOptions): WorkerPool {
  const size = options.size ?? Math.min(4, Math.max(1, process.getBuiltinModule("node:os").availableParallelism() - 1));
  const maxWaiting = options.maxWaiting ?? 64;
  const threadOptions = {
    workerUrl: options.workerUrl,
    abandonedLimitMs: options.abandonedLimitMs ?? 10_000,
    logger: options.logger,
  };
  const threads = new Set<PoolThread>();
  const waiting: PoolCall[] = [];
  const counts = { rejected: 0, crashed: 0, stopped: 0 };
  let closed = false;
  let nextId = 1;

  /** A thread for this engine: best one that has it, else any idle one, else a new one. */
  const pickThread = (engine: PoolEngine): PoolThread | undefined => {
    const idle = [...threads].filter((thread) => !thread.busy);
    const best = idle.find((thread) => thread.engines.has(engine.id)) ?? idle[0];
    if (best !== undefined || threads.size >= size) return best;
    const thread = createThread(threadOptions, { onIdle: pump, onGone: replace });
    threads.add(thread);
    return thread;
  };

  function pump(): void {
    while (waiting.length > 0) {
      const thread = pickThread(waiting[0]!.engine);
      if (thread === undefined) return;
      thread.start(waiting.shift()!);
    }
  }

  function replace(thread: PoolThread, how: "crashed" | "stopped"): void {
    threads.delete(thread);
    if (closed) return;
    counts[how]++;
    options.logger?.log("warn", "A worker thread has ended and will be replaced", { how });
    pump();
  }

  const abandon = (call: PoolCall): void => {
    const place = waiting.indexOf(call);
    if (place >= 0) waiting.splice(place, 1);
    else for (const thread of threads) thread.abandon(call);
  };

  const submit = async (engine: PoolEngine, request: PoolRequest, signal: AbortSignal): Promise<unknown> => {
    if (closed || engine.closed) throw new InferenceError("UNAVAILABLE", "Its worker threads are closed");
    if (signal.aborted) throw abortError(signal.reason);
    const free = threads.size < size || [...threads].some((thread) => !thread.busy);
    if (!free && waiting.length >= maxWaiting) {
      counts.rejected++;
      throw new InferenceError(
        "RESOURCE_EXHAUSTED",
        `${maxWaiting} calls wait for a worker thread already, try again later`,
      );
    }
    const call = createCall(nextId++, engine, request, signal, abandon);
    waiting.push(call);
    pump();
    return await call.result;
  };

  const dropWaiting = (which: (call: PoolCall) => boolean): void => {
    for (const call of waiting.filter(which)) {
      waiting.splice(waiting.indexOf(call), 1);
      call.reject(new InferenceError("UNAVAILABLE", "Its worker threads are closed"));
    }
  };

  return {
    open(source) {
      const engine: PoolEngine = { id: nextId++, source: shareSource(source), closed: false };
      return offloadedEngine(engine, submit, options.loadLimitMs ?? 120_000, () => {
        dropWaiting((call) => call.engine === engine);
        for (const thread of threads) thread.closeEngine(engine.id);
      });
    },
    stats: () => ({
      threads: threads.size,
      busy: [...threads].filter((thread) => thread.busy).length,
      waiting: waiting.length,
      ...counts,
    }),
    async close() {
      closed = true;
      dropWaiting(() => true);
      const drained = performance.now() + (options.drainMs ?? 5_000);
      while ([...threads].some((thread) => thread.busy) && performance.now() < drained) {
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      await Promise.all([...threads].map((thread) => thread.stop()));
    },
  };
}
