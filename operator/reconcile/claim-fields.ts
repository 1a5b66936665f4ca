/**
 * Taking over what Seldon's operator made. It wrote whole objects, and what it wrote is its own:
 * server-side apply would leave its containers beside ours. So its fields become ours first; those
 * that are not wanted then go with the next apply.
 * @module
 */
import type { FieldSet, KubeObject, ManagedFields } from "../kube/object.ts";

/** What Seldon's operator, and writers from before fields had owners, are called. */
const PREDECESSORS = new Set(["manager", "seldon-core-operator", "before-first-apply"]);

/** The object's managed fields with the predecessor's given to us; undefined when there is nothing to take. */
export function claimedFields(live: KubeObject, manager: string): readonly ManagedFields[] | undefined {
  const entries = live.metadata.managedFields ?? [];
  const isPrevious = (entry: ManagedFields): boolean =>
    entry.operation === "Update" && PREDECESSORS.has(entry.manager ?? "") && (entry.subresource ?? "") === "";
  const previous = entries.filter(isPrevious);
  if (previous.length === 0) return undefined;
  const own = entries.find((entry) => entry.manager === manager && entry.operation === "Apply");
  const fields = [own, ...previous].reduce<FieldSet>((sum, entry) => merge(sum, entry?.fieldsV1 ?? {}), {});
  // What it wrote into the status stays nobody's: a writer of the spec has no say there.
  const { "f:status": _status, ...fieldsV1 } = fields;
  const claimed = { ...(own ?? previous[0]), manager, operation: "Apply", fieldsV1 };
  return [claimed, ...entries.filter((entry) => entry !== own && !isPrevious(entry))];
}

function merge(left: FieldSet, right: FieldSet): FieldSet {
  const merged: Record<string, FieldSet> = { ...left };
  for (const [step, below] of Object.entries(right)) merged[step] = merge(merged[step] ?? {}, below);
  return merged;
}
