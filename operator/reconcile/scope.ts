/** Which SeldonDeployments an operator looks after. @see contract section 4.5 @module */
import type { Selection } from "../kube/client.ts";
import type { KubeObject } from "../kube/object.ts";

export const CONTROLLER_ID = "seldon.io/controller-id";

export interface Scope {
  /** This namespace alone; all of them when absent. */
  readonly namespace?: string;
  /** Those that carry this label value, and no others; those without one when absent. */
  readonly controllerId?: string;
}

/** The scope that Seldon's environment variables describe. */
export function scopeIn(env: Readonly<Record<string, string | undefined>>): Scope {
  const { WATCH_NAMESPACE: namespace = "", CONTROLLER_ID: id = "" } = env;
  return { ...(namespace === "" ? {} : { namespace }), ...(id === "" ? {} : { controllerId: id }) };
}

/** What is watched of SeldonDeployments: of the others nothing is even sent. */
export function selectionOf({ namespace, controllerId }: Scope): Selection {
  return {
    ...(namespace === undefined ? {} : { namespace }),
    labelSelector: controllerId === undefined ? `!${CONTROLLER_ID}` : `${CONTROLLER_ID}=${controllerId}`,
  };
}

/** Whether namespaces have to be looked at: they may say that somebody else looks after all that is in them. */
export function asksNamespaces({ namespace, controllerId }: Scope): boolean {
  return namespace === undefined && controllerId === undefined;
}

/** @param claimed whether the namespace carries the label of another controller */
export function isInScope(scope: Scope, sdep: KubeObject, claimed: (namespace: string) => boolean): boolean {
  const { labels, namespace = "default" } = sdep.metadata;
  if (scope.namespace !== undefined && scope.namespace !== namespace) return false;
  if ((labels?.[CONTROLLER_ID] ?? "") !== (scope.controllerId ?? "")) return false;
  return !asksNamespaces(scope) || !claimed(namespace);
}
