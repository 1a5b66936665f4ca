/** Who owns which fields: the sets of server-side apply, flat, as lists of steps in JSON. @module */
import type { FieldSet, KubeObject, ManagedFields } from "../../../../operator/kube/object.ts";
import { isRecord } from "../../../../operator/kube/object.ts";

/** Lists of built-in kinds whose elements are told apart by keys; all others are atomic. */
const KEYS: Readonly<Record<string, readonly string[]>> = {
  containers: ["name"],
  initContainers: ["name"],
  volumes: ["name"],
  env: ["name"],
  volumeMounts: ["mountPath"],
  ownerReferences: ["uid"],
};

function keysOf(field: string, element: Readonly<Record<string, unknown>>): readonly string[] | undefined {
  if (field === "ports") return ["containerPort" in element ? "containerPort" : "port", "protocol"];
  return KEYS[field];
}

/** The step that leads to an element: its keys with their values. */
export function elementStep(field: string, element: unknown): string | undefined {
  if (!isRecord(element)) return undefined;
  const keys = keysOf(field, element);
  if (keys === undefined) return undefined;
  const values = keys.map((key) => [key, element[key] ?? (key === "protocol" ? "TCP" : undefined)]);
  return `k:${JSON.stringify(Object.fromEntries(values))}`;
}

/** Maps that are one value. */
const ATOMIC = new Set(["selector", "nodeSelector"]);

const UNOWNED = new Set(["apiVersion", "kind", "status"]);
const UNOWNED_META = new Set([
  "name",
  "namespace",
  "uid",
  "resourceVersion",
  "generation",
  "creationTimestamp",
  "managedFields",
  "deletionTimestamp",
  "selfLink",
]);

/** All leaves that an object sets, each with its value. */
export function leavesOf(object: unknown): Map<string, unknown> {
  const leaves = new Map<string, unknown>();
  const visit = (value: unknown, steps: readonly string[], field: string): void => {
    if (isRecord(value) && Object.keys(value).length > 0 && !ATOMIC.has(field)) {
      for (const [name, below] of Object.entries(value)) {
        if (below === undefined || below === null) continue;
        if (steps.length === 0 && UNOWNED.has(name)) continue;
        if (steps.length === 1 && steps[0] === "f:metadata" && UNOWNED_META.has(name)) continue;
        visit(below, [...steps, `f:${name}`], name);
      }
      return;
    }
    if (Array.isArray(value) && value.length > 0 && elementStep(field, value[0]) !== undefined) {
      for (const element of value) visit(element, [...steps, elementStep(field, element)!], "");
      return;
    }
    if (steps.length > 0) leaves.set(JSON.stringify(steps), value);
  };
  visit(object, [], "");
  return leaves;
}

export function toTree(paths: Iterable<string>): FieldSet {
  const root: Record<string, unknown> = {};
  for (const path of paths) {
    let node = root;
    for (const step of JSON.parse(path) as string[]) node = (node[step] ??= {}) as Record<string, unknown>;
  }
  return root as unknown as FieldSet;
}

export function toPaths(tree: FieldSet, steps: readonly string[] = []): Set<string> {
  const entries = Object.entries(tree).filter(([step]) => step !== ".");
  if (entries.length === 0) return steps.length === 0 ? new Set() : new Set([JSON.stringify(steps)]);
  return new Set(entries.flatMap(([step, below]) => [...toPaths(below, [...steps, step])]));
}

export interface Owner {
  readonly manager: string;
  readonly operation: string;
  paths: Set<string>;
}

export function ownersOf(object: KubeObject | undefined): Owner[] {
  return (object?.metadata.managedFields ?? []).map(({ manager = "", operation = "", fieldsV1 = {} }) => ({
    manager,
    operation,
    paths: toPaths(fieldsV1),
  }));
}

export function toManagedFields(owners: readonly Owner[], apiVersion: string): ManagedFields[] {
  return owners
    .filter(({ paths }) => paths.size > 0)
    .map(({ manager, operation, paths }) => ({
      manager,
      operation,
      apiVersion,
      fieldsType: "FieldsV1",
      fieldsV1: toTree(paths),
    }));
}

/** Lays one object over another: lists with keys element by element, atomic ones as a whole. */
export function mergeInto(live: unknown, applied: unknown, field = ""): unknown {
  if (isRecord(live) && isRecord(applied) && !ATOMIC.has(field)) {
    const merged: Record<string, unknown> = { ...live };
    for (const [name, value] of Object.entries(applied)) {
      if (value !== undefined && value !== null) merged[name] = mergeInto(live[name], value, name);
    }
    return merged;
  }
  if (Array.isArray(live) && Array.isArray(applied) && elementStep(field, applied[0]) !== undefined) {
    const rest = live.filter(
      (element) => !applied.some((own) => elementStep(field, own) === elementStep(field, element)),
    );
    const own = applied.map((element) =>
      mergeInto(
        live.find((other) => elementStep(field, other) === elementStep(field, element)),
        element,
      ),
    );
    return [...own, ...rest];
  }
  return applied;
}

/** The object without the leaves at these paths, and without what is empty then. */
export function without(object: unknown, paths: ReadonlySet<string>): unknown {
  const visit = (value: unknown, steps: readonly string[], field: string): unknown => {
    if (paths.has(JSON.stringify(steps))) return undefined;
    if (isRecord(value)) {
      const kept = Object.entries(value)
        .map(([name, below]) => [name, visit(below, [...steps, `f:${name}`], name)] as const)
        .filter(([, below]) => below !== undefined);
      return kept.length === 0 && Object.keys(value).length > 0 ? undefined : Object.fromEntries(kept);
    }
    if (Array.isArray(value) && elementStep(field, value[0]) !== undefined) {
      // An element that has nothing but its keys left, and these not wanted any more, goes.
      const kept = value.map((element) => visit(element, [...steps, elementStep(field, element)!], ""));
      const left = kept.filter((element) => element !== undefined);
      return left.length === 0 ? undefined : left;
    }
    return value;
  };
  return visit(object, [], "");
}
