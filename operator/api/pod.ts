/** Pods and what is in them; fields that the operator only hands on are not named. @module */
import type { ObjectMeta } from "./object.ts";

export interface ContainerPort {
  readonly name?: string | undefined;
  readonly containerPort: number;
  readonly protocol?: string | undefined;
}

/** A variable with a value, or with a source that is handed on as it is. */
export interface EnvVar {
  readonly name: string;
  readonly value?: string | undefined;
  readonly valueFrom?: object | undefined;
}

export interface EnvFrom {
  readonly prefix?: string | undefined;
  readonly secretRef?: { readonly name: string } | undefined;
  readonly configMapRef?: { readonly name: string } | undefined;
}

export interface VolumeMount {
  readonly name: string;
  readonly mountPath: string;
  readonly readOnly?: boolean | undefined;
}

/** Quantities by resource name: `{ cpu: "100m", memory: "128Mi" }`. */
export type ResourceList = Readonly<Record<string, string | number>>;

export interface Resources {
  readonly requests?: ResourceList | undefined;
  readonly limits?: ResourceList | undefined;
}

export interface Probe {
  readonly httpGet?: { readonly path: string; readonly port: string | number; readonly scheme?: string | undefined };
  readonly tcpSocket?: { readonly port: string | number };
  readonly initialDelaySeconds?: number | undefined;
  readonly periodSeconds?: number | undefined;
  readonly timeoutSeconds?: number | undefined;
  readonly successThreshold?: number | undefined;
  readonly failureThreshold?: number | undefined;
}

export interface Container {
  readonly name: string;
  readonly image?: string | undefined;
  readonly imagePullPolicy?: string | undefined;
  readonly command?: readonly string[] | undefined;
  readonly args?: readonly string[] | undefined;
  readonly ports?: readonly ContainerPort[] | undefined;
  readonly env?: readonly EnvVar[] | undefined;
  readonly envFrom?: readonly EnvFrom[] | undefined;
  readonly resources?: Resources | undefined;
  readonly volumeMounts?: readonly VolumeMount[] | undefined;
  readonly startupProbe?: Probe | undefined;
  readonly readinessProbe?: Probe | undefined;
  readonly livenessProbe?: Probe | undefined;
  readonly lifecycle?: object | undefined;
  readonly securityContext?: object | undefined;
  readonly terminationMessagePath?: string | undefined;
  readonly terminationMessagePolicy?: string | undefined;
}

/** A volume; its source is handed on as it is. */
export interface Volume {
  readonly name: string;
  readonly [source: string]: unknown;
}

export interface PodSpec {
  readonly containers: readonly Container[];
  readonly initContainers?: readonly Container[] | undefined;
  readonly volumes?: readonly Volume[] | undefined;
  readonly serviceAccountName?: string | undefined;
  readonly restartPolicy?: string | undefined;
  readonly dnsPolicy?: string | undefined;
  readonly schedulerName?: string | undefined;
  readonly terminationGracePeriodSeconds?: number | undefined;
  readonly securityContext?: object | undefined;
}

export interface PodTemplate {
  readonly metadata: Omit<ObjectMeta, "name">;
  readonly spec: PodSpec;
}
