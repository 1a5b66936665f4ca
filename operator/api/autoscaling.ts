/** What scales and protects pods. @module */
import type { KubernetesObject, LabelSelector } from "./object.ts";

/** Names the Deployment that is scaled. */
export interface ScaleTarget {
  readonly apiVersion: "apps/v1";
  readonly kind: "Deployment";
  readonly name: string;
}

export interface HorizontalPodAutoscaler extends KubernetesObject {
  readonly kind: "HorizontalPodAutoscaler";
  readonly spec: {
    readonly scaleTargetRef: ScaleTarget;
    readonly minReplicas?: number | undefined;
    readonly maxReplicas: number;
    readonly metrics?: readonly object[] | undefined;
    readonly behavior?: object | undefined;
  };
}

export interface ScaledObject extends KubernetesObject {
  readonly apiVersion: "keda.sh/v1alpha1";
  readonly kind: "ScaledObject";
  readonly spec: { readonly scaleTargetRef: ScaleTarget; readonly triggers: readonly object[] };
}

export interface PodDisruptionBudget extends KubernetesObject {
  readonly kind: "PodDisruptionBudget";
  readonly spec: {
    readonly selector: LabelSelector;
    readonly minAvailable?: number | string | undefined;
    readonly maxUnavailable?: number | string | undefined;
  };
}
