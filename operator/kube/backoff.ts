/** How long to wait before trying again. @module */

export interface BackoffOptions {
  /** Before the second try; doubles with every further one. */
  readonly baseMs: number;
  readonly maxMs: number;
  /** Uniform in [0, 1): spreads those that failed together. */
  readonly random: () => number;
}

/** Milliseconds before the next try after `failures` failures in a row, up to a tenth more or less. */
export function backoffMs(failures: number, { baseMs, maxMs, random }: BackoffOptions): number {
  const full = Math.min(maxMs, baseMs * 2 ** Math.min(Math.max(failures - 1, 0), 30));
  return full * (0.9 + 0.2 * random());
}
