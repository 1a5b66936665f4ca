/**
 * Rules of a SeldonDeployment that no single predictor can break: those of the published webhook
 * that say something about serving.
 * @see contract section 2.3 "Validation rules"
 * @module
 */
import type { IssueList } from "./fields.ts";
import type { PredictorSpec } from "./spec.ts";

/**
 * Checks the predictors of one deployment against each other.
 * @param path where their list stands in the manifest
 */
export function checkPredictors(list: IssueList, predictors: readonly PredictorSpec[], path: string): void {
  checkNames(list, predictors);
  checkTraffic(list, predictors, path);
}

function checkNames(list: IssueList, predictors: readonly PredictorSpec[]): void {
  const seen = new Set<string>();
  for (const { name, path } of predictors) {
    if (seen.has(name)) list.add(`${path}.name`, `duplicate predictor name "${name}"`);
    if (name !== "") seen.add(name);
  }
}

function checkTraffic(list: IssueList, predictors: readonly PredictorSpec[], path: string): void {
  const shadows = predictors.filter((predictor) => predictor.shadow);
  const live = predictors.filter((predictor) => !predictor.shadow);
  const percent = ({ traffic }: PredictorSpec): number => traffic ?? 0;
  if (shadows.length > 0 && live.length === 0) list.add(path, "a shadow cannot be the only predictor");
  if (shadows.length > 1) list.add(path, `expected at most one shadow predictor, got ${shadows.length}`);
  if (shadows.some((shadow) => percent(shadow) < 0 || percent(shadow) > 100)) {
    list.add(path, "a shadow's traffic must be between 0 and 100");
  }
  const sum = live.reduce((total, predictor) => total + percent(predictor), 0);
  if (live.length > 1 && sum !== 100) list.add(path, `traffic of the predictors must sum to 100, got ${sum}`);
  if (live.length > 1 && live.some((predictor) => percent(predictor) < 0))
    list.add(path, "traffic must not be negative");
  if (live.length === 1 && sum > 0 && sum < 100) {
    list.add(path, `traffic of a single predictor must be 100 when it is set, got ${sum}`);
  }
}
