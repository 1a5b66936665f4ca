/**
 * One call on its way through the pool: waiting, running, or without a caller any more.
 * @module
 */
import { InferenceError } from "../../../errors.ts";
import type { EngineVerb } from "../../../units/engine.ts";
import type { Tensor } from "../../../tensor/tensor.ts";
import type { SharedSource } from "./messages.ts";

/** An engine that was opened in the pool, whether or not a worker has built it. */
export interface PoolEngine {
  readonly id: number;
  readonly source: SharedSource;
  closed: boolean;
}

export type PoolRequest =
  | { readonly kind: "run"; readonly verb: EngineVerb; readonly tensors: readonly Tensor[] }
  | { readonly kind: "describe" };

export interface PoolCall {
  readonly id: number;
  readonly engine: PoolEngine;
  readonly request: PoolRequest;
  /** Resolves or rejects with the outcome, or rejects as soon as the signal aborts. */
  readonly result: Promise<unknown>;
  /** Whether the caller has its outcome already. */
  readonly settled: boolean;
  resolve(value: unknown): void;
  reject(error: InferenceError): void;
}

/** Makes a call. `onAbandoned` runs once when the signal aborts before the outcome is there. */
export function createCall(
  id: number,
  engine: PoolEngine,
  request: PoolRequest,
  signal: AbortSignal,
  onAbandoned: (call: PoolCall) => void,
): PoolCall {
  const { promise, resolve, reject } = deferred();
  let settled = false;
  const settle = (): boolean => {
    if (settled) return false;
    settled = true;
    signal.removeEventListener("abort", onAbort);
    return true;
  };
  const call: PoolCall = {
    id,
    engine,
    request,
    result: promise,
    get settled() {
      return settled;
    },
    resolve: (value) => {
      if (settle()) resolve(value);
    },
    reject: (error) => {
      if (settle()) reject(error);
    },
  };
  const onAbort = () => {
    call.reject(abortError(signal.reason));
    onAbandoned(call);
  };
  signal.addEventListener("abort", onAbort, { once: true });
  return call;
}

/** Why the caller went away, as its answer. */
export function abortError(reason: unknown): InferenceError {
  if (InferenceError.is(reason)) return reason;
  if (reason instanceof Error && reason.name === "TimeoutError") {
    return new InferenceError("DEADLINE_EXCEEDED", "The deadline passed while a worker thread was at it", {
      cause: reason,
    });
  }
  return new InferenceError("CANCELLED", "The request was cancelled", { cause: reason });
}

function deferred() {
  let resolve!: (value: unknown) => void;
  let reject!: (error: InferenceError) => void;
  const promise = new Promise<unknown>((onResolve, onReject) => {
    resolve = onResolve;
    reject = onReject;
  });
  return { promise, resolve, reject };
}
