/**
 * What each prepackaged server serves, and which of a model's outputs it answers.
 * @see contract section 5.2, "What each server looks for"
 * @module
 */
import { InferenceError } from "../../errors.ts";
import type { Protocol } from "../../errors.ts";
import type { TrainedOutput } from "../trained-model.ts";

export interface TrainedServer {
  /** Names that its file may have in a folder, the usual one first. */
  readonly files: readonly string[];
  /** The output that is answered when nothing else is said; the first one that the model has. */
  readonly defaults: readonly string[];
  /** Whether the parameter `method` chooses. */
  readonly hasMethod: boolean;
}

export const TRAINED_SERVERS: Readonly<Record<string, TrainedServer>> = {
  SKLEARN_SERVER: {
    files: ["model.joblib", "model.pickle", "model.pkl"],
    defaults: ["predict_proba", "predict", "transform"],
    hasMethod: true,
  },
  XGBOOST_SERVER: { files: ["model.bst", "model.json", "model.ubj"], defaults: ["predict"], hasMethod: false },
  LIGHTGBM_SERVER: { files: ["model.txt", "model.bst", "model.lgb"], defaults: ["predict"], hasMethod: true },
};

/**
 * The output that is answered, by its number.
 * @param method as the manifest asks for it; of what scikit-learn does not have, `predict` is meant
 * @throws InferenceError INVALID_ARGUMENT when the model has no such output
 */
export function answeredOutput(
  server: TrainedServer,
  outputs: readonly TrainedOutput[],
  protocol: Protocol,
  method: string | undefined,
): number {
  const numberOf = (name: string): number => outputs.findIndex((output) => output.name === name);
  // Under the Open Inference protocol a request chooses among the outputs, and `predict` is the first.
  if (protocol === "v2") return Math.max(0, numberOf("predict"));
  if (!server.hasMethod || method === undefined) return server.defaults.map(numberOf).find((at) => at >= 0) ?? 0;
  const known = numberOf(method);
  if (known >= 0) return known;
  const names = outputs.map(({ name }) => name).join(", ");
  if (method === "predict_proba" || method === "decision_function") {
    throw new InferenceError("INVALID_ARGUMENT", `Parameter "method": expected one of ${names}, got ${method}`);
  }
  return Math.max(0, numberOf("predict"));
}
