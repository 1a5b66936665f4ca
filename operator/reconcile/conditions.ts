/** The conditions of a SeldonDeployment, in Knative's manner: Ready sums up those that it depends on. @module */
import type { KubeObject } from "../kube/object.ts";
import { splitApiVersion } from "../kube/resource.ts";
import { conditionOf, hasServed, predictorCondition, predictorsOf } from "./deployment-view.ts";
import type { Condition } from "./deployment-view.ts";
import type { Rollout } from "./rollout.ts";

/** Something that could not be done, and for which kind of object. */
export interface PassError {
  /** undefined when nothing could be planned at all. */
  readonly kind: string | undefined;
  readonly message: string;
}

export interface ConditionInput {
  readonly sdep: KubeObject;
  /** What is planned. */
  readonly objects: readonly KubeObject[];
  readonly warnings: readonly string[];
  /** In the order of the plan. */
  readonly rollouts: readonly Rollout[];
  readonly errors: readonly PassError[];
  /** Deployments of a predictor, without its explainer. */
  readonly deploymentsOf: (predictor: string) => readonly Rollout[];
  /** Whether a Deployment is a shadow's or an explainer's. */
  readonly isSide: (deployment: string) => boolean;
  /** The time of day, in milliseconds since 1970. */
  readonly date: number;
}

type Draft = Omit<Condition, "lastTransitionTime" | "message"> & { readonly message: string };

/** Longest message of a condition in the Kubernetes API. */
const MAX_MESSAGE = 4096;

/** Condition, the kinds that it is about, and what these are called. */
const BY_KIND: readonly (readonly [type: string, kinds: readonly string[], plural: string])[] = [
  ["ServicesReady", ["Service"], "Services"],
  ["HpasReady", ["HorizontalPodAutoscaler"], "HPAs"],
  ["KedaReady", ["ScaledObject"], "ScaledObjects"],
  ["PdbsReady", ["PodDisruptionBudget"], "PDBs"],
  ["istioVirtualServicesReady", ["VirtualService", "DestinationRule"], "VirtualServices"],
  ["AmbassadorMappingsReady", ["Mapping", "TLSContext"], "Ambassador Mappings"],
  ["RoutesReady", ["HTTPRoute", "GRPCRoute"], "routes of the Gateway API"],
];

/** All conditions, by type; one whose status is as before keeps the time at which it came to be so. */
export function conditionsOf(input: ConditionInput): readonly Condition[] {
  const parts = [planned(input), deploymentsReady(input), ...BY_KIND.map((row) => kindReady(input, row))];
  const predictors = predictorsOf(input.sdep).map(({ name }) => predictorReady(input, name));
  const at = new Date(input.date).toISOString().replace(/\.\d+Z$/, "Z");
  return [ready(parts), ...parts, ...predictors]
    .map(({ message, ...draft }) => {
      const before = conditionOf(input.sdep, draft.type);
      const lastTransitionTime = before?.status === draft.status ? before.lastTransitionTime : at;
      return { ...draft, ...(message === "" ? {} : { message: message.slice(0, MAX_MESSAGE) }), lastTransitionTime };
    })
    .toSorted((left, right) => (left.type < right.type ? -1 : 1));
}

function ready(parts: readonly Draft[]): Draft {
  const broken = parts.find(({ status }) => status === "False") ?? parts.find(({ status }) => status === "Unknown");
  if (broken === undefined) return { type: "Ready", status: "True", reason: "Ready", message: "" };
  return { ...broken, type: "Ready" };
}

function planned({ errors, warnings }: ConditionInput): Draft {
  const error = errors.find(({ kind }) => kind === undefined);
  if (error !== undefined) return { type: "Planned", status: "False", reason: "Invalid", message: error.message };
  const reason = warnings.length > 0 ? "PlannedWithWarnings" : "Planned";
  return { type: "Planned", status: "True", reason, message: warnings.join("; ") };
}

function deploymentsReady({ rollouts, errors, isSide }: ConditionInput): Draft {
  const type = "DeploymentsReady";
  const error = errors.find(({ kind }) => kind === undefined || kind === "Deployment");
  if (error !== undefined) return { type, status: "False", reason: "DeploymentsFailed", message: error.message };
  const late = rollouts.find(({ name, isReady }) => !isReady && !isSide(name));
  if (late === undefined) return { type, status: "True", reason: "DeploymentsReady", message: "" };
  const status = late.hasFailed ? "False" : "Unknown";
  return { type, status, reason: late.reason, message: `Deployment ${late.name}: ${late.message}` };
}

function kindReady({ objects, errors }: ConditionInput, [type, kinds, plural]: (typeof BY_KIND)[number]): Draft {
  const error = errors.find(({ kind }) => kind !== undefined && kinds.includes(kind));
  if (error !== undefined) return { type, status: "False", reason: "NotApplied", message: error.message };
  const count = objects.filter(({ apiVersion, kind }) => kinds.includes(kind) && isOurs(apiVersion)).length;
  if (count === 0) return { type, status: "True", reason: "NoneDefined", message: `No ${plural} defined` };
  return { type, status: "True", reason: "Applied", message: `All ${plural} created` };
}

/** Knative has Services of its own. */
function isOurs(apiVersion: string): boolean {
  return splitApiVersion(apiVersion).group !== "serving.knative.dev";
}

/** Tells a predictor that has yet to start from one that has served and does not now: only the first gets no traffic. */
function predictorReady({ sdep, deploymentsOf }: ConditionInput, predictor: string): Draft {
  const type = predictorCondition(predictor);
  const rollouts = deploymentsOf(predictor);
  const late = rollouts.find(({ isServing }) => !isServing);
  if (late === undefined && rollouts.length > 0) return { type, status: "True", reason: "Serving", message: "" };
  const reason = hasServed(sdep, predictor) ? "Unavailable" : "Starting";
  const message = late === undefined ? "No Deployment yet" : `Deployment ${late.name}: ${late.message}`;
  return { type, status: "False", reason, message };
}
