/**
 * Checks a SeldonDeployment's spec: the field types and the rules of the published webhook that say
 * something about serving, plus what would make a graph impossible to run.
 * @see contract section 2.3 "Validation rules"
 * @module
 */
import { IssueList } from "./fields.ts";
import type { Fields } from "./fields.ts";
import type { Issue } from "./spec.ts";
import { PROTOCOLS } from "./spec.ts";
import { validateGraph } from "./validate-graph.ts";

const MAX_PREDICTORS = 100;

/**
 * Lists everything wrong with `spec`; an empty list means that it can be planned.
 * @param path where `spec` stands in the manifest
 * @param onlyPredictor path of the single predictor when the manifest is a bare PredictorSpec
 */
export function validateDeployment(spec: unknown, path: string, onlyPredictor?: string): readonly Issue[] {
  const list = new IssueList();
  const fields = list.object(spec, path, true);
  if (fields === undefined) return list.issues;
  list.choice(fields["protocol"], join(path, "protocol"), PROTOCOLS);
  list.choice(fields["transport"], join(path, "transport"), ["rest", "grpc"]);
  list.choice(fields["serverType"], join(path, "serverType"), ["rpc", "kafka"]);
  validateAnnotations(list, fields["annotations"], join(path, "annotations"));
  const at = join(path, "predictors");
  const predictors = list.list(fields["predictors"], at, true) ?? [];
  if (Array.isArray(fields["predictors"]) && predictors.length === 0) list.add(at, "expected at least one predictor");
  if (predictors.length > MAX_PREDICTORS) {
    list.add(at, `expected at most ${MAX_PREDICTORS} predictors, got ${predictors.length}`);
    return list.issues;
  }
  const valid = predictors.map((predictor, index) =>
    validatePredictor(list, predictor, onlyPredictor ?? `${at}[${index}]`),
  );
  validateNames(list, valid, at);
  validateTraffic(
    list,
    valid.filter((predictor) => predictor !== undefined),
    at,
  );
  return list.issues;
}

function validatePredictor(list: IssueList, value: unknown, path: string): Fields | undefined {
  const predictor = list.object(value, path, true);
  if (predictor === undefined) return undefined;
  list.text(predictor["name"], join(path, "name"), true);
  list.integer(predictor["traffic"], join(path, "traffic"));
  list.integer(predictor["replicas"], join(path, "replicas"));
  list.boolean(predictor["shadow"], join(path, "shadow"));
  validateAnnotations(list, predictor["annotations"], join(path, "annotations"));
  validateComponents(list, predictor["componentSpecs"], join(path, "componentSpecs"));
  validateGraph(list, predictor["graph"], join(path, "graph"));
  return predictor;
}

function validateAnnotations(list: IssueList, value: unknown, path: string): void {
  const annotations = list.object(value, path);
  for (const [key, text] of Object.entries(annotations ?? {})) list.text(text, `${path}[${JSON.stringify(key)}]`);
}

function validateComponents(list: IssueList, value: unknown, path: string): void {
  for (const [index, component] of (list.list(value, path) ?? []).entries()) {
    const at = `${path}[${index}]`;
    const spec = list.object(list.object(component, at)?.["spec"], `${at}.spec`);
    for (const [number, container] of (list.list(spec?.["containers"], `${at}.spec.containers`) ?? []).entries()) {
      const where = `${at}.spec.containers[${number}]`;
      const fields = list.object(container, where, true);
      if (fields !== undefined) list.text(fields["name"], `${where}.name`, true);
    }
  }
}

function validateNames(list: IssueList, predictors: readonly (Fields | undefined)[], path: string): void {
  const seen = new Set<unknown>();
  for (const [index, predictor] of predictors.entries()) {
    const name = predictor?.["name"];
    if (typeof name === "string" && seen.has(name))
      list.add(`${path}[${index}].name`, `duplicate predictor name "${name}"`);
    seen.add(name);
  }
}

function validateTraffic(list: IssueList, predictors: readonly Fields[], path: string): void {
  const shadows = predictors.filter((predictor) => predictor["shadow"] === true);
  const live = predictors.filter((predictor) => predictor["shadow"] !== true);
  const percent = ({ traffic }: Fields): number => (typeof traffic === "number" ? traffic : 0);
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

function join(path: string, key: string): string {
  return path === "" ? key : `${path}.${key}`;
}
