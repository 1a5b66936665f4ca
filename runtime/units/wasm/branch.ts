/** A router's answer: one i32, and the message that carries it. @module */
import { InferenceError } from "../../errors.ts";
import type { Message } from "../../message/message.ts";
import { tensorMessage, withMeta } from "../../message/message.ts";
import type { Meta } from "../../message/meta.ts";
import type { MemoryViews } from "./memory-views.ts";

/** Branches whose message is kept: all children, none, and as many children as graphs have. */
const KEPT = 64;

/**
 * Reads the branch number of a `zh_route` result.
 * @throws InferenceError INTERNAL when the result is not one i32.
 */
export function readBranch(views: MemoryViews, offset: number, length: number): number {
  if (length !== 4 || offset % 4 !== 0) {
    throw new InferenceError("INTERNAL", `Guest answered ${length} bytes at ${offset} from zh_route, expected one i32`);
  }
  return views.words[offset >>> 2]! | 0;
}

/** Makes branch numbers into messages; the tensors of small numbers are made once. */
export function createBranchMessages(): (branch: number, meta: Meta) => Message {
  const kept = new Map<number, Message>();
  return (branch, meta) => {
    const known = kept.get(branch);
    if (known !== undefined) return withMeta(known, meta);
    const data = BigInt64Array.of(BigInt(branch));
    const made = tensorMessage([{ name: "", datatype: "INT64", shape: [1], data }], [], "ndarray", meta);
    if (kept.size < KEPT) kept.set(branch, made);
    return made;
  };
}
