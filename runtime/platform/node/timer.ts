/** Timers for how long somebody waits. @module */

/** About 25 days: no timer runs longer, one that was told to would fire at once. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** Calls back after `ms`; there is no timer when that is unlimited or further off than timers reach. */
export function callAfter(ms: number, callback: () => void): NodeJS.Timeout | undefined {
  return ms <= MAX_TIMER_MS ? setTimeout(callback, ms) : undefined;
}
