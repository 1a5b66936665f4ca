/** What a comparison found, for people and for scripts. @module */
import type { FieldDifference } from "./difference.ts";

/** How one request came out. */
export interface Outcome {
  readonly line: number;
  /** `refused` when both answered with the same error status. */
  readonly kind: "identical" | "within" | "refused" | "different" | "failed";
  readonly maxUlps: number;
  readonly differences: readonly FieldDifference[];
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

/** The report as text. @param there what the other side is called */
export function formatReport(report: Report, there: string): string {
  const { requests, identical, within, refused, different, failed, maxUlps, hereMs, thereMs, examples } = report;
  const share = (count: number): string => (requests === 0 ? "" : `  ${((100 * count) / requests).toFixed(1)} %`);
  const row = (name: string, count: number): string =>
    `  ${name.padEnd(18)}${String(count).padStart(8)}${share(count)}`;
  const rows = [
    row("identical", identical),
    row(within > 0 ? `within ${maxUlps} ulp` : "within rounding", within),
    row("refused by both", refused),
    row("different", different),
    row("not compared", failed),
  ];
  const ms = (value: number): string => `${value.toFixed(2)} ms`.padStart(12);
  const times = (["p50", "p90", "p99"] as const).map((key) => `  ${key}${ms(hereMs[key])}${ms(thereMs[key])}`);
  return `
${requests} requests, this graph and ${there}

${rows.join("\n")}

  ${"".padEnd(3)}${"this graph".padStart(12)}${"the other".padStart(12)}
${times.join("\n")}
${examples.map(formatExample).join("")}`;
}

function formatExample({ line, differences, reason }: Outcome): string {
  if (reason !== undefined) return `\nLine ${line}: ${reason}\n`;
  const fields = differences.map(({ path, here, there, ulps }) => {
    const distance = Number.isFinite(ulps) ? `  (${ulps} ulp)` : "";
    return `  ${path}\n    here   ${here}\n    there  ${there}${distance}\n`;
  });
  return `\nLine ${line}\n${fields.join("")}`;
}
