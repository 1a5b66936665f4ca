/** The operator's own measurements, as Prometheus reads them. @module */

export interface OperatorMetrics {
  onRequest(method: string, code: number, milliseconds: number): void;
  onPass(key: string, milliseconds: number, hasFailed: boolean): void;
  onPlanned(key: string, warnings: number): void;
  onError(where: string): void;
  /** The text exposition format, version 0.0.4. */
  render(now: MetricsNow): string;
}

/** What is asked when it is scraped. */
export interface MetricsNow {
  readonly states: ReadonlyMap<string, number>;
  readonly queueDepth: number;
  readonly isLeader: boolean;
}

/** Upper bounds in seconds. */
const BOUNDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30] as const;

export function createMetrics(): OperatorMetrics {
  const requests = new Map<string, number>();
  const errors = new Map<string, number>();
  const warnings = new Map<string, number>();
  const passes = { done: 0, failed: 0, seconds: 0 };
  const buckets = BOUNDS.map(() => 0);
  const count = (counters: Map<string, number>, labels: string): void =>
    void counters.set(labels, (counters.get(labels) ?? 0) + 1);

  return {
    onRequest: (method, code) => count(requests, `method="${method}",code="${code}"`),
    onPass(_key, milliseconds, hasFailed) {
      const seconds = milliseconds / 1000;
      passes[hasFailed ? "failed" : "done"] += 1;
      passes.seconds += seconds;
      for (const [index, bound] of BOUNDS.entries()) if (seconds <= bound) buckets[index]! += 1;
    },
    onPlanned(key, amount) {
      if (amount === 0) warnings.delete(key);
      else warnings.set(key, amount);
    },
    onError: (where) => count(errors, `where="${where.replace(/["\\\n]/g, "_").slice(0, 80)}"`),
    render({ states, queueDepth, isLeader }) {
      const total = passes.done + passes.failed;
      const histogram = "zerohop_operator_reconcile_seconds";
      const lines = [
        ...family(
          "zerohop_operator_seldondeployments",
          "gauge",
          "SeldonDeployments by state",
          [...states].map(([state, amount]) => [`state="${state === "" ? "New" : state}"`, amount] as const),
        ),
        ...family("zerohop_operator_reconciles_total", "counter", "Passes by result", [
          [`result="done"`, passes.done],
          [`result="failed"`, passes.failed],
        ]),
        ...family("zerohop_operator_api_requests_total", "counter", "Requests to the API server", [...requests]),
        ...family("zerohop_operator_errors_total", "counter", "What went wrong, by place", [...errors]),
        ...family("zerohop_operator_plan_warnings", "gauge", "Warnings of all plans", [["", sum(warnings)]]),
        ...family("zerohop_operator_queue_depth", "gauge", "SeldonDeployments that wait for a pass", [
          ["", queueDepth],
        ]),
        ...family("zerohop_operator_leader", "gauge", "Whether this operator is the one that works", [
          ["", isLeader ? 1 : 0],
        ]),
        `# HELP ${histogram} Length of passes`,
        `# TYPE ${histogram} histogram`,
        ...BOUNDS.map((bound, index) => `${histogram}_bucket{le="${bound}"} ${buckets[index]}`),
        `${histogram}_bucket{le="+Inf"} ${total}`,
        `${histogram}_sum ${passes.seconds}`,
        `${histogram}_count ${total}`,
      ];
      return `${lines.join("\n")}\n`;
    },
  };
}

function sum(counters: ReadonlyMap<string, number>): number {
  return [...counters.values()].reduce((total, amount) => total + amount, 0);
}

function family(
  name: string,
  type: string,
  help: string,
  samples: readonly (readonly [labels: string, value: number])[],
): string[] {
  const values = samples.map(([labels, value]) => `${name}${labels === "" ? "" : `{${labels}}`} ${value}`);
  return [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, ...values];
}
