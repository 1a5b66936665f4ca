/** The store behind the fake API server: versions, history, owners of fields, garbage. @module */
import { randomUUID } from "node:crypto";
import type { KubeObject } from "../../../../operator/kube/object.ts";
import { keyOf } from "../../../../operator/kube/object.ts";
import { isSameJson } from "../../../../operator/reconcile/same-json.ts";
import { withDefaults } from "./defaults.ts";
import { leavesOf, mergeInto, ownersOf, toManagedFields, without } from "./field-sets.ts";

export class Refusal extends Error {
  readonly code: number;
  readonly reason: string;
  constructor(code: number, reason: string, message: string) {
    super(message);
    this.code = code;
    this.reason = reason;
  }
}

export interface Change {
  readonly version: number;
  readonly collection: string;
  readonly before: KubeObject | undefined;
  readonly after: KubeObject | undefined;
}

export interface Write {
  readonly manager: string;
  readonly operation: "Apply" | "Update";
  readonly isForced?: boolean;
  readonly isStatus?: boolean;
  readonly isDryRun?: boolean;
}

export interface Store {
  readonly version: number;
  readonly oldest: number;
  get(collection: string, key: string): KubeObject | undefined;
  list(collection: string): readonly KubeObject[];
  /** Puts an object as a whole, with all that a server does to it. */
  write(collection: string, object: KubeObject, write: Write): KubeObject;
  apply(collection: string, object: KubeObject, write: Write): KubeObject;
  remove(collection: string, key: string, options?: { uid?: string; propagation?: string }): KubeObject;
  changesAfter(version: number): readonly Change[];
  onChange(listener: (change: Change) => void): () => void;
  /** Forgets the past: who asks for it gets 410. */
  compact(): void;
}

