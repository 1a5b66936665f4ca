/**
 * The published rules for SeldonDeployments: what they refuse is refused, nothing else. The numbers
 * are those of the contract.
 * @see contract section 2.3
 * @module
 */
import { IssueList } from "../../runtime/graph/fields.ts";
import type { Issue } from "../../runtime/graph/spec.ts";
import type { Predictor, SeldonDeployment } from "../api/seldon-deployment.ts";
import { unitsOf } from "../api/seldon-deployment.ts";
import type { OperatorConfig } from "../defaults/operator-config.ts";
import { checkUnit } from "./unit-rules.ts";

/** Checks a SeldonDeployment as it was written, without defaults; all that is wrong is listed. */
export function validate(sdep: SeldonDeployment, config: OperatorConfig): readonly Issue[] {
  const list = new IssueList();
  const { spec } = sdep;
  // 1, 2, 3
  list.choice(spec.protocol, "spec.protocol", ["seldon", "tensorflow", "kfserving", "v2"]);
  list.choice(spec.transport, "spec.transport", ["rest", "grpc"]);
  list.choice(spec.serverType, "spec.serverType", ["rpc", "kafka"]);
  // 7
  if (spec.predictors.length === 0) list.add("spec.predictors", "expected at least one predictor");
  checkNames(list, spec.predictors);
  checkTraffic(list, spec.predictors);
  checkEndpointTypes(list, sdep);
  for (const [index, predictor] of spec.predictors.entries()) {
    const path = `spec.predictors[${index}]`;
    if (spec.serverType === "kafka") checkKafka(list, predictor, path);
    checkEngine(list, predictor, path);
    checkUnit(list, predictor.graph, predictor, { spec, config }, `${path}.graph`);
  }
  return list.issues;
}

// 6, 9
function checkNames(list: IssueList, predictors: readonly Predictor[]): void {
  const names = new Set<string>();
  const services = new Set<string>();
  for (const [index, { name, annotations }] of predictors.entries()) {
    const path = `spec.predictors[${index}]`;
    if (names.has(name)) list.add(`${path}.name`, `duplicate predictor name "${name}"`);
    names.add(name);
    const service = annotations?.["seldon.io/svc-name"];
    if (service === undefined) continue;
    if (services.has(service)) list.add(`${path}.annotations`, `duplicate service name "${service}"`);
    services.add(service);
  }
}

// 5, 18, 19, 20
function checkTraffic(list: IssueList, predictors: readonly Predictor[]): void {
  const path = "spec.predictors";
  const shadows = predictors.filter(({ shadow }) => shadow === true);
  const live = predictors.filter(({ shadow }) => shadow !== true);
  const sum = live.reduce((total, { traffic = 0 }) => total + traffic, 0);
  if (predictors.length === 1 && shadows.length === 1) list.add(path, "a shadow cannot be the only predictor");
  if (shadows.length > 1) list.add(path, `expected at most one shadow predictor, got ${shadows.length}`);
  if (shadows.some(({ traffic = 0 }) => traffic < 0 || traffic > 100)) {
    list.add(path, "a shadow's traffic must be between 0 and 100");
  }
  if (live.length > 1 && sum !== 100) list.add(path, `traffic of the predictors must sum to 100, got ${sum}`);
  if (predictors.length === 1 && sum > 0 && sum < 100) {
    list.add(path, `traffic of a single predictor must be 100 when it is set, got ${sum}`);
  }
}

// 16, 17
function checkEndpointTypes(list: IssueList, { spec }: SeldonDeployment): void {
  const types = new Set(
    spec.predictors.flatMap(({ graph }) => unitsOf(graph).flatMap(({ endpoint }) => endpoint?.type || [])),
  );
  if (types.size > 1) list.add("spec.predictors", `expected one endpoint type, got ${[...types].join(" and ")}`);
  const [type] = types;
  if (type === undefined || !spec.transport || type.toLowerCase() === spec.transport) return;
  list.add("spec.transport", `${spec.transport} is mixed with endpoints of type ${type}`);
}

// 4
function checkKafka(list: IssueList, { svcOrchSpec }: Predictor, path: string): void {
  const names = (svcOrchSpec?.env ?? []).map(({ name }) => name);
  const missing = ["KAFKA_BROKER", "KAFKA_INPUT_TOPIC", "KAFKA_OUTPUT_TOPIC"].filter((name) => !names.includes(name));
  if (missing.length > 0) list.add(`${path}.svcOrchSpec.env`, `serverType kafka needs ${missing.join(", ")}`);
}

// 8
function checkEngine(list: IssueList, { annotations = {}, graph }: Predictor, path: string): void {
  if (annotations["seldon.io/no-engine"] === undefined || (graph.children ?? []).length === 0) return;
  list.add(`${path}.graph`, "without an engine a graph can only have one unit");
}
