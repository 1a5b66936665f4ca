/** The parts of a stored SeldonDeployment that reconciling turns on. @module */
import { listIn, numberIn, recordIn, textIn } from "../kube/object.ts";
import type { KubeObject } from "../kube/object.ts";

export interface PredictorView {
  readonly name: string;
  readonly isShadow: boolean;
  /** Percent; undefined when the manifest does not say. */
  readonly traffic: number | undefined;
  readonly rootUnit: string;
  /** The annotation that names its Service; "" when there is none. */
  readonly serviceName: string;
}

export function predictorsOf(sdep: KubeObject): readonly PredictorView[] {
  return listIn(sdep["spec"], "predictors").map((predictor) => ({
    name: textIn(predictor, "name") ?? "",
    isShadow: recordIn({ predictor }, "predictor")["shadow"] === true,
    traffic: numberIn(predictor, "traffic"),
    rootUnit: textIn(recordIn(predictor, "graph"), "name") ?? "",
    serviceName: textIn(recordIn(predictor, "annotations"), "seldon.io/svc-name") ?? "",
  }));
}

export interface Condition {
  readonly type: string;
  readonly status: "True" | "False" | "Unknown";
  readonly reason: string;
  /** Absent when there is nothing to say. */
  readonly message?: string;
  readonly lastTransitionTime: string;
}

/** A condition of the stored status. */
export function conditionOf(sdep: KubeObject, type: string): Condition | undefined {
  const conditions = listIn(sdep["status"], "conditions") as readonly Condition[];
  return conditions.find((condition) => textIn(condition, "type") === type);
}

/** The condition of a single predictor. */
export function predictorCondition(predictor: string): string {
  return `predictor/${predictor}`;
}

/** Whether pods of the predictor have answered since it is called so. */
export function hasServed(sdep: KubeObject, predictor: string): boolean {
  const condition = conditionOf(sdep, predictorCondition(predictor));
  return condition !== undefined && (condition.status === "True" || condition.reason === "Unavailable");
}
