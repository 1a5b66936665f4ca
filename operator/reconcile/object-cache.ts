/** The cluster's objects of one kind, as a reflector last saw them, by name, by owner and by deployment. @module */
import { keyOf } from "../kube/object.ts";
import type { KubeObject } from "../kube/object.ts";
import type { ReflectorSink } from "../kube/reflector.ts";

export interface ObjectCacheOptions {
  /** The label that says which SeldonDeployment an object belongs to. */
  readonly label: string;
  /** What is kept of an object; undefined for nothing at all. */
  readonly keep?: (object: KubeObject) => KubeObject | undefined;
  /** Told about every change, with the object as it was before. */
  readonly onChange: (object: KubeObject | undefined, before: KubeObject | undefined) => void;
}

export interface ObjectCache extends ReflectorSink {
  get(key: string): KubeObject | undefined;
  all(): IterableIterator<KubeObject>;
  /** The objects of a namespace whose label has this value. */
  labelled(namespace: string, value: string): readonly KubeObject[];
  /** The objects that this uid owns. */
  ownedBy(uid: string): readonly KubeObject[];
  /** Takes in the answer to an own write, so that it is known before the watch tells. */
  observe(object: KubeObject): void;
  readonly size: number;
}

export function createObjectCache({ label, keep = (object) => object, onChange }: ObjectCacheOptions): ObjectCache {
  const objects = new Map<string, KubeObject>();
  const index = new Map<string, Map<string, KubeObject>>();
  /** The newest state of the store that the watch has told of. */
  let seen = 0n;

  function placesOf({ metadata }: KubeObject): string[] {
    const value = metadata.labels?.[label];
    const owners = (metadata.ownerReferences ?? []).map(({ uid }) => `uid ${uid}`);
    return value === undefined ? owners : [...owners, `label ${metadata.namespace ?? ""}/${value}`];
  }

  function put(key: string, object: KubeObject | undefined): void {
    const before = objects.get(key);
    for (const place of before === undefined ? [] : placesOf(before)) {
      const entries = index.get(place);
      entries?.delete(key);
      if (entries?.size === 0) index.delete(place);
    }
    if (object === undefined) objects.delete(key);
    else {
      objects.set(key, object);
      for (const place of placesOf(object)) {
        const entries = index.get(place) ?? new Map<string, KubeObject>();
        index.set(place, entries.set(key, object));
      }
    }
    if (before !== object) onChange(object, before);
  }

  function upsert(object: KubeObject): void {
    const before = objects.get(keyOf(object));
    // The watch is behind what an own write has already told.
    if (before !== undefined && versionOf(before) >= versionOf(object)) return;
    put(keyOf(object), keep(object));
  }

  return {
    replace(found, resourceVersion) {
      const kept = new Set(found.map(keyOf));
      for (const key of objects.keys()) if (!kept.has(key)) put(key, undefined);
      for (const object of found) upsert(object);
      seen = toVersion(resourceVersion);
    },
    upsert(object) {
      seen = versionOf(object);
      upsert(object);
    },
    remove(object) {
      seen = versionOf(object);
      put(keyOf(object), undefined);
    },
    observe(object) {
      // The watch may have told of its deletion before the answer to its making came.
      if (objects.has(keyOf(object)) || versionOf(object) > seen) upsert(object);
    },
    get: (key) => objects.get(key),
    all: () => objects.values(),
    labelled: (namespace, value) => [...(index.get(`label ${namespace}/${value}`)?.values() ?? [])],
    ownedBy: (uid) => [...(index.get(`uid ${uid}`)?.values() ?? [])],
    get size() {
      return objects.size;
    },
  };
}

function versionOf(object: KubeObject): bigint {
  return toVersion(object.metadata.resourceVersion ?? "");
}

/** Versions are numbers that grow, in every server there is. */
function toVersion(text: string): bigint {
  return /^\d{1,20}$/.test(text) ? BigInt(text) : 0n;
}
