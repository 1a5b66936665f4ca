/**
 * From when to when a request counts. Its client gets an answer as soon as there is one, also that
 * the deadline has passed; the units that are still at work keep its place until they end.
 * @module
 */
import { InferenceError } from "../errors.ts";
import type { Run } from "../graph/run.ts";
import type { RuntimeHost } from "../host.ts";

/** What ends a request when its client goes away; a function is asked only if the request has to wait. */
export type CancelSource = AbortSignal | (() => AbortSignal);

/** As long as Kubernetes lets a pod take to end: what works on for longer would not have been waited for there, either. */
const GRACE_MS = 30_000;
/** When everything closes, units have this long to notice that nobody waits for them. */
const CLOSING_GRACE_MS = 1000;
/** Units that a client is told of which were late. */
const MAX_SHOWN = 10;
/** About 25 days; a longer timer would fire at once. */
const MAX_TIMER_MS = 2 ** 31 - 1;

export class Lifetimes {
  readonly #host: RuntimeHost;
  readonly #abandoned = new Set<() => void>();
  #graceMs = GRACE_MS;

  constructor(host: RuntimeHost) {
    this.#host = host;
  }

  /** The deadline on the host's clock; `deadlineMs` counts from now. */
  deadlineIn(deadlineMs: number): number {
    return deadlineMs === Infinity ? Infinity : this.#host.now() + deadlineMs;
  }

  /**
   * Waits for the work of a request until its deadline passes or its client goes away. `release` is
   * called once: when no unit is at work for it any more.
   * @throws InferenceError
   */
  async wait<T, R>(
    work: Promise<T>,
    run: Run,
    source: CancelSource | undefined,
    release: () => void,
    finish: (value: T) => R,
  ): Promise<R> {
    const timer = this.#arm(run);
    const letGo = source === undefined ? undefined : stopWith(run, source);
    try {
      return finish(await run.orStopped(work));
    } catch (error) {
      throw this.fail(error, run);
    } finally {
      clearTimeout(timer);
      letGo?.();
      this.release(run, release);
    }
  }

  /** Stops what is under way for a request that failed, and says why in the words of the data plane. */
  fail(error: unknown, run: Run): InferenceError {
    const failure = InferenceError.from(error);
    run.stop(failure);
    return failure;
  }

  /** Calls `release` when no unit is at work for the request any more, at the latest after the grace. */
  release(run: Run, release: () => void): void {
    if (run.working.length === 0) return release();
    const end = (): void => {
      if (!this.#abandoned.delete(writeOff)) return;
      clearTimeout(timer);
      release();
    };
    const writeOff = (): void => {
      const fields = { puid: run.puid, units: [...run.working] };
      this.#host.logger.log("warn", "units work on although nobody waits for them; no longer counted", fields);
      end();
    };
    const timer = setTimeout(writeOff, this.#graceMs);
    this.#abandoned.add(writeOff);
    run.whenIdle(end);
  }

  /** Gives what nobody waits for less time, from now on. */
  hurry(): void {
    this.#graceMs = CLOSING_GRACE_MS;
    if (this.#abandoned.size === 0) return;
    const late = [...this.#abandoned];
    setTimeout(() => {
      for (const writeOff of late) if (this.#abandoned.has(writeOff)) writeOff();
    }, CLOSING_GRACE_MS);
  }

  #arm(run: Run): ReturnType<typeof setTimeout> | undefined {
    if (run.deadlineMs === Infinity) return undefined;
    const leftMs = run.deadlineMs - this.#host.now();
    if (leftMs > MAX_TIMER_MS) return undefined;
    // The error is made when it is needed: its stack costs more than the timer.
    return setTimeout(() => run.stop(late(run.working)), Math.max(0, leftMs));
  }
}

// Returns how to let go of the signal: it may outlive the request by far.
function stopWith(run: Run, source: CancelSource): (() => void) | undefined {
  const cancel = (): void => run.stop(cancelled());
  try {
    const signal = typeof source === "function" ? source() : source;
    if (signal.aborted) cancel();
    signal.addEventListener("abort", cancel, { once: true });
    return () => signal.removeEventListener("abort", cancel);
  } catch (error) {
    run.stop(InferenceError.from(error));
    return undefined;
  }
}

/** What a request ends with whose client has gone. */
export function cancelled(): InferenceError {
  return new InferenceError("CANCELLED", "The client went away");
}

/**
 * What a request ends with whose deadline has passed.
 * @param working the units that were still at work
 */
export function late(working: readonly string[] = []): InferenceError {
  const text = "The graph did not answer before its deadline";
  const units = [...new Set(working)];
  if (units.length === 1) return new InferenceError("DEADLINE_EXCEEDED", `${text}; this unit was at work`).at(units[0]);
  const shown = units.slice(0, MAX_SHOWN).join(", ") + (units.length > MAX_SHOWN ? " and others" : "");
  return new InferenceError("DEADLINE_EXCEEDED", shown === "" ? text : `${text}; at work were ${shown}`);
}
