/** How both sides of the hop bench are asked for the time of a call, and what they answer. @module */

export interface CallOrder {
  /** Length of the chain. */
  readonly units: number;
  readonly durationMs: number;
}

export interface CallTimes {
  readonly calls: number;
  readonly p50Us: number;
  readonly p99Us: number;
  /** Processor time of a call in this process. */
  readonly cpuUs: number;
}
