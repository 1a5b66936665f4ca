/** Adds up what a comparison finds. @module */
import type { FieldDifference } from "./difference.ts";
import type { WayDifference } from "./ways.ts";

/** How one request came out. */
export interface Outcome {
  readonly line: number;
  /** `refused` when both answered with the same error status. */
  readonly kind: "identical" | "within" | "refused" | "different" | "failed";
  readonly maxUlps: number;
  readonly differences: readonly FieldDifference[];
  /** Where the request went another way than on the other side. */
  readonly ways: readonly WayDifference[];
  /** Why it could not be compared. */
  readonly reason?: string;
  readonly hereMs: number;
  readonly thereMs: number;
}

export interface Report {
  readonly requests: number;
  readonly identical: number;
  readonly within: number;
  readonly refused: number;
  readonly different: number;
  readonly failed: number;
  /** Requests that went another way here than there, whatever was answered. */
  readonly otherWay: number;
  /** Those of them whose answers differ. */
  readonly otherWayDifferent: number;
  readonly maxUlps: number;
  readonly hereMs: Latencies;
  readonly thereMs: Latencies;
  /** The first that are not the same. */
  readonly examples: readonly Outcome[];
}

/** Milliseconds by percentile. */
export interface Latencies {
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
}

/** Adds outcomes up as they come. */
export class Tally {
  readonly #limit: number;
  readonly #counts = { identical: 0, within: 0, refused: 0, different: 0, failed: 0 };
  readonly #here: number[] = [];
  readonly #there: number[] = [];
  readonly #examples: Outcome[] = [];
  #otherWay = 0;
  #otherWayDifferent = 0;
  #maxUlps = 0;

  /** @param limit outcomes that are kept as examples */
  constructor(limit: number) {
    this.#limit = limit;
  }

  add(outcome: Outcome): void {
    this.#counts[outcome.kind]++;
    if (outcome.kind === "within") this.#maxUlps = Math.max(this.#maxUlps, outcome.maxUlps);
    if (outcome.kind !== "failed") {
      this.#here.push(outcome.hereMs);
      this.#there.push(outcome.thereMs);
    }
    if (outcome.ways.length > 0) {
      this.#otherWay++;
      if (outcome.kind === "different") this.#otherWayDifferent++;
    }
    const isWrong = outcome.kind === "different" || outcome.kind === "failed";
    if (isWrong && this.#examples.length < this.#limit) this.#examples.push(outcome);
  }

  get requests(): number {
    return Object.values(this.#counts).reduce((sum, count) => sum + count, 0);
  }

  report(): Report {
    return {
      requests: this.requests,
      ...this.#counts,
      otherWay: this.#otherWay,
      otherWayDifferent: this.#otherWayDifferent,
      maxUlps: this.#maxUlps,
      hereMs: latencies(this.#here),
      thereMs: latencies(this.#there),
      examples: this.#examples.toSorted((a, b) => a.line - b.line),
    };
  }
}

function latencies(values: readonly number[]): Latencies {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
  return { p50: at(0.5), p90: at(0.9), p99: at(0.99) };
}
