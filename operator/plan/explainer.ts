/** Explainers are handed on to the images that have them. @see contract section 3.13 @module */
import type { KubernetesObject } from "../api/object.ts";
import type { PredictorContext } from "./predictor-context.ts";

/** Objects of the predictor's explainer, if it has one. */
export function planExplainer({ predictor }: PredictorContext): readonly KubernetesObject[] {
  if (!predictor.explainer?.type) return [];
  return [];
}
