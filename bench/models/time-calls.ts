/** Times calls that are too short for a timer. @module */
import { median } from "../harness.ts";

/** What is timed at once takes about so long. */
const BATCH_MS = 2;

/** Calls made one after another before the clock is read again. */
class Pace {
  readonly #until: number;
  readonly #found: number[] = [];
  calls = 1;

  constructor(durationMs: number) {
    this.#until = performance.now() + durationMs;
  }

  /** @returns whether there is time for more */
  took(ms: number): boolean {
    const each = ms / this.calls;
    this.#found.push(each);
    this.calls = Math.max(1, Math.min(2 * this.calls, Math.round(BATCH_MS / each)));
    return this.#found.length < 3 || performance.now() < this.#until;
  }

  /** Microseconds of a call: the median of batches. */
  get us(): number {
    return median(this.#found) * 1000;
  }
}

/** Microseconds of a call. @param call gets 0, 1, 2 … */
export function timeCalls(durationMs: number, call: (turn: number) => unknown): number {
  const pace = new Pace(durationMs);
  let turn = 0;
  for (let more = true; more;) {
    const began = performance.now();
    for (let left = pace.calls; left > 0; left--) call(turn++);
    more = pace.took(performance.now() - began);
  }
  return pace.us;
}

/** The same for calls that are awaited one after another. */
export async function timeAwaited(durationMs: number, call: (turn: number) => Promise<unknown>): Promise<number> {
  const pace = new Pace(durationMs);
  let turn = 0;
  for (let more = true; more;) {
    const began = performance.now();
    for (let left = pace.calls; left > 0; left--) await call(turn++);
    more = pace.took(performance.now() - began);
  }
  return pace.us;
}
