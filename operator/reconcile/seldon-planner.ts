/** The planner as the reconciler asks for it. @module */
import type { Issue } from "../../runtime/graph/spec.ts";
import type { OperatorConfig } from "../defaults/operator-config.ts";
import type { KubeObject } from "../kube/object.ts";
import { plan } from "../plan/plan.ts";
import { readSeldonDeployment } from "../validation/read.ts";
import { InvalidDeployment } from "./planner.ts";
import type { Planner } from "./planner.ts";

/** Plans with one configuration; every check of the webhook is repeated, because the webhook may have been away. */
export function createPlanner(config: OperatorConfig): Planner {
  return (object, verdicts) => {
    const { sdep, issues } = readSeldonDeployment(object);
    if (sdep === undefined) throw new InvalidDeployment(listed(issues));
    const { objects, warnings, problems } = plan(sdep, config, verdicts);
    if (problems.length > 0) throw new InvalidDeployment(listed(problems));
    return { objects: objects as unknown as readonly KubeObject[], warnings: warnings.map(sentence) };
  };
}

function listed(issues: readonly Issue[]): string {
  return issues.map(sentence).join("; ");
}

function sentence({ path, message }: Issue): string {
  return path === "" ? message : `${path}: ${message}`;
}
