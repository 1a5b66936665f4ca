/** How many predictions a message asks for. @module */
import { rowCount } from "../tensor/tensor.ts";
import type { Message } from "./message.ts";

/**
 * Rows of a message: the first axis of its first tensor, the length of an ndarray of mixed values, 1 of
 * whatever has no rows; undefined when there is no data in it.
 */
export function rowsOf(message: Message | undefined): number | undefined {
  if (message === undefined) return undefined;
  const { data, encoding } = message;
  if (data.kind === "json" && encoding === "ndarray") return Array.isArray(data.value) ? data.value.length : 1;
  if (data.kind !== "tensors") return 1;
  const tensor = data.tensors[0];
  return tensor === undefined ? undefined : rowCount(tensor) || undefined;
}
