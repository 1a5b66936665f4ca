/**
 * What the operator may do: what it does, and nothing else. It reads no Secret but its own
 * certificate, which lies in its own namespace; pods mount what they need.
 * @see contract section 4.8, pain points 28 and 29
 * @module
 */
import { GROUP, PLURAL } from "../crd/definition.ts";
import { WEBHOOK_SECRET, webhookName } from "./options.ts";
import type { InstallOptions } from "./options.ts";

/** A rule of a Role or ClusterRole. */
export interface Rule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly verbs: readonly string[];
}

const READ = ["get", "list", "watch"] as const;
/** Server-side apply makes and changes with `patch`, and asks for `create` where there was nothing. */
const OWN = [...READ, "create", "patch", "delete"] as const;

function rule(group: string, resources: readonly string[], verbs: readonly string[]): Rule {
  return { apiGroups: [group], resources, verbs };
}

/** In every namespace whose SeldonDeployments it looks after. */
export const WORK_RULES: readonly Rule[] = [
  rule(GROUP, [PLURAL], READ),
  rule(GROUP, [`${PLURAL}/status`], ["get", "patch"]),
  // Owner references that block deletion need it where that is enforced.
  rule(GROUP, [`${PLURAL}/finalizers`], ["update"]),
  rule("", ["services", "configmaps"], OWN),
  rule("", ["pods"], READ),
  rule("", ["events"], ["create", "patch"]),
  rule("apps", ["deployments"], OWN),
  rule("apps", ["replicasets"], READ),
  rule("autoscaling", ["horizontalpodautoscalers"], OWN),
  rule("policy", ["poddisruptionbudgets"], OWN),
];

/** Kinds that an installation may do without, by what uses them; contract sections 3.9 to 3.11. */
const OPTIONAL = {
  "gateway-api": ["gateway.networking.k8s.io", "httproutes", "grpcroutes"],
  istio: ["networking.istio.io", "virtualservices", "destinationrules"],
  ambassador: ["getambassador.io", "mappings", "tlscontexts"],
  keda: ["keda.sh", "scaledobjects"],
} as const;

type Optional = keyof typeof OPTIONAL;

/**
 * For kinds that are in use, and for those that are not: what was written before the choice changed,
 * or by another operator, is found and removed, but nothing is written.
 */
export const OPTIONAL_RULES: Readonly<Record<Optional, Readonly<Record<"used" | "unused", Rule>>>> = {
  "gateway-api": optional("gateway-api"),
  istio: optional("istio"),
  ambassador: optional("ambassador"),
  keda: optional("keda"),
};

function optional(name: Optional): Readonly<Record<"used" | "unused", Rule>> {
  const [group, ...resources] = OPTIONAL[name];
  return { used: rule(group, resources, OWN), unused: rule(group, resources, [...READ, "delete"]) };
}

/** All that it needs in such a namespace. */
export function workRules({ ingress, keda }: Pick<InstallOptions, "ingress" | "keda">): readonly Rule[] {
  const kinds = Object.entries(OPTIONAL_RULES).map(([name, { used, unused }]) =>
    name === ingress || (name === "keda" && keda) ? used : unused,
  );
  return [...WORK_RULES, ...kinds];
}

/** In the whole cluster, whatever it looks after: its webhook's configuration alone. */
export function webhookRules(options: Pick<InstallOptions, "namespace">): readonly Rule[] {
  return [
    {
      apiGroups: ["admissionregistration.k8s.io"],
      resources: ["validatingwebhookconfigurations"],
      resourceNames: [webhookName(options)],
      verbs: ["get", "patch"],
    },
  ];
}

/** Namespaces say by label that another operator looks after them. */
export const NAMESPACE_RULES: readonly Rule[] = [rule("", ["namespaces"], READ)];

/** In the operator's own namespace. */
export const HOME_RULES: readonly Rule[] = [
  rule("coordination.k8s.io", ["leases"], ["get", "create", "patch", "update"]),
  rule("", ["configmaps"], READ),
  rule("", ["events"], ["create", "patch"]),
  // What is not there yet has no name to allow it by.
  rule("", ["secrets"], ["create"]),
  { apiGroups: [""], resources: ["secrets"], resourceNames: [WEBHOOK_SECRET], verbs: ["get", "update"] },
];
