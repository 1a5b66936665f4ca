/**
 * What the published rules let pass, and what then cannot run: it is said at once, in full.
 * @see contract section 2.3 "Not validated though they fail later"
 * @module
 */
import { readManifest } from "../../runtime/graph/manifest.ts";
import type { Issue } from "../../runtime/graph/spec.ts";
import type { SeldonDeployment } from "../api/seldon-deployment.ts";
import { unitsOf } from "../api/seldon-deployment.ts";
import { isDnsLabel, isLabelValue, isServiceName } from "../naming/labels.ts";
import { predictorServiceName } from "../naming/names.ts";

/** Room that the label `seldon-app-svc-NAME` leaves for a container's name. */
const MAX_CONTAINER_NAME = 48;

/** @param sdep with defaults */
export function checkRunnable(sdep: SeldonDeployment, problems: Issue[]): void {
  problems.push(...(readManifest(sdep).issues ?? []));
  for (const [index, predictor] of sdep.spec.predictors.entries()) {
    const path = `spec.predictors[${index}]`;
    const add = (at: string, message: string): void => void problems.push({ path: `${path}.${at}`, message });
    const { name, componentSpecs = [] } = predictor;
    const service = predictorServiceName(sdep.metadata.name, name, predictor.annotations?.["seldon.io/svc-name"]);
    if (!isServiceName(service)) add("name", `expected a name that a Service can have, got ${show(service)}`);
    if (!isLabelValue(name)) add("name", `expected a name that a label can have, got ${show(name)}`);
    for (const [at, component] of componentSpecs.entries())
      checkReplicas(add, component.replicas, `componentSpecs[${at}]`);
    checkReplicas(add, predictor.replicas, "replicas");
    const units = new Set(unitsOf(predictor.graph).map((unit) => unit.name));
    const containers = componentSpecs.flatMap(({ spec }) => spec.containers);
    const seen = new Set<string>();
    for (const { name: container } of containers) {
      if (!isDnsLabel(container)) add("componentSpecs", `expected a container's name, got ${show(container)}`);
      if (!units.has(container)) continue;
      if (seen.has(container)) add("componentSpecs", `two containers are named ${show(container)}, as one unit is`);
      if (container.length > MAX_CONTAINER_NAME) {
        add(
          "componentSpecs",
          `${show(container)}: a unit's container has a name of at most ${MAX_CONTAINER_NAME} characters`,
        );
      }
      seen.add(container);
    }
  }
  checkReplicas((at, message) => void problems.push({ path: at, message }), sdep.spec.replicas, "spec.replicas");
}

function checkReplicas(add: (at: string, message: string) => void, replicas: number | undefined, at: string): void {
  if (replicas !== undefined && replicas < 0) add(at, `expected no negative number of replicas, got ${replicas}`);
}

function show(text: string): string {
  return JSON.stringify(text.slice(0, 80));
}
