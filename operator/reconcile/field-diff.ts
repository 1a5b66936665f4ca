/**
 * Whether an object in the cluster is as it should be. Asked before every write, so that a pass in
 * which nothing changed costs no call. The server has filled in defaults and other writers have
 * added fields of their own: what is wanted must be there, and nothing that was once wanted and is not any more.
 * @module
 */
import { isRecord } from "../kube/object.ts";
import type { FieldSet, KubeObject } from "../kube/object.ts";

/** Lists whose elements have names and that others may add to: sidecars, their volumes and ports. */
const SHARED_LISTS = new Set([
  "containers",
  "initContainers",
  "volumes",
  "volumeMounts",
  "env",
  "ports",
  "imagePullSecrets",
  "ownerReferences",
]);

/** Maps that are one value: who adds to them changes what they mean. */
const WHOLE_MAPS = new Set(["selector", "matchLabels", "nodeSelector"]);

/** Fields whose values are quantities: "1000m" comes back as "1". */
const QUANTITIES = new Set(["requests", "limits", "sizeLimit", "averageValue", "value", "divisor"]);

/**
 * The path of the first field that is not as wanted; undefined when an apply would change nothing.
 * @param manager under whose name the object is applied
 */
export function firstDifference(wanted: KubeObject, live: KubeObject, manager: string): string | undefined {
  const { apiVersion: _version, kind: _kind, metadata, ...rest } = wanted;
  const { labels, annotations, ownerReferences, finalizers } = metadata;
  const owned = live.metadata.managedFields?.find((entry) => entry.manager === manager && entry.operation === "Apply");
  if (owned === undefined) return "metadata.managedFields";
  return (
    missing(rest, live, []) ??
    missing({ labels, annotations, ownerReferences, finalizers }, live.metadata, ["metadata"]) ??
    unwanted(owned.fieldsV1 ?? {}, wanted, [])
  );
}

/** The path of the first part of `wanted` that `live` does not have. */
function missing(wanted: unknown, live: unknown, path: readonly string[]): string | undefined {
  if (wanted === undefined || wanted === null) return undefined;
  if (live === undefined) return isZero(wanted) ? undefined : path.join(".");
  if (Array.isArray(wanted)) return missingInList(wanted, live, path);
  if (isRecord(wanted)) {
    if (!isRecord(live)) return path.join(".");
    const isWhole = WHOLE_MAPS.has(path.at(-1) ?? "");
    if (isWhole && Object.keys(live).length !== Object.keys(wanted).length) return path.join(".");
    for (const [field, value] of Object.entries(wanted)) {
      const found = missing(value, live[field], [...path, field]);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  return wanted === live || isSameQuantity(wanted, live, path) ? undefined : path.join(".");
}

function missingInList(wanted: readonly unknown[], live: unknown, path: readonly string[]): string | undefined {
  if (!Array.isArray(live)) return path.join(".");
  const isShared = SHARED_LISTS.has(path.at(-1) ?? "");
  if (live.length < wanted.length || (live.length > wanted.length && !isShared)) return path.join(".");
  for (const [index, value] of wanted.entries()) {
    const name = isShared ? nameOf(value) : undefined;
    const partner: unknown = name === undefined ? live[index] : live.find((element) => nameOf(element) === name);
    const found = missing(value, partner ?? undefined, [...path, name ?? String(index)]);
    if (found !== undefined || partner === undefined) return found ?? [...path, name].join(".");
  }
  return undefined;
}

function nameOf(element: unknown): string | undefined {
  if (!isRecord(element)) return undefined;
  const { name, mountPath, uid } = element;
  const key = uid ?? mountPath ?? name;
  return typeof key === "string" ? key : undefined;
}

/** Values that the server does not write down. */
function isZero(value: unknown): boolean {
  if (Array.isArray(value)) return value.length === 0;
  if (isRecord(value)) return Object.keys(value).length === 0;
  return value === "" || value === 0 || value === false;
}

function isSameQuantity(wanted: unknown, live: unknown, path: readonly string[]): boolean {
  if (!path.slice(-2).some((field) => QUANTITIES.has(field)) || path.includes("env")) return false;
  const [left, right] = [toNumber(wanted), toNumber(live)];
  return left !== undefined && right !== undefined && Math.abs(left - right) <= Math.abs(left) * 1e-9;
}

const SUFFIXES: Readonly<Record<string, number>> = {
  n: 1e-9,
  u: 1e-6,
  m: 0.001,
  "": 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 0xe8d4a51000,
  P: 0x38d7ea4c68000,
  E: 0xde0b6b3a7640000,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
};

/** A quantity as a number: "500m" is 0.5. */
function toNumber(quantity: unknown): number | undefined {
  const match = /^([+-]?\d*\.?\d+(?:[eE][+-]?\d+)?)([a-zA-Z]{0,2})$/.exec(String(quantity).slice(0, 64));
  const factor = match === null ? undefined : SUFFIXES[match[2] ?? ""];
  return factor === undefined ? undefined : Number(match?.[1]) * factor;
}

/** The path of the first field that we own and that is not wanted any more. */
function unwanted(owned: FieldSet, wanted: unknown, path: readonly string[]): string | undefined {
  for (const [step, below] of Object.entries(owned)) {
    if (step === ".") continue;
    const found = stepInto(wanted, step);
    if (found === undefined) return [...path, step].join(".");
    const deeper = unwanted(below, found, [...path, step]);
    if (deeper !== undefined) return deeper;
  }
  return undefined;
}

/** What a step of a field set leads to; undefined when there is nothing there. */
function stepInto(wanted: unknown, step: string): unknown {
  const rest = step.slice(2);
  if (step.startsWith("f:")) return isRecord(wanted) ? (wanted[rest] ?? undefined) : undefined;
  if (!Array.isArray(wanted)) return undefined;
  if (step.startsWith("i:")) return wanted[Number(rest)];
  const key: unknown = JSON.parse(rest);
  if (step.startsWith("v:")) return wanted.find((element) => element === key);
  if (!isRecord(key)) return undefined;
  // A key may hold what the server filled in, as a port's protocol.
  const found = wanted.find(
    (element) =>
      isRecord(element) &&
      Object.entries(key).every(([field, value]) => element[field] === undefined || element[field] === value),
  );
  return isRecord(found) ? { ...key, ...found } : undefined;
}
