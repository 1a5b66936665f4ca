/** One predictor of a deployment, loaded. @module */
import type { Plan } from "../graph/compile.ts";

/** A predictor that is ready to run. */
export interface LoadedPredictor {
  readonly name: string;
  readonly plan: Plan;
  /** Names of the units whose choice a reward may need to know. */
  readonly routers: readonly string[];
  /** Percent of the requests; the shadow's share of mirrored ones. */
  readonly traffic: number;
  readonly shadow: boolean;
  /** Milliseconds for the whole graph; Infinity when unlimited. */
  readonly deadlineMs: number;
}
