/** What is in the cluster for a SeldonDeployment and should not be any more, and when it may go. @module */
import { isRecord, keyOf, listIn, recordIn, textIn } from "../kube/object.ts";
import type { KubeObject } from "../kube/object.ts";
import { kindKey, splitApiVersion } from "../kube/resource.ts";
import type { Resource } from "../kube/resource.ts";
import type { Inventory } from "./inventory.ts";

/** The kind and key of an object, whatever its version. */
export function identityOf({
  apiVersion,
  kind,
  metadata,
}: Pick<KubeObject, "apiVersion" | "kind" | "metadata">): string {
  return `${kindKey(splitApiVersion(apiVersion).group, kind)} ${keyOf({ metadata })}`;
}

export interface StaleObject {
  readonly resource: Resource;
  readonly object: KubeObject;
}

export interface PruneQuestion {
  readonly inventory: Inventory;
  readonly sdep: KubeObject;
  readonly id: string;
  /** Identities of what is wanted. */
  readonly wanted: ReadonlySet<string>;
  /** The label that names an object's predictor. */
  readonly predictorLabel: string;
  /** Whether the pods that replace an object of this predictor serve; undefined for what belongs to none. */
  readonly isReplaced: (predictor: string | undefined) => boolean;
}

/** Kinds that are made by others out of what the operator makes. */
const NOT_OURS = new Set(["SeldonDeployment", "Namespace", "Pod"]);

/**
 * Objects that the SeldonDeployment owns and that are not wanted. What serves requests stays until
 * its successor does: Deployments and Services of a predictor, ReplicaSets that lost their Deployment.
 * What a rollback would mount stays as long as there is a ReplicaSet to roll back to.
 */
export function staleObjects(question: PruneQuestion): readonly StaleObject[] {
  const { inventory, sdep, id, wanted, predictorLabel, isReplaced } = question;
  const namespace = sdep.metadata.namespace ?? "";
  const uid = sdep.metadata.uid ?? "";
  const replicaSets = inventory.find("apps", "ReplicaSet")?.cache.labelled(namespace, id) ?? [];
  const mounted = mountedBy(replicaSets);
  const found: StaleObject[] = [];
  for (const { resource, cache } of inventory.kinds()) {
    if (NOT_OURS.has(resource.kind)) continue;
    const isReplicaSet = resource.kind === "ReplicaSet";
    for (const object of isReplicaSet ? replicaSets : cache.ownedBy(uid)) {
      const { deletionTimestamp, labels, ownerReferences = [], name } = object.metadata;
      if (deletionTimestamp !== undefined) continue;
      // One with an owner is its Deployment's business.
      if (isReplicaSet ? ownerReferences.length > 0 : wanted.has(identityOf(object))) continue;
      if (resource.kind === "ConfigMap" && mounted.has(name)) continue;
      const serves = isReplicaSet || resource.kind === "Deployment" || resource.kind === "Service";
      if (serves && !isReplaced(labels?.[predictorLabel])) continue;
      found.push({ resource, object });
    }
  }
  return found;
}

/** The names of all ConfigMaps that pods of these ReplicaSets mount. */
function mountedBy(replicaSets: readonly KubeObject[]): ReadonlySet<string> {
  const names = replicaSets.flatMap((replicaSet) => {
    const spec = recordIn(recordIn(recordIn(replicaSet, "spec"), "template"), "spec");
    return listIn(spec, "volumes").flatMap((volume) => {
      const name = isRecord(volume) ? textIn(recordIn(volume, "configMap"), "name") : undefined;
      return name === undefined ? [] : [name];
    });
  });
  return new Set(names);
}
