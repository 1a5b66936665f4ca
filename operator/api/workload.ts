/** Deployments, Services and ConfigMaps. @module */
import type { KubernetesObject, LabelSelector, Texts } from "./object.ts";
import type { PodTemplate } from "./pod.ts";

export interface Deployment extends KubernetesObject {
  readonly apiVersion: "apps/v1";
  readonly kind: "Deployment";
  readonly spec: {
    /** Absent where an autoscaler decides. */
    readonly replicas?: number | undefined;
    readonly selector: LabelSelector;
    readonly template: PodTemplate;
    readonly strategy: {
      readonly type: "RollingUpdate";
      readonly rollingUpdate: {
        readonly maxUnavailable: number | string;
        readonly maxSurge?: number | string | undefined;
      };
    };
    readonly progressDeadlineSeconds?: number | undefined;
  };
}

export interface ServicePort {
  readonly name: string;
  readonly port: number;
  readonly targetPort: number | string;
  readonly protocol: "TCP";
  readonly appProtocol?: string | undefined;
}

export interface Service extends KubernetesObject {
  readonly apiVersion: "v1";
  readonly kind: "Service";
  readonly spec: {
    readonly type: "ClusterIP";
    readonly clusterIP?: "None" | undefined;
    readonly sessionAffinity: "None";
    readonly selector: Texts;
    readonly ports: readonly ServicePort[];
  };
}

export interface ConfigMap extends KubernetesObject {
  readonly apiVersion: "v1";
  readonly kind: "ConfigMap";
  readonly immutable: true;
  readonly data: Texts;
}
