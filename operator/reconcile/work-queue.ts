/** The queue of SeldonDeployments that want to be looked at. @module */
import { backoffMs } from "../kube/backoff.ts";
import type { Clock } from "../kube/clock.ts";

export interface WorkQueueOptions {
  readonly clock: Clock;
  readonly random: () => number;
  /** Before the second try of a key; doubles with every further failure of the same key. */
  readonly baseMs: number;
  readonly maxMs: number;
  /** How many keys are worked on at the same time; never the same key twice. */
  readonly workers: number;
  /** Does the work. A rejection is a failure: the key comes back after its back-off. */
  readonly handle: (key: string) => Promise<{ readonly requeueAfterMs?: number } | void>;
  /** Told about every failure. */
  readonly onError: (key: string, error: unknown) => void;
}

export interface WorkQueue {
  /** Wants the key looked at soon. A key that waits already is not added twice; one in work comes again after it. */
  add(key: string): void;
  addAfter(key: string, milliseconds: number): void;
  /** Keys that wait for a worker. */
  readonly depth: number;
  /** Keys that are worked on. */
  readonly active: number;
  /** Failures since the start. */
  readonly retries: number;
  /** Resolves when nothing waits and nothing is in work; what waits for its time does not count. */
  idle(): Promise<void>;
  /** Takes nothing more; resolves when what is in work is done. */
  close(): Promise<void>;
}

export function createWorkQueue(options: WorkQueueOptions): WorkQueue {
  const { clock, workers, handle, onError } = options;
  const waiting = new Set<string>();
  const active = new Set<string>();
  /** Keys that were added while they were worked on. */
  const again = new Set<string>();
  const failures = new Map<string, number>();
  const timers = new Map<string, { readonly at: number; readonly cancel: () => void }>();
  const listeners: (() => void)[] = [];
  let retries = 0;
  let isClosed = false;

  function add(key: string): void {
    if (isClosed) return;
    if (active.has(key)) again.add(key);
    else waiting.add(key);
    start();
  }

  /** Of several times for a key the earliest counts. */
  function addAfter(key: string, milliseconds: number): void {
    if (isClosed) return;
    const at = clock.now() + milliseconds;
    const set = timers.get(key);
    if (set !== undefined && set.at <= at) return;
    set?.cancel();
    const cancel = clock.after(milliseconds, () => {
      timers.delete(key);
      add(key);
    });
    timers.set(key, { at, cancel });
  }

  function start(): void {
    for (const key of waiting) {
      if (active.size >= workers || isClosed) return;
      waiting.delete(key);
      active.add(key);
      void work(key);
    }
  }

  async function work(key: string): Promise<void> {
    try {
      const wish = await handle(key);
      failures.delete(key);
      if (wish?.requeueAfterMs !== undefined) addAfter(key, wish.requeueAfterMs);
    } catch (error) {
      retries += 1;
      const count = (failures.get(key) ?? 0) + 1;
      failures.set(key, count);
      onError(key, error);
      addAfter(key, backoffMs(count, options));
    }
    active.delete(key);
    if (again.delete(key)) add(key);
    start();
    if (active.size === 0 && (waiting.size === 0 || isClosed)) {
      for (const listener of listeners.splice(0)) listener();
    }
  }

  function idle(): Promise<void> {
    if (active.size === 0 && (waiting.size === 0 || isClosed)) return Promise.resolve();
    return new Promise((resolve) => listeners.push(resolve));
  }

  return {
    add,
    addAfter,
    get depth() {
      return waiting.size;
    },
    get active() {
      return active.size;
    },
    get retries() {
      return retries;
    },
    idle,
    close() {
      isClosed = true;
      for (const { cancel } of timers.values()) cancel();
      timers.clear();
      return idle();
    },
  };
}
