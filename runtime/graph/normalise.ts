/**
 * Builds predictors out of an untrusted manifest: every field is read once, checked as it is read,
 * and written into a fresh, frozen object of one form. Null and "" are gone from it, lists are
 * lists and every unit has its type, so that nothing behind it asks again.
 * @see contract sections 1.1 "spec tree", 2.2 "Defaulting algorithm" and 2.3 "Validation rules"
 * @module
 */
import type { Fields, IssueList } from "./fields.ts";
import { isFields, join } from "./fields.ts";
import { EMPTY_UNIT, readGraph } from "./normalise-graph.ts";
import { PROTOCOLS } from "./spec.ts";
import type { ComponentSpec, Container, DeploymentSpec, PredictorSpec } from "./spec.ts";
import { checkPredictors } from "./validate.ts";

const MAX_PREDICTORS = 100;

/** Reads the `spec` of a SeldonDeployment that stands at `path`; what comes out counts only without issues. */
export function readSpec(
  list: IssueList,
  value: unknown,
  path: string,
): Pick<DeploymentSpec, "annotations" | "protocol" | "transport" | "predictors"> {
  const fields = list.object(value, path, true) ?? {};
  const protocol = list.choice(fields["protocol"], join(path, "protocol"), PROTOCOLS) ?? "seldon";
  const transport = list.choice(fields["transport"], join(path, "transport"), ["rest", "grpc"]);
  list.choice(fields["serverType"], join(path, "serverType"), ["rpc", "kafka"]);
  const annotations = list.texts(fields["annotations"], join(path, "annotations"));
  const replicas = list.integer(fields["replicas"], join(path, "replicas"));
  const predictors = readPredictors(list, fields["predictors"], join(path, "predictors"), replicas);
  return { protocol, ...(transport !== undefined && { transport }), annotations, predictors };
}

/**
 * Reads one predictor.
 * @param path where it stands; "" when the manifest is a bare PredictorSpec
 * @param fallbackName its name when the manifest gives none
 * @param replicasOfAll what the deployment says for predictors that do not say it themselves
 */
export function readPredictor(
  list: IssueList,
  value: unknown,
  path: string,
  fallbackName?: string,
  replicasOfAll?: number,
): PredictorSpec {
  const fields = list.object(value, path, true);
  if (fields === undefined) return Object.freeze({ ...EMPTY_PREDICTOR, path });
  const name = list.text(fields["name"], join(path, "name"), fallbackName === undefined) ?? fallbackName ?? "";
  const traffic = list.integer(fields["traffic"], join(path, "traffic"));
  const replicas = list.integer(fields["replicas"], join(path, "replicas")) ?? replicasOfAll;
  const most = mostReplicas(list, fields["componentSpecs"], join(path, "componentSpecs"), replicas);
  return Object.freeze({
    path,
    name,
    shadow: list.boolean(fields["shadow"], join(path, "shadow")) ?? false,
    ...(traffic !== undefined && { traffic }),
    ...(most !== undefined && { replicas: most }),
    annotations: list.texts(fields["annotations"], join(path, "annotations")),
    labels: list.texts(fields["labels"], join(path, "labels")),
    componentSpecs: readComponents(list, fields["componentSpecs"], join(path, "componentSpecs")),
    graph: readGraph(list, fields["graph"], join(path, "graph")),
  });
}

const EMPTY_PREDICTOR: PredictorSpec = {
  path: "",
  name: "",
  shadow: false,
  annotations: {},
  labels: {},
  componentSpecs: [],
  graph: EMPTY_UNIT,
};

function readPredictors(
  list: IssueList,
  value: unknown,
  path: string,
  replicas: number | undefined,
): readonly PredictorSpec[] {
  const items = list.list(value, path, true);
  if (items === undefined) return [];
  if (items.length === 0) list.add(path, "expected at least one predictor");
  if (items.length > MAX_PREDICTORS) {
    list.add(path, `expected at most ${MAX_PREDICTORS} predictors, got ${items.length}`);
    return [];
  }
  const predictors = items.map((item, index) => readPredictor(list, item, `${path}[${index}]`, undefined, replicas));
  checkPredictors(list, predictors, path);
  return Object.freeze(predictors);
}

// A pod's own number counts before the predictor's, and an autoscaler may go beyond both.
function mostReplicas(list: IssueList, value: unknown, path: string, otherwise?: number): number | undefined {
  const counts = (Array.isArray(value) ? value : []).flatMap((component: unknown, index) => {
    const at = `${path}[${index}]`;
    const { replicas, hpaSpec, kedaSpec } = isFields(component) ? component : {};
    return [
      list.integer(replicas, `${at}.replicas`) ?? otherwise,
      isFields(hpaSpec) ? list.integer(hpaSpec["maxReplicas"], `${at}.hpaSpec.maxReplicas`) : undefined,
      isFields(kedaSpec) ? list.integer(kedaSpec["maxReplicaCount"], `${at}.kedaSpec.maxReplicaCount`) : undefined,
    ].filter((count) => count !== undefined);
  });
  return counts.length === 0 ? otherwise : Math.max(...counts);
}

function readComponents(list: IssueList, value: unknown, path: string): readonly ComponentSpec[] {
  const components = (list.list(value, path) ?? []).map((component, index): ComponentSpec => {
    const at = `${path}[${index}].spec`;
    const spec: Fields = list.object(list.object(component, `${path}[${index}]`)?.["spec"], at) ?? {};
    const containers = (list.list(spec["containers"], `${at}.containers`) ?? []).map((container, number) =>
      readContainer(list, container, `${at}.containers[${number}]`),
    );
    return Object.freeze({ containers: Object.freeze(containers) });
  });
  return Object.freeze(components);
}

function readContainer(list: IssueList, value: unknown, path: string): Container {
  const fields = list.object(value, path, true);
  if (fields === undefined) return { name: "", env: {} };
  const image = list.text(fields["image"], `${path}.image`);
  return Object.freeze({
    name: list.text(fields["name"], `${path}.name`, true) ?? "",
    ...(image !== undefined && { image }),
    env: readEnv(fields["env"]),
  });
}

// Only what a unit's metadata needs; what is wrong with an environment is for who starts containers.
function readEnv(value: unknown): Readonly<Record<string, string>> {
  const variables = (Array.isArray(value) ? (value as unknown[]) : []).flatMap((item): [string, string][] => {
    const { name, value: text } = (item ?? {}) as Fields;
    return typeof name === "string" && typeof text === "string" ? [[name, text]] : [];
  });
  return Object.freeze(Object.fromEntries(variables));
}