export function createStore(): Store {
  const objects = new Map<string, Map<string, KubeObject>>();
  const listeners = new Set<(change: Change) => void>();
  let history: Change[] = [];
  let version = 1000;
  let oldest = 1000;

  const inCollection = (collection: string): Map<string, KubeObject> => {
    const known = objects.get(collection) ?? new Map<string, KubeObject>();
    objects.set(collection, known);
    return known;
  };

  function commit(
    collection: string,
    key: string,
    before: KubeObject | undefined,
    after: KubeObject | undefined,
  ): KubeObject {
    version += 1;
    const resourceVersion = String(version);
    const last = { ...(after ?? before)!, metadata: { ...(after ?? before)!.metadata, resourceVersion } };
    if (after === undefined) inCollection(collection).delete(key);
    else inCollection(collection).set(key, last);
    const change = { version, collection, before, after: after === undefined ? undefined : last };
    history.push(change);
    for (const listener of listeners) listener(change);
    return last;
  }

  function finish(collection: string, given: KubeObject, before: KubeObject | undefined, isDryRun = false): KubeObject {
    const after = withDefaults(given);
    checkImmutable(after, before);
    if (before !== undefined && isSameJson(after, before)) return before;
    const isNewSpec = before === undefined || !isSameJson(essence(after), essence(before));
    const generation = (before?.metadata.generation ?? 0) + (isNewSpec ? 1 : 0);
    const done = { ...after, metadata: { ...after.metadata, generation } };
    if (isDryRun) return done;
    if (done.metadata.deletionTimestamp !== undefined && (done.metadata.finalizers ?? []).length === 0) {
      return vanish(collection, done, "Background");
    }
    return commit(collection, keyOf(done), before, done);
  }

  function vanish(collection: string, object: KubeObject, propagation: string): KubeObject {
    const gone = commit(collection, keyOf(object), object, undefined);
    const { uid } = object.metadata;
    for (const [place, all] of objects) {
      for (const dependent of all.values()) {
        const owners = dependent.metadata.ownerReferences ?? [];
        const left = owners.filter((owner) => owner.uid !== uid);
        if (left.length === owners.length) continue;
        if (left.length === 0 && propagation !== "Orphan") remove(place, keyOf(dependent), { propagation });
        else
          commit(place, keyOf(dependent), dependent, {
            ...dependent,
            metadata: { ...dependent.metadata, ownerReferences: left },
          });
      }
    }
    return gone;
  }

  function remove(collection: string, key: string, options: { uid?: string; propagation?: string } = {}): KubeObject {
    const object = inCollection(collection).get(key);
    if (object === undefined) throw new Refusal(404, "NotFound", `${collection} "${key}" not found`);
    if (options.uid !== undefined && options.uid !== object.metadata.uid) {
      throw new Refusal(409, "Conflict", "Precondition failed: UID in precondition differs");
    }
    if ((object.metadata.finalizers ?? []).length > 0) {
      const deletionTimestamp = object.metadata.deletionTimestamp ?? new Date().toISOString();
      return commit(collection, key, object, { ...object, metadata: { ...object.metadata, deletionTimestamp } });
    }
    return vanish(collection, object, options.propagation ?? "Background");
  }

  return {
    get version() {
      return version;
    },
    get oldest() {
      return oldest;
    },
    get: (collection, key) => inCollection(collection).get(key),
    list: (collection) => [...inCollection(collection).values()].toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1)),
    write(collection, given, { manager, isStatus = false, isDryRun = false }) {
      const before = inCollection(collection).get(keyOf(given));
      const wanted = given.metadata.resourceVersion;
      if (before !== undefined && wanted !== undefined && wanted !== before.metadata.resourceVersion) {
        throw new Refusal(
          409,
          "Conflict",
          `the object has been modified; please apply your changes to the latest version`,
        );
      }
      if (before !== undefined && isStatus) {
        return finish(
          collection,
          { ...before, ...(given["status"] === undefined ? {} : { status: given["status"] }) },
          before,
        );
      }
      const owners = given.metadata.managedFields === undefined ? ownersOf(before) : ownersOf(given);
      const now = leavesOf(withDefaults(given));
      const then = before === undefined ? new Map<string, unknown>() : leavesOf(before);
      const changed = [...now].filter(([path, value]) => !isSameJson(then.get(path), value)).map(([path]) => path);
      for (const owner of owners) {
        owner.paths = new Set([...owner.paths].filter((path) => now.has(path) && !changed.includes(path)));
      }
      const own = owners.find((owner) => owner.manager === manager && owner.operation === "Update");
      if (own === undefined) owners.push({ manager, operation: "Update", paths: new Set(changed) });
      else for (const path of changed) own.paths.add(path);
      const { status: _status, ...rest } = given;
      return finish(
        collection,
        {
          ...(rest as KubeObject),
          ...(before === undefined
            ? given["status"] === undefined
              ? {}
              : { status: given["status"] }
            : before["status"] === undefined
              ? {}
              : { status: before["status"] }),
          metadata: { ...systemMeta(given, before), managedFields: toManagedFields(owners, given.apiVersion) },
        },
        before,
        isDryRun,
      );
    },
    apply(collection, given, { manager, isForced = false, isDryRun = false }) {
      if (given.metadata.managedFields !== undefined)
        throw new Refusal(400, "BadRequest", "metadata.managedFields must be nil");
      const before = inCollection(collection).get(keyOf(given));
      const own = leavesOf(given);
      const then = before === undefined ? new Map<string, unknown>() : leavesOf(before);
      const owners = ownersOf(before);
      for (const owner of owners) {
        if (owner.manager === manager && owner.operation === "Apply") continue;
        const taken = [...own].filter(([path, value]) => owner.paths.has(path) && !isSameJson(then.get(path), value));
        if (taken.length > 0 && !isForced) {
          throw new Refusal(409, "Conflict", `Apply failed with conflict with "${owner.manager}": ${taken[0]?.[0]}`);
        }
        for (const [path] of taken) owner.paths.delete(path);
      }
      const mine = owners.find((owner) => owner.manager === manager && owner.operation === "Apply");
      const others = owners.filter((owner) => owner !== mine);
      const dropped = [...(mine?.paths ?? [])].filter(
        (path) => !own.has(path) && !others.some((owner) => owner.paths.has(path)),
      );
      const merged = mergeInto(without(before ?? {}, new Set(dropped)), given) as KubeObject;
      const all = [...others, { manager, operation: "Apply", paths: new Set(own.keys()) }];
      const { status: _status, ...rest } = merged;
      return finish(
        collection,
        {
          ...(rest as KubeObject),
          ...(before?.["status"] === undefined ? {} : { status: before["status"] }),
          metadata: { ...systemMeta(merged, before), managedFields: toManagedFields(all, given.apiVersion) },
        },
        before,
        isDryRun,
      );
    },
    remove,
    changesAfter: (from) => history.filter((change) => change.version > from),
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    compact() {
      history = [];
      oldest = version;
    },
  };
}

function systemMeta(given: KubeObject, before: KubeObject | undefined): KubeObject["metadata"] {
  const { uid, resourceVersion, creationTimestamp, generation, deletionTimestamp } = before?.metadata ?? {};
  return {
    ...given.metadata,
    uid: uid ?? randomUUID(),
    creationTimestamp: creationTimestamp ?? new Date().toISOString(),
    ...(resourceVersion && { resourceVersion }),
    ...(generation && { generation }),
    ...(deletionTimestamp && { deletionTimestamp }),
  };
}

function essence(object: KubeObject): unknown {
  const { metadata: _metadata, status: _status, ...rest } = object;
  return rest;
}

function checkImmutable(after: KubeObject, before: KubeObject | undefined): void {
  if (before === undefined) return;
  const selector = (object: KubeObject): unknown => (object["spec"] as { selector?: unknown } | undefined)?.selector;
  if (after.kind === "Deployment" && !isSameJson(selector(after), selector(before))) {
    throw new Refusal(422, "Invalid", "spec.selector: Invalid value: field is immutable");
  }
  if (before["immutable"] === true && !isSameJson(after["data"], before["data"])) {
    throw new Refusal(422, "Invalid", "data: Forbidden: field is immutable when `immutable` is set");
  }
}
