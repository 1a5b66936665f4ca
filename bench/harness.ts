/**
 * What every bench shares: rounds in which the sides take turns, and the few statistics they need.
 * Machines are never quiet, so a bench quotes medians over rounds, and ratios of neighbours in time.
 * @module
 */

/** One measured number. */
export interface Finding {
  /** Name in the JSON output. */
  readonly key: string;
  readonly value: number;
  /** What it is, in words, with its unit. */
  readonly text: string;
}

export interface BenchOptions {
  /** A smoke test: seconds instead of a minute, numbers not to be quoted. */
  readonly quick: boolean;
  /** The checkout, for example models and the built command. */
  readonly root: string;
  /** A folder for files of this run. */
  readonly folder: string;
  /** Tells people how far it is. */
  readonly progress: (text: string) => void;
}

export interface Bench {
  readonly name: string;
  readonly summary: string;
  run(options: BenchOptions): Promise<readonly Finding[]>;
}

/** Runs every side once per round; each round turns the order round, so that no side is always first. */
export async function alternate<Side extends string, Result>(
  rounds: number,
  sides: Readonly<Record<Side, () => Promise<Result>>>,
  progress: (round: number) => void = () => {},
): Promise<Record<Side, Result[]>> {
  const names = Object.keys(sides) as Side[];
  const results = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<Side, Result[]>;
  for (let round = 0; round < rounds; round++) {
    progress(round);
    const order = round % 2 === 0 ? names : names.toReversed();
    // One after another: sides that ran together would measure each other.
    for (const name of order) results[name].push(await sides[name]());
  }
  return results;
}

/** The median; of an even number of values the mean of the middle two. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** The median of what `read` finds in each result. */
export function medianOf<Result>(results: readonly Result[], read: (result: Result) => number): number {
  return median(results.map(read));
}

/** The median over rounds of one side's number divided by the other's in the same round. */
export function ratioOf<Result>(
  above: readonly Result[],
  below: readonly Result[],
  read: (result: Result) => number,
): number {
  return median(above.map((result, round) => read(result) / read(below[round]!)));
}

/** The value that a share of the values, 0 to 1, does not exceed. Sorts in place. */
export function percentile(values: Float64Array, share: number): number {
  values.sort();
  return values[Math.min(values.length - 1, Math.ceil(values.length * share) - 1)] ?? Number.NaN;
}

/** The slope of the straight line closest to `values` at 1, 2, 3 …: what one more costs. */
export function slope(values: readonly number[]): number {
  const meanX = (values.length + 1) / 2;
  const meanY = values.reduce((sum, value) => sum + value, 0) / values.length;
  let above = 0;
  let below = 0;
  for (const [index, value] of values.entries()) {
    above += (index + 1 - meanX) * (value - meanY);
    below += (index + 1 - meanX) ** 2;
  }
  return above / below;
}
