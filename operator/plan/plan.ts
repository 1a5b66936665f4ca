/**
 * The heart of the operator: from a SeldonDeployment to the objects that serve it. It looks at
 * nothing but its arguments, and answers the same to the same.
 * @module
 */
import type { Issue } from "../../runtime/graph/spec.ts";
import type { KubernetesObject } from "../api/object.ts";
import type { SeldonDeployment } from "../api/seldon-deployment.ts";
import { applyDefaults, hasSeparateEngine, isWithoutEngine } from "../defaults/defaults.ts";
import type { OperatorConfig } from "../defaults/operator-config.ts";
import { planRoutes } from "../ingress/providers.ts";
import { routeInput } from "../ingress/route-input.ts";
import { validate } from "../validation/rules.ts";
import { checkAnnotations } from "./annotations.ts";
import { checkRunnable } from "./runnable.ts";
import { placeUnits } from "./placement.ts";
import type { ArtifactVerdict, UnitPlacement } from "./placement.ts";
import { createContext } from "./predictor-context.ts";
import type { PredictorContext } from "./predictor-context.ts";
import { planPredictor } from "./predictor.ts";

export interface Plan {
  /** In the order in which they may be applied; empty when there are problems. */
  readonly objects: readonly KubernetesObject[];
  readonly placement: readonly UnitPlacement[];
  /** What has no effect or another one than it seems. */
  readonly warnings: readonly Issue[];
  /** What is refused, or cannot run: the SeldonDeployment fails with these. */
  readonly problems: readonly Issue[];
}

/**
 * Plans a SeldonDeployment.
 * @param sdep as readSeldonDeployment returned it
 * @param verdicts what runtimes said about artifacts that they cannot serve
 */
export function plan(sdep: SeldonDeployment, config: OperatorConfig, verdicts: readonly ArtifactVerdict[] = []): Plan {
  const problems: Issue[] = [...validate(sdep, config)];
  if (problems.length > 0) return { objects: [], placement: [], warnings: [], problems };
  const warnings: Issue[] = [];
  const completed = applyDefaults(sdep, config);
  checkAnnotations(sdep, warnings);
  checkRunnable(completed, problems);
  const contexts = sdep.spec.predictors.map((written, index): PredictorContext => {
    const path = `spec.predictors[${index}]`;
    const annotations = sdep.spec.annotations ?? {};
    const isSeparate = hasSeparateEngine(sdep.spec) || isWithoutEngine(written);
    const input = { predictor: written, path, annotations, isSeparate, config, verdicts };
    const placed = placeUnits(input, warnings);
    return createContext({
      sdep: completed,
      predictor: completed.spec.predictors[index]!,
      path,
      config,
      placement: new Map(placed.map((unit) => [unit.unit, unit])),
      warnings,
      problems,
    });
  });
  const objects = [
    ...contexts.flatMap((context) => planPredictor(context)),
    ...planRoutes(routeInput(completed, config, warnings)),
  ];
  checkObjectNames(objects, problems);
  return {
    objects: problems.length > 0 ? [] : objects.map((object) => finished(object, sdep)),
    placement: contexts.flatMap(({ placement }) => [...placement.values()]),
    warnings: unique(warnings),
    problems: unique(problems),
  };
}

/** Names are joined of parts with "-" between them, and so different parts may make one name. */
function checkObjectNames(objects: readonly KubernetesObject[], problems: Issue[]): void {
  const seen = new Set<string>();
  for (const { kind, metadata } of objects) {
    const key = `${kind} ${metadata.name}`;
    if (seen.has(key)) problems.push({ path: "spec.predictors", message: `two objects would be the ${key}` });
    seen.add(key);
  }
}

/** As it goes over the network: with its owner, when that is stored already, and without fields that are undefined. */
function finished(object: KubernetesObject, { apiVersion, kind, metadata }: SeldonDeployment): KubernetesObject {
  const { name, uid } = metadata;
  const owner = uid && { apiVersion, kind, name, uid, controller: true, blockOwnerDeletion: true };
  const owned = { ...object, metadata: { ...object.metadata, ...(owner && { ownerReferences: [owner] }) } };
  return JSON.parse(JSON.stringify(owned)) as KubernetesObject;
}

function unique(issues: readonly Issue[]): readonly Issue[] {
  return [...new Map(issues.map((issue) => [`${issue.path}\n${issue.message}`, issue])).values()];
}
