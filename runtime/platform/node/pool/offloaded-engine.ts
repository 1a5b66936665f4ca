/**
 * An engine in the pool as its unit sees it.
 * @module
 */
import { InferenceError } from "../../../errors.ts";
import type { Tensor } from "../../../tensor/tensor.ts";
import type { OffloadedEngine, OffloadSource } from "../../../units/offload.ts";
import type { PoolEngine, PoolRequest } from "./call.ts";
import type { SharedSource } from "./messages.ts";

/** Hands a call to the pool and resolves to its outcome. */
export type Submit = (engine: PoolEngine, request: PoolRequest, signal: AbortSignal) => Promise<unknown>;

/** Makes the face that a unit sees. `onClose` runs once. */
export function offloadedEngine(
  engine: PoolEngine,
  submit: Submit,
  loadLimitMs: number,
  onClose: () => void,
): OffloadedEngine {
  return {
    run: async (verb, tensors, signal) =>
      (await submit(engine, { kind: "run", verb, tensors }, signal)) as readonly Tensor[],
    async describe() {
      const limit = new AbortController();
      const message = `Loading and warming up took longer than ${loadLimitMs} ms`;
      const timer = setTimeout(() => limit.abort(new InferenceError("DEADLINE_EXCEEDED", message)), loadLimitMs);
      try {
        return await submit(engine, { kind: "describe" }, limit.signal);
      } finally {
        clearTimeout(timer);
      }
    },
    async close() {
      if (engine.closed) return;
      engine.closed = true;
      onClose();
    },
  };
}

/** Copies the bytes once, for all threads and for those that replace them. */
export function shareSource(source: OffloadSource): SharedSource {
  const bytes = new Uint8Array(new SharedArrayBuffer(source.bytes.length));
  bytes.set(source.bytes);
  return { ...source, bytes };
}
