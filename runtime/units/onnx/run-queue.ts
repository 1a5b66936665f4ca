/**
 * Keeps calls into onnxruntime in order. Its WASM build shares one stack between all sessions and
 * gives way in the middle of a run, so two interleaved runs overwrite each other.
 * @module
 */
import { InferenceError } from "../../errors.ts";

export interface RunQueue {
  /**
   * Runs `task` when all earlier ones have ended, at once when there are none.
   * @throws InferenceError RESOURCE_EXHAUSTED when `limit` tasks are waiting already.
   */
  run<T>(task: () => Promise<T>): Promise<T>;
  readonly waiting: number;
  /** How many tasks were refused since the start. */
  readonly dropped: number;
}

/** A run holds its thread, so more than this waiting means that the callers outran the machine long ago. */
const DEFAULT_LIMIT = 1024;

/** Makes a queue that lets one task run and `limit` wait. */
export function createRunQueue(limit: number = DEFAULT_LIMIT): RunQueue {
  const waiters: (() => void)[] = [];
  let busy = false;
  let dropped = 0;

  const release = () => {
    const next = waiters.shift();
    if (next === undefined) busy = false;
    else next();
  };

  const run = async <T>(task: () => Promise<T>): Promise<T> => {
    if (busy) {
      if (waiters.length >= limit) {
        dropped++;
        throw new InferenceError("RESOURCE_EXHAUSTED", `${limit} ONNX runs are waiting already, send fewer at once`);
      }
      await new Promise<void>((resolve) => waiters.push(resolve));
    }
    busy = true;
    try {
      return await task();
    } finally {
      release();
    }
  };

  return {
    run,
    get waiting() {
      return waiters.length;
    },
    get dropped() {
      return dropped;
    },
  };
}
