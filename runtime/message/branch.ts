/**
 * Reads a router's answer: the number of a child, -1 for all of them, -2 for none.
 * @see contract section 4.4 "Router result parsing"
 * @module
 */
import { InferenceError } from "../errors.ts";
import type { Message } from "./message.ts";
import { describePayload, tensorMessage } from "./message.ts";
import { DATATYPES } from "../tensor/datatype.ts";

export const ALL_CHILDREN = -1;
export const NO_CHILD = -2;

/**
 * The first number of the router's answer, cut toward zero.
 * @throws InferenceError INTERNAL when there is none, or no such child.
 */
export function readBranch(answer: Message, childCount: number): number {
  const { data } = answer;
  const tensor = data.kind === "tensors" ? data.tensors[0] : undefined;
  const first = tensor !== undefined && DATATYPES[tensor.datatype].kind !== "bytes" ? tensor.data[0] : undefined;
  if (first === undefined) {
    const got = tensor !== undefined && tensor.data.length === 0 ? "an empty array" : describePayload(answer);
    throw new InferenceError("INTERNAL", `The router must answer with a child's number, got ${got}`);
  }
  const branch = Math.trunc(Number(first));
  if (branch >= NO_CHILD && branch < childCount) return branch;
  const children = childCount === 1 ? "0 for its one child" : `0 to ${childCount - 1} for a child`;
  throw new InferenceError("INTERNAL", `The router answered ${String(first)}; expected -2, -1 or ${children}`);
}

/** A router's answer that names one child. */
export function branchMessage(branch: number): Message {
  return tensorMessage([{ name: "", datatype: "INT64", shape: [1], data: BigInt64Array.of(BigInt(branch)) }]);
}
