/** A clock that a test turns. @module */
import type { Clock } from "../../../operator/kube/clock.ts";

export interface ManualClock extends Clock {
  /** Lets time pass, with everything that falls due on the way. */
  turn(milliseconds: number): Promise<void>;
}

export function createManualClock(): ManualClock {
  let now = 0;
  let timers: { at: number; callback: () => void }[] = [];
  const breathe = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  return {
    now: () => now,
    date: () => Date.UTC(2026, 0, 1) + now,
    after(milliseconds, callback) {
      const timer = { at: now + milliseconds, callback };
      timers.push(timer);
      return () => (timers = timers.filter((other) => other !== timer));
    },
    async turn(milliseconds) {
      const end = now + milliseconds;
      for (;;) {
        // oxlint-disable-next-line no-await-in-loop -- what was started may set timers
        await breathe();
        const next = timers.filter(({ at }) => at <= end).toSorted((left, right) => left.at - right.at)[0];
        if (next === undefined) break;
        timers = timers.filter((timer) => timer !== next);
        now = next.at;
        next.callback();
      }
      now = end;
      await breathe();
    },
  };
}
