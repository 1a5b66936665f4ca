/** The published rules for units of a graph. @see contract section 2.3, rules 10 to 15 @module */
import type { IssueList } from "../../runtime/graph/fields.ts";
import { BUILTIN_TYPES } from "../../runtime/graph/spec.ts";
import type { PredictiveUnit, Predictor, SeldonDeploymentSpec } from "../api/seldon-deployment.ts";
import type { OperatorConfig } from "../defaults/operator-config.ts";
import { OWN_SERVERS, serverOf } from "../defaults/servers.ts";
import { isOwnModel } from "../defaults/own-models.ts";

interface Surroundings {
  readonly spec: SeldonDeploymentSpec;
  readonly config: OperatorConfig;
}

const NO_TENSORFLOW: readonly string[] = ["SKLEARN_SERVER", "XGBOOST_SERVER", "MLFLOW_SERVER", "HUGGINGFACE_SERVER"];

/** Checks a unit and all below it. */
export function checkUnit(
  list: IssueList,
  unit: PredictiveUnit,
  predictor: Predictor,
  around: Surroundings,
  path: string,
): void {
  const server = serverOf(unit);
  const image = imageOf(predictor, unit.name);
  // 15
  if (unit.logger !== undefined && !unit.logger.mode) list.add(`${path}.logger.mode`, "expected a mode, got nothing");
  if (server !== undefined) checkServer(list, unit, server, image, around, path);
  else if (!isBuiltin(unit) && !isOwnModel(unit)) {
    // 10
    if (image === undefined) list.add(path, `unit "${unit.name}": no componentSpec has a container of this name`);
    // 11
    if (unit.type === "UNKNOWN_TYPE" && (unit.methods ?? []).length === 0) {
      list.add(`${path}.methods`, "a unit of UNKNOWN_TYPE must list its methods");
    }
  }
  for (const [index, child] of (unit.children ?? []).entries()) {
    checkUnit(list, child, predictor, around, `${path}.children[${index}]`);
  }
}

// 12, 13, 14
function checkServer(
  list: IssueList,
  { name, modelUri }: PredictiveUnit,
  server: string,
  image: string | undefined,
  { spec, config }: Surroundings,
  path: string,
): void {
  if (!modelUri && server !== "HUGGINGFACE_SERVER") {
    list.add(`${path}.modelUri`, `unit "${name}" of ${server} needs a modelUri`);
  }
  if (spec.protocol === "tensorflow" && NO_TENSORFLOW.includes(server)) {
    list.add(`${path}.implementation`, `${server} does not speak the protocol tensorflow`);
  }
  const isKnown =
    Object.hasOwn(config.servers, server) || OWN_SERVERS.includes(server) || config.inProcessServers.includes(server);
  if (!isKnown && !image) list.add(`${path}.implementation`, `no server is configured for ${server}`);
}

function isBuiltin({ implementation = "" }: PredictiveUnit): boolean {
  return Object.hasOwn(BUILTIN_TYPES, implementation);
}

/** The image of the unit's container: "" when it has none, undefined when there is no container. */
function imageOf({ componentSpecs = [] }: Predictor, unit: string): string | undefined {
  for (const { spec } of componentSpecs) {
    const container = spec?.containers.find(({ name }) => name === unit);
    if (container !== undefined) return container.image ?? "";
  }
  return undefined;
}
