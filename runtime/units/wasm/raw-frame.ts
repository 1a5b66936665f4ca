/**
 * A whole frame as one UINT8 tensor: how frames cross to a worker thread, whose interface knows
 * tensors only.
 * @module
 */
import { InferenceError } from "../../errors.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { describeTensor } from "../../tensor/tensor.ts";
import { writeFrame } from "./frame-encode.ts";
import type { FramePlan } from "./frame-encode.ts";
import { ownViews } from "./memory-views.ts";
import type { MemoryViews } from "./memory-views.ts";

/** Wraps a frame's bytes. */
export function frameTensor(bytes: Uint8Array): Tensor {
  return { name: "frame", datatype: "UINT8", shape: [bytes.length], data: bytes };
}

/** Writes a planned frame to memory of its own. */
export function writeRawFrame(plan: FramePlan): Tensor {
  const views = ownViews(plan.bytes);
  writeFrame(plan, views, 0);
  return frameTensor(views.bytes.subarray(0, plan.bytes));
}

/** The bytes of a frame tensor. */
export function frameBytes(tensors: readonly Tensor[]): Uint8Array {
  const data = tensors[0]?.data;
  if (tensors.length === 1 && data instanceof Uint8Array) return data;
  const got = tensors.map(describeTensor).join(" + ");
  throw new InferenceError("INTERNAL", `Expected one UINT8 tensor holding a frame, got ${got || "none"}`);
}

/** Views on a frame's bytes as if they lay at 0 in a guest's memory. */
export function viewsOf(bytes: Uint8Array): MemoryViews {
  const views = ownViews(bytes.length);
  views.bytes.set(bytes);
  return views;
}
