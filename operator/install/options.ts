/**
 * What an administrator decides when the operator is installed, and the names of what is installed.
 * @module
 */
import type { IngressKind } from "../defaults/operator-config.ts";

/** Which SeldonDeployments the operator looks after. */
export type Scope =
  | { readonly mode: "cluster" }
  | { readonly mode: "namespace"; readonly namespace: string }
  /** Those with the label `seldon.io/controller-id` of this value, in all namespaces. */
  | { readonly mode: "controller-id"; readonly id: string };

export interface InstallOptions {
  /** Where the operator itself runs. */
  readonly namespace: string;
  /** Operator and runtime are one image. */
  readonly image: string;
  readonly scope: Scope;
  /** Routes that the operator may write; it uses none whose kinds the cluster does not have. */
  readonly ingress: IngressKind;
  readonly keda: boolean;
  /** More than one takes turns by a Lease; all of them answer the webhook. */
  readonly replicas: number;
  /** Whether the CustomResourceDefinition is among the objects. */
  readonly withCrd: boolean;
}

export const DEFAULT_INSTALL: Omit<InstallOptions, "image"> = {
  namespace: "zerohop-system",
  scope: { mode: "cluster" },
  ingress: "gateway-api",
  keda: false,
  replicas: 1,
  withCrd: true,
};

export const OPERATOR = "zerohop-operator";
export const WEBHOOK_SERVICE = "zerohop-webhook";
export const WEBHOOK_SECRET = "zerohop-webhook-tls";
/** Metrics, /healthz and /readyz. */
export const METRICS_PORT = 8080;
export const WEBHOOK_PORT = 8443;
export const CONTROLLER_ID = "seldon.io/controller-id";

/** The webhook configuration's name: one an installation, so that two do not share it. */
export function webhookName({ namespace }: Pick<InstallOptions, "namespace">): string {
  return namespace === DEFAULT_INSTALL.namespace ? "zerohop-webhook" : `zerohop-webhook-${namespace}`;
}

/** What cluster-wide roles are called, for the same reason. */
export function clusterName({ namespace }: Pick<InstallOptions, "namespace">): string {
  return namespace === DEFAULT_INSTALL.namespace ? OPERATOR : `${OPERATOR}-${namespace}`;
}

/** Labels of everything that belongs to the operator; deleting by them leaves the definition alone. */
export const LABELS: Readonly<Record<string, string>> = {
  "app.kubernetes.io/name": OPERATOR,
  "app.kubernetes.io/part-of": "zerohop",
  "app.kubernetes.io/component": "operator",
};

/** The published image of a version. */
export function defaultImage(version: string): string {
  return `docker.io/zerohop/zerohop:${version}`;
}
