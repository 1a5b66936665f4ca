/**
 * The status of a SeldonDeployment. Nothing is required: what Seldon's operator wrote must stay valid.
 * @see contract section 1.2 "status tree"
 * @module
 */
import { anything, describe, int32, int64, list, map, open, text } from "./schema.ts";
import type { Schema } from "./schema.ts";

export const status: Schema = open({
  state: describe(text, "Creating, Available or Failed"),
  description: describe(text, "What is wrong, with unit, artifact, reason and remedy"),
  replicas: describe(int32, "Replicas of the first predictor's first Deployment"),
  selector: describe(text, "The label selector of the pods that replicas counts"),
  observedGeneration: int64,
  address: open({ url: text }),
  annotations: map(text),
  deploymentStatus: map(anything),
  serviceStatus: map(anything),
  conditions: list(
    open({ type: text, status: text, reason: text, message: text, severity: text, lastTransitionTime: text }),
  ),
});
