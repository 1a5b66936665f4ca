/** What the reconciler asks of the planner. @module */
import type { KubeObject } from "../kube/object.ts";

/** A runtime's refusal of a model file: it alone has the credentials to look at it. */
export interface Verdict {
  readonly predictor: string;
  readonly unit: string;
  /** The `modelUri` that was refused. Another one is another question. */
  readonly artifact: string;
  readonly reason: string;
}

/** What should be in the cluster for a SeldonDeployment. */
export interface Plan {
  /** Without owner references; those are the reconciler's. */
  readonly objects: readonly KubeObject[];
  readonly warnings: readonly string[];
}

/**
 * Plans a SeldonDeployment: no cluster, no clock, the same answer to the same question.
 * @throws InvalidDeployment when it cannot be served as it is written
 */
export type Planner = (sdep: KubeObject, verdicts: readonly Verdict[]) => Plan;

/** The manifest is at fault: trying again without a change cannot help. */
export class InvalidDeployment extends Error {
  override readonly name = "InvalidDeployment";
}
