/**
 * How long a run on an input of a given size will take: a fixed part for the call, and a part for
 * each input element. Learned from the warm-up and from every run since.
 * @module
 */

/** How long one run took on an input of so many elements, all inputs together. */
export interface RunSample {
  readonly elements: number;
  readonly ms: number;
}

/**
 * Runs expected to take longer than this leave the serving thread. A health answer shall not wait
 * 100 ms, and up to two dozen requests may be queued before it; a hop to a worker thread costs
 * 25 to 100 us, which is then below 3 % of the run.
 */
export const INLINE_LIMIT_MS = 4;

/** A run this long is believed at once; a shorter surprise may be the garbage collector's. */
const BELIEVED_MS = 50;
const WEIGHT = 0.5;
const TINY_MS = 1e-3;

export interface RunEstimate {
  /** Expected milliseconds; Infinity while nothing is known. */
  estimate(elements: number): number;
  /** Learns from a run that held the thread for `ms`. */
  observe(elements: number, ms: number): void;
  /** Learns from a run that took no longer than `ms`, which may contain waiting. */
  observeAtMost(elements: number, ms: number): void;
}

/** Makes an estimate from the samples of a warm-up, the smallest input first. */
export function createRunEstimate(samples: readonly RunSample[]): RunEstimate {
  const [small, large] = samples;
  let perElement = Infinity;
  let fixed = 0;
  let previousSurprise = 1;

  if (small !== undefined && large !== undefined && large.elements > small.elements) {
    perElement = Math.max(0, (large.ms - small.ms) / (large.elements - small.elements));
    fixed = Math.max(0, small.ms - perElement * small.elements);
  } else if (small !== undefined) {
    // Nothing tells the two parts apart: a larger input is expected to take proportionally longer.
    perElement = small.ms / Math.max(1, small.elements);
  }

  const move = (elements: number, ms: number) => {
    const sample = Math.max(0, ms - fixed) / Math.max(1, elements);
    perElement = perElement === Infinity ? sample : perElement + (sample - perElement) * WEIGHT;
    if (ms < fixed) fixed += (ms - fixed) * WEIGHT;
  };
  const estimate = (elements: number) => fixed + perElement * Math.max(1, elements);

  return {
    estimate,
    observe(elements, ms) {
      const expected = Math.max(estimate(elements), TINY_MS);
      if (expected === Infinity || (ms >= BELIEVED_MS && ms > expected)) {
        perElement = Math.max(0, ms - fixed) / Math.max(1, elements);
        return;
      }
      // Of two surprises in a row the smaller counts, so that a single pause changes nothing.
      const surprise = ms / expected;
      move(elements, expected * Math.min(surprise, previousSurprise));
      previousSurprise = surprise;
    },
    observeAtMost(elements, ms) {
      if (ms < estimate(elements)) move(elements, ms);
    },
  };
}
