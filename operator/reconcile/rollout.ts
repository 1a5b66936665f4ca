/** How far the pods of a Deployment are. @module */
import { listIn, numberIn, recordIn, textIn } from "../kube/object.ts";
import type { KubeObject } from "../kube/object.ts";

export interface Rollout {
  readonly name: string;
  /** All pods are of the newest kind and available; also when there are meant to be none. */
  readonly isReady: boolean;
  /** Some pods answer, of whatever kind. */
  readonly isServing: boolean;
  /** It came to nothing within its deadline, and no pod answers. */
  readonly hasFailed: boolean;
  /** The rollout came to nothing; pods from before may still answer. */
  readonly isStuck: boolean;
  readonly replicas: number;
  readonly availableReplicas: number;
  /** What the Deployment itself says about why it is not available. */
  readonly reason: string;
  readonly message: string;
}

/** Reads a Deployment; one that is not there yet has made no progress. */
export function rolloutOf(name: string, deployment: KubeObject | undefined): Rollout {
  const status = recordIn(deployment, "status");
  const wanted = numberIn(recordIn(deployment, "spec"), "replicas") ?? 1;
  const replicas = numberIn(status, "replicas") ?? 0;
  const available = numberIn(status, "availableReplicas") ?? 0;
  const updated = numberIn(status, "updatedReplicas") ?? 0;
  const isSeen =
    deployment !== undefined &&
    (numberIn(status, "observedGeneration") ?? 0) >= (deployment.metadata.generation ?? Number.POSITIVE_INFINITY);
  const isAvailable = conditionOf(status, "Available");
  const progress = conditionOf(status, "Progressing");
  const isStuck = isSeen && textIn(progress, "status") === "False";
  return {
    name,
    isReady: isSeen && updated >= wanted && available >= wanted && replicas <= Math.max(updated, wanted),
    isServing: deployment !== undefined && (available > 0 || wanted === 0),
    hasFailed: isStuck && wanted > 0 && textIn(isAvailable, "status") === "False",
    isStuck: isStuck && wanted > 0,
    replicas,
    availableReplicas: available,
    reason: textIn(isAvailable, "reason") ?? "NotCreated",
    message: textIn(isAvailable, "message") ?? "The Deployment has no status yet",
  };
}

function conditionOf(status: unknown, type: string): unknown {
  return listIn(status, "conditions").find((condition) => textIn(condition, "type") === type);
}

/** Reasons of a waiting container that do not pass by themselves. */
const TROUBLE = new Set([
  "ImagePullBackOff",
  "ErrImagePull",
  "InvalidImageName",
  "CrashLoopBackOff",
  "CreateContainerConfigError",
  "CreateContainerError",
  "RunContainerError",
]);

/** Longest message of a pod that is repeated. */
const MAX_MESSAGE = 1024;

/** Why a pod does not come up, in one sentence; undefined when nothing is known to be wrong. */
export function troubleOf(pod: KubeObject): string | undefined {
  const { status } = pod;
  const scheduled = conditionOf(status, "PodScheduled");
  if (textIn(scheduled, "status") === "False" && textIn(scheduled, "reason") === "Unschedulable") {
    return sentence(`pod ${pod.metadata.name} is Unschedulable`, textIn(scheduled, "message"));
  }
  for (const container of [...listIn(status, "initContainerStatuses"), ...listIn(status, "containerStatuses")]) {
    const waiting = recordIn(recordIn(container, "state"), "waiting");
    const reason = textIn(waiting, "reason");
    const ended = ["state", "lastState"].map((field) => recordIn(recordIn(container, field), "terminated"));
    const said = ended.map((end) => textIn(end, "message")).find((message) => message !== undefined && message !== "");
    const hasEnded = ended.some((end) => (numberIn(end, "exitCode") ?? 0) !== 0);
    const where = `container ${textIn(container, "name") ?? ""} of pod ${pod.metadata.name}`;
    if (reason !== undefined && TROUBLE.has(reason)) {
      return sentence(`${where} is in ${reason}`, said ?? textIn(waiting, "message"));
    }
    if (hasEnded && said !== undefined && !isReady(container)) {
      return sentence(`${where} ended`, said);
    }
  }
  return undefined;
}

function isReady(container: unknown): boolean {
  return typeof container === "object" && container !== null && "ready" in container && container.ready === true;
}

function sentence(what: string, why: string | undefined): string {
  return why === undefined || why === "" ? what : `${what}: ${why.trim().slice(0, MAX_MESSAGE)}`;
}
