/** Deployments of a predictor's pods. @see contract section 3.2 @module */
import type { Texts } from "../api/object.ts";
import type { PodSpec } from "../api/pod.ts";
import type { ComponentSpec, PredictiveUnit } from "../api/seldon-deployment.ts";
import type { Deployment } from "../api/workload.ts";
import { PART, PREDICTOR, SHADOW, typeLabels } from "../naming/labels.ts";
import { readableName } from "../naming/names.ts";
import { deploymentAnnotations, podAnnotations } from "./annotations.ts";
import type { PredictorContext } from "./predictor-context.ts";
import { ownLabels } from "./predictor-context.ts";

export interface DeploymentParts {
  readonly name: string;
  /** `runtime`, or what tells the pod from the predictor's others. */
  readonly part: string;
  readonly components: readonly ComponentSpec[];
  readonly units: readonly PredictiveUnit[];
  /** By which Services find the pods. */
  readonly labels: Texts;
  readonly pod: PodSpec;
  /** Undefined where an autoscaler decides. */
  readonly replicas: number | undefined;
}

/** Puts a Deployment together; its selector never changes as long as its name does not. */
export function deploymentOf(parts: DeploymentParts, context: PredictorContext): Deployment {
  const { predictor, namespace } = context;
  const { name, components, replicas } = parts;
  const labels = podLabels(parts, context);
  const surge = deploymentAnnotations(context, components);
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: {
      name,
      namespace,
      labels: {
        ...labels,
        ...(predictor.shadow === true && SHADOW),
        ...(parts.part === "runtime" && { "seldon-deployment-contains-svcorch": "true" }),
      },
      annotations: deploymentAnnotations(context, components),
    },
    spec: {
      replicas,
      selector: { matchLabels: selectorOf(parts.part, context) },
      template: {
        metadata: { labels, annotations: podAnnotations(context, components) },
        spec: withPodDefaults(parts.pod, context),
      },
      strategy: {
        type: "RollingUpdate",
        rollingUpdate: {
          maxUnavailable: amount(surge["zerohop.io/max-unavailable"]) ?? 0,
          maxSurge: amount(surge["zerohop.io/max-surge"]) ?? "25%",
        },
      },
      progressDeadlineSeconds: predictor.progressDeadlineSeconds,
    },
  };
}

/** The labels that select a predictor's pods of one part. */
export function selectorOf(part: string, context: PredictorContext): Texts {
  const { "seldon-deployment-id": id = "" } = ownLabels(context);
  return { "seldon-deployment-id": id, [PREDICTOR]: readableName([context.predictor.name]), [PART]: part };
}

// The label of a shadow is not among them: what mirrors traffic must not restart pods.
function podLabels({ name, part, components, units, labels }: DeploymentParts, context: PredictorContext): Texts {
  const own = components.map(({ metadata }) => metadata?.labels ?? {});
  return Object.assign(
    { app: name, fluentd: "true" },
    context.predictor.labels,
    ...own,
    typeLabels(units),
    ownLabels(context),
    labels,
    selectorOf(part, context),
  ) as Texts;
}

function withPodDefaults(pod: PodSpec, { config }: PredictorContext): PodSpec {
  const user = /^\d{1,9}$/.test(config.defaultUserId) ? Number(config.defaultUserId) : undefined;
  return {
    restartPolicy: "Always",
    dnsPolicy: "ClusterFirst",
    schedulerName: "default-scheduler",
    terminationGracePeriodSeconds: 20,
    ...(user !== undefined && { securityContext: { runAsUser: user } }),
    ...pod,
  };
}

function amount(text: string | undefined): number | string | undefined {
  if (text === undefined || !/^\d{1,5}%?$/.test(text)) return undefined;
  return text.endsWith("%") ? text : Number(text);
}
