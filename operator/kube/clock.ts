/** Time, given from outside so that tests turn it by hand. @module */

export interface Clock {
  /** Monotonic milliseconds. */
  now(): number;
  /** The time of day, in milliseconds since 1970. */
  date(): number;
  /** Calls back once after so many milliseconds; what it returns takes that back. */
  after(milliseconds: number, callback: () => void): () => void;
}

export const systemClock: Clock = {
  now: () => performance.now(),
  date: () => Date.now(),
  after(milliseconds, callback) {
    const timer = setTimeout(callback, milliseconds);
    return () => clearTimeout(timer);
  },
};

/** Resolves after so many milliseconds, or at once when the signal says so. */
export function sleep(clock: Clock, milliseconds: number, signal?: AbortSignal): Promise<void> {
  if (signal?.aborted === true) return Promise.resolve();
  return new Promise((resolve) => {
    const finish = (): void => {
      cancel();
      signal?.removeEventListener("abort", finish);
      resolve();
    };
    const cancel = clock.after(milliseconds, finish);
    signal?.addEventListener("abort", finish);
  });
}
