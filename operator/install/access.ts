/** The operator's account and what binds permissions to it. @module */
import { manifest } from "./manifest.ts";
import type { Manifest } from "./manifest.ts";
import { OPERATOR, clusterName } from "./options.ts";
import type { InstallOptions } from "./options.ts";
import { HOME_RULES, NAMESPACE_RULES, webhookRules, workRules } from "./permissions.ts";
import type { Rule } from "./permissions.ts";

const RBAC = "rbac.authorization.k8s.io";

/** ServiceAccount, roles and bindings; with one namespace to look after there is next to nothing cluster-wide. */
export function access(options: InstallOptions): readonly Manifest[] {
  const { namespace, scope } = options;
  const account = manifest("v1", "ServiceAccount", { name: OPERATOR, namespace });
  const work = workRules(options);
  const cluster = webhookRules(options);
  const home = role(namespace, OPERATOR, HOME_RULES, namespace);
  if (scope.mode === "namespace") {
    const there = role(scope.namespace, `${OPERATOR}-work`, work, namespace);
    return [account, ...clusterRole(options, cluster), ...home, ...there];
  }
  return [account, ...clusterRole(options, [...work, ...NAMESPACE_RULES, ...cluster]), ...home];
}

function clusterRole(options: InstallOptions, rules: readonly Rule[]): readonly Manifest[] {
  const name = clusterName(options);
  return [
    manifest(`${RBAC}/v1`, "ClusterRole", { name }, { rules }),
    manifest(`${RBAC}/v1`, "ClusterRoleBinding", { name }, bind("ClusterRole", name, options.namespace)),
  ];
}

function role(namespace: string, name: string, rules: readonly Rule[], home: string): readonly Manifest[] {
  return [
    manifest(`${RBAC}/v1`, "Role", { name, namespace }, { rules }),
    manifest(`${RBAC}/v1`, "RoleBinding", { name, namespace }, bind("Role", name, home)),
  ];
}

function bind(kind: string, name: string, home: string): Readonly<Record<string, unknown>> {
  return {
    roleRef: { apiGroup: RBAC, kind, name },
    subjects: [{ kind: "ServiceAccount", name: OPERATOR, namespace: home }],
  };
}
