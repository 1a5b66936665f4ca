/** Makes one object of a plan true in the cluster, with as few calls as that takes. @module */
import type { ApplyOptions, KubeClient } from "../kube/client.ts";
import { isRecord, keyOf, listIn, numberIn, recordIn } from "../kube/object.ts";
import type { KubeObject } from "../kube/object.ts";
import type { Resource } from "../kube/resource.ts";
import { claimedFields } from "./claim-fields.ts";
import { firstDifference } from "./field-diff.ts";

/** Who the operator is among the writers of an object. */
export const FIELD_MANAGER = "zerohop-operator";

/** Holds the number of replicas when nobody says it any more, so that it stays what it was. */
const REPLICAS_MANAGER = "zerohop-operator-replicas";

export type Outcome = "unchanged" | "created" | "updated" | "replaced";

export interface Applied {
  readonly outcome: Outcome;
  /** As it now is in the cluster; undefined while it is being replaced. */
  readonly object: KubeObject | undefined;
  /** What was not as wanted. */
  readonly difference?: string;
}

export interface ObjectApplier {
  /**
   * @param live the object as the cache has it
   * @throws ForeignObject when the name is somebody else's; KubeError when the server refuses
   */
  apply(resource: Resource, wanted: KubeObject, live: KubeObject | undefined): Promise<Applied>;
}

/** An object of the wanted name is there and does not belong to the SeldonDeployment. It is left alone. */
export class ForeignObject extends Error {
  override readonly name = "ForeignObject";
}

/** Remembers what it applied: what the server writes in other words is not sent again and again. */
export function createObjectApplier(client: KubeClient): ObjectApplier {
  /** By uid: what was wanted, and what came of it. */
  const done = new Map<string, string>();

  async function send(resource: Resource, wanted: KubeObject, live: KubeObject | undefined): Promise<KubeObject> {
    const options: ApplyOptions = { fieldManager: FIELD_MANAGER, isForced: true };
    if (live !== undefined) {
      const fields = claimedFields(live, FIELD_MANAGER);
      if (fields !== undefined) {
        await client.patch(resource, live.metadata, [
          { op: "test", path: "/metadata/resourceVersion", value: live.metadata.resourceVersion },
          { op: "replace", path: "/metadata/managedFields", value: fields },
        ]);
      }
      await keepReplicas(client, resource, wanted, live);
    }
    return client.apply(resource, wanted, options);
  }

  return {
    async apply(resource, given, cached) {
      // What is undefined is not sent, so it must not be compared either.
      const wanted = JSON.parse(JSON.stringify(given)) as KubeObject;
      const { name, namespace } = wanted.metadata;
      const live = cached ?? (await client.get(resource, namespace, name));
      if (live === undefined) {
        const object = await client.apply(resource, wanted, { fieldManager: FIELD_MANAGER, isForced: true });
        return { outcome: "created", object };
      }
      if (!isOwnedAs(live, wanted)) {
        throw new ForeignObject(`${resource.kind} ${keyOf(wanted)} is there already and belongs to somebody else`);
      }
      const difference = firstDifference(wanted, live, FIELD_MANAGER);
      const uid = live.metadata.uid ?? "";
      const trace = `${JSON.stringify(wanted)} ${content(live)}`;
      if (difference === undefined || done.get(uid) === trace) return { outcome: "unchanged", object: live };
      if (mustBeReplaced(wanted, live)) {
        // Its pods serve on until those of the new one are ready.
        const propagation = resource.kind === "Deployment" ? "Orphan" : "Background";
        await client.delete(resource, live.metadata, { uid, propagation });
        return { outcome: "replaced", object: undefined, difference };
      }
      const object = await send(resource, wanted, live);
      if (firstDifference(wanted, object, FIELD_MANAGER) === undefined) done.delete(uid);
      else if (done.size < MAX_DONE) done.set(uid, `${JSON.stringify(wanted)} ${content(object)}`);
      const isSame = object.metadata.resourceVersion === live.metadata.resourceVersion;
      return { outcome: isSame ? "unchanged" : "updated", object, difference };
    },
  };
}

const MAX_DONE = 10_000;

/** All that a writer can change, without what changes by itself. */
function content(object: KubeObject): string {
  const { status: _status, metadata, ...rest } = object;
  return JSON.stringify([rest, metadata.labels, metadata.annotations, metadata.ownerReferences]);
}

function isOwnedAs(live: KubeObject, wanted: KubeObject): boolean {
  const owners = new Set((live.metadata.ownerReferences ?? []).map(({ uid }) => uid));
  return (wanted.metadata.ownerReferences ?? []).some(({ uid }) => owners.has(uid));
}

/** Fields that can never change: a Deployment's selector, and whether a Service has an address. */
export function mustBeReplaced(wanted: KubeObject, live: KubeObject): boolean {
  const [spec, before] = [recordIn(wanted, "spec"), recordIn(live, "spec")];
  if (wanted.kind === "Deployment") {
    const [left, right] = [recordIn(spec, "selector"), recordIn(before, "selector")].map((selector) =>
      Object.entries(recordIn(selector, "matchLabels"))
        .map(([label, value]) => `${label}=${String(value)}`)
        .toSorted()
        .join(),
    );
    return left !== right;
  }
  if (wanted.kind === "Service") return (spec["clusterIP"] === "None") !== (before["clusterIP"] === "None");
  return false;
}

/**
 * Handing the number of replicas to an autoscaler: a field that its only owner stops to send is
 * removed, and a Deployment without it falls back to one pod.
 * @see Kubernetes documentation, "Server-Side Apply", transferring ownership
 */
async function keepReplicas(
  client: KubeClient,
  resource: Resource,
  wanted: KubeObject,
  live: KubeObject,
): Promise<void> {
  if (wanted.kind !== "Deployment" || numberIn(recordIn(wanted, "spec"), "replicas") !== undefined) return;
  const replicas = numberIn(recordIn(live, "spec"), "replicas");
  const owners = listIn(live.metadata, "managedFields").filter((entry) =>
    isRecord(recordIn(recordIn(entry, "fieldsV1"), "f:spec")["f:replicas"]),
  );
  const isOurs = owners.length > 0 && owners.every((entry) => isRecord(entry) && entry["manager"] === FIELD_MANAGER);
  if (replicas === undefined || !isOurs) return;
  const { apiVersion, kind, metadata } = wanted;
  const { name, namespace } = metadata;
  await client.apply(
    resource,
    { apiVersion, kind, metadata: { name, ...(namespace === undefined ? {} : { namespace }) }, spec: { replicas } },
    { fieldManager: REPLICAS_MANAGER, isForced: true },
  );
}
