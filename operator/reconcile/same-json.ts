/** Comparing JSON values. @module */
import { isRecord } from "../kube/object.ts";

/** Whether two JSON values say the same, whatever the order of their fields. */
export function isSameJson(left: unknown, right: unknown): boolean {
  if (left === right) return true;
  if (Array.isArray(left) && Array.isArray(right)) {
    return left.length === right.length && left.every((value, index) => isSameJson(value, right[index]));
  }
  if (!isRecord(left) || !isRecord(right)) return false;
  const fields = new Set([...Object.keys(left), ...Object.keys(right)]);
  return [...fields].every((field) => isSameJson(left[field], right[field]));
}
