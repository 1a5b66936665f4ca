/** What a pass knows before it acts: the plan, and how far the cluster is with it. @module */
import { splitApiVersion } from "../kube/resource.ts";
import type { KubeObject } from "../kube/object.ts";
import { PREDICTOR } from "../naming/labels.ts";
import { deploymentId, explainerName } from "../naming/names.ts";
import { mustBeReplaced } from "./apply-object.ts";
import type { PassError } from "./conditions.ts";
import { hasServed, predictorsOf } from "./deployment-view.ts";
import { holdTraffic } from "./hold-traffic.ts";
import type { Hold } from "./hold-traffic.ts";
import type { Inventory } from "./inventory.ts";
import { ownedKind, rankOf } from "./owned-kinds.ts";
import { InvalidDeployment } from "./planner.ts";
import type { Plan, Planner, Verdict } from "./planner.ts";
import { rolloutOf, troubleOf } from "./rollout.ts";
import type { Rollout } from "./rollout.ts";
import type { StatusInput } from "./status.ts";
import { currentVerdicts } from "./verdicts.ts";

export interface Pass {
  readonly sdep: KubeObject;
  /** Value of the label that its objects carry. */
  readonly id: string;
  /** In the order in which they are made, with their owner. */
  readonly objects: readonly KubeObject[];
  readonly warnings: readonly string[];
  /** Why nothing could be planned. */
  readonly error: PassError | undefined;
  readonly hold: Hold;
  /** Whether the pods that are wanted for a predictor answer. */
  readonly isServing: (predictor: string) => boolean;
  /** The Deployments that are wanted, as they are now. */
  readonly liveDeployments: () => readonly KubeObject[];
  /** Whether all pods that are wanted for a predictor are there, and what they replace may go. */
  readonly isReady: (predictor: string) => boolean;
  /** How things are now; asked again after acting. */
  readonly view: () => Omit<StatusInput, "errors" | "date">;
}

export function planPass(sdep: KubeObject, planner: Planner, inventory: Inventory): Pass {
  const { name, namespace = "" } = sdep.metadata;
  const id = deploymentId(name);
  const pods = inventory.find("", "Pod")?.cache.labelled(namespace, id) ?? [];
  const verdicts = currentVerdicts(sdep, pods, (pod) => pod.metadata.labels?.[PREDICTOR]);
  const planned = tryPlan(sdep, planner, verdicts);
  const wanted = planned.plan.objects.map((object) => withOwner(object, sdep));
  const explainers = new Set(predictorsOf(sdep).map((predictor) => explainerName(name, predictor.name)));
  const shadows = new Set(predictorsOf(sdep).flatMap((predictor) => (predictor.isShadow ? [predictor.name] : [])));
  const deployments = wanted.filter(({ kind }) => kind === "Deployment");
  const predictorOf = new Map(deployments.map(({ metadata }) => [metadata.name, metadata.labels?.[PREDICTOR] ?? ""]));

  // One that has to be replaced is not the one that is wanted, however well it does.
  const liveOf = (deployment: KubeObject): KubeObject | undefined => {
    const live = inventory.live(deployment);
    return live !== undefined && mustBeReplaced(deployment, live) ? undefined : live;
  };
  const rollouts = (): readonly Rollout[] =>
    deployments.map((deployment) => rolloutOf(deployment.metadata.name, liveOf(deployment)));
  const deploymentsOf = (predictor: string): readonly Rollout[] =>
    rollouts().filter((rollout) => predictorOf.get(rollout.name) === predictor && !explainers.has(rollout.name));
  const isServing = (predictor: string): boolean => {
    const own = deploymentsOf(predictor);
    return own.length > 0 && own.every((rollout) => rollout.isServing);
  };
  const held = holdTraffic(sdep, (predictor) => isServing(predictor) || hasServed(sdep, predictor));
  const routes =
    held.hold === "some" && planned.error === undefined
      ? tryPlan(held.sdep, planner, verdicts).plan.objects.map((object) => withOwner(object, sdep))
      : wanted;

  return {
    sdep,
    id,
    objects: [...wanted.filter((object) => !isRoute(object)), ...routes.filter(isRoute)].toSorted(
      (left, right) => rank(left) - rank(right),
    ),
    warnings: planned.plan.warnings,
    error: planned.error,
    hold: held.hold,
    isServing,
    liveDeployments: () => deployments.flatMap((deployment) => liveOf(deployment) ?? []),
    isReady: (predictor) => deploymentsOf(predictor).every((rollout) => rollout.isReady),
    view: () => ({
      sdep,
      objects: wanted,
      warnings: planned.plan.warnings,
      verdicts,
      deploymentsOf,
      rollouts: rollouts(),
      isSide: (deployment) => explainers.has(deployment) || shadows.has(predictorOf.get(deployment) ?? ""),
      troubles: troublesOf(pods, predictorOf),
    }),
  };
}

function tryPlan(
  sdep: KubeObject,
  planner: Planner,
  verdicts: readonly Verdict[],
): { readonly plan: Plan; readonly error: PassError | undefined } {
  try {
    return { plan: planner(sdep, verdicts), error: undefined };
  } catch (error) {
    const message = error instanceof InvalidDeployment ? error.message : `Planning failed: ${String(error)}`;
    return { plan: { objects: [], warnings: [] }, error: { kind: undefined, message } };
  }
}

/** Everything is made in the SeldonDeployment's own namespace, so that it goes with its owner. */
function withOwner(object: KubeObject, sdep: KubeObject): KubeObject {
  const { name, namespace = "default", uid = "" } = sdep.metadata;
  const owner = {
    apiVersion: sdep.apiVersion,
    kind: sdep.kind,
    name,
    uid,
    controller: true,
    blockOwnerDeletion: true,
  };
  return { ...object, metadata: { ...object.metadata, namespace, ownerReferences: [owner] } };
}

export function isRoute({ apiVersion, kind }: KubeObject): boolean {
  return ownedKind(splitApiVersion(apiVersion).group, kind)?.isRoute === true;
}

function rank({ apiVersion, kind }: KubeObject): number {
  return rankOf(splitApiVersion(apiVersion).group, kind);
}

/** What is wrong with pods, by Deployment: a pod's ReplicaSet is called after it, with one part more. */
function troublesOf(
  pods: readonly KubeObject[],
  deployments: ReadonlyMap<string, unknown>,
): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const pod of pods) {
    const [owner] = pod.metadata.ownerReferences ?? [];
    const deployment = owner?.name.replace(/-[^-]*$/, "");
    const trouble = troubleOf(pod);
    if (trouble !== undefined && deployment !== undefined && deployments.has(deployment))
      found.set(deployment, trouble);
  }
  return found;
}
