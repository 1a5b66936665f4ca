/** Caches and watches of all kinds that the operator deals with. @module */
import type { KubeClient, Selection } from "../kube/client.ts";
import type { Clock } from "../kube/clock.ts";
import { isRecord } from "../kube/object.ts";
import type { KubeObject } from "../kube/object.ts";
import { startReflector } from "../kube/reflector.ts";
import type { Reflector } from "../kube/reflector.ts";
import { kindKey, splitApiVersion } from "../kube/resource.ts";
import type { Resource } from "../kube/resource.ts";
import { createObjectCache } from "./object-cache.ts";
import type { ObjectCache } from "./object-cache.ts";

export interface InventoryOptions {
  readonly client: KubeClient;
  readonly clock: Clock;
  readonly random: () => number;
  readonly label: string;
  readonly onError: (resource: Resource, error: unknown) => void;
}

export interface WatchedKind {
  readonly resource: Resource;
  readonly cache: ObjectCache;
}

export interface WatchOptions {
  readonly selection: Selection;
  readonly keep?: (object: KubeObject) => KubeObject | undefined;
  readonly onChange: (object: KubeObject | undefined, before: KubeObject | undefined) => void;
}

export interface Inventory {
  /** Starts to watch a kind; the kind as it is when it is watched already. Resolves when its cache is full. */
  watch(resource: Resource, options: WatchOptions): Promise<WatchedKind>;
  /** The kind in whatever version it is watched. */
  find(group: string, kind: string): WatchedKind | undefined;
  /** The object that this one is, or would be, in the cluster. */
  live(object: KubeObject): KubeObject | undefined;
  kinds(): Iterable<WatchedKind>;
  isSynced(): boolean;
  close(): Promise<void>;
}

export function createInventory({ client, clock, random, label, onError }: InventoryOptions): Inventory {
  const kinds = new Map<string, WatchedKind & { readonly reflector: Reflector }>();

  return {
    async watch(resource, { selection, keep, onChange }) {
      const key = kindKey(resource.group, resource.kind);
      let known = kinds.get(key);
      if (known === undefined) {
        const cache = createObjectCache({ label, keep: keep ?? withoutForeignFields, onChange });
        const reflector = startReflector({
          client,
          resource,
          selection,
          sink: cache,
          clock,
          random,
          onError: (error) => onError(resource, error),
        });
        known = { resource, cache, reflector };
        kinds.set(key, known);
      }
      await known.reflector.synced;
      return known;
    },
    find: (group, kind) => kinds.get(kindKey(group, kind)),
    live({ apiVersion, kind, metadata: { name, namespace } }) {
      const { group } = splitApiVersion(apiVersion);
      const known = kinds.get(kindKey(group, kind));
      return known?.cache.get(namespace === undefined ? name : `${namespace}/${name}`);
    },
    kinds: () => kinds.values(),
    isSynced: () => [...kinds.values()].every(({ reflector }) => reflector.isSynced()),
    async close() {
      await Promise.all([...kinds.values()].map(({ reflector }) => reflector.close()));
    },
  };
}

/** Who owns the fields of a status is of no interest and often the largest part of an object. */
function withoutForeignFields(object: KubeObject): KubeObject {
  const { managedFields = [], ...metadata } = object.metadata;
  const ours = managedFields.filter(({ subresource }) => subresource === undefined || subresource === "");
  return { ...object, metadata: { ...metadata, managedFields: ours } };
}

/** Of a pod: where it belongs and how it fares. Of the rest there is much and nobody asks. */
export function keepOfPod(pod: KubeObject): KubeObject {
  return { ...bare(pod), status: pod["status"] };
}

/** Of a ReplicaSet: which ConfigMaps its pods mount. */
export function keepOfReplicaSet(object: KubeObject): KubeObject {
  const spec = isRecord(object["spec"]) ? object["spec"] : {};
  return { ...bare(object), spec: { replicas: spec["replicas"], template: spec["template"] } };
}

function bare({ apiVersion, kind, metadata }: KubeObject): KubeObject {
  const { managedFields: _fields, annotations: _annotations, ...rest } = metadata;
  return { apiVersion, kind, metadata: rest };
}
