/** A router's answer: one i32, and the message that carries it. @module */
import { InferenceError } from "../../errors.ts";
import { branchMessage } from "../../message/branch.ts";
import type { Message } from "../../message/message.ts";
import { withMeta } from "../../message/message.ts";
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
    let message = kept.get(branch);
    if (message === undefined) {
      message = branchMessage(branch);
      if (kept.size < KEPT) kept.set(branch, message);
    }
    return withMeta(message, meta);
  };
}
