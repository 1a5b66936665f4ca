/** Calls that wait for a place on a connection, first come, first served. @module */
import { InferenceError } from "../../../errors.ts";
import type { RpcCall } from "../../../host.ts";
import { callAfter } from "../timer.ts";
import type { Connection } from "./connection.ts";
import { urlOf } from "./sent-call.ts";

interface WaitingCall {
  readonly call: RpcCall;
  readonly resolve: (connection: Connection) => void;
  readonly reject: (error: unknown) => void;
}

export class WaitingCalls {
  readonly #max: number;
  readonly #calls = new Set<WaitingCall>();

  constructor(max: number) {
    this.#max = max;
  }

  get size(): number {
    return this.#calls.size;
  }

  /**
   * Waits for a place.
   * @param lateError what it fails with when its time is over
   * @throws InferenceError RESOURCE_EXHAUSTED when too many wait; the reason of the call's signal
   */
  add(call: RpcCall, untilMs: number, lateError: () => InferenceError): Promise<Connection> {
    return new Promise((resolve, reject) => {
      if (this.#calls.size >= this.#max) return reject(tooMany(call, this.#max));
      const leftMs = untilMs - performance.now();
      if (leftMs <= 0) return reject(lateError());
      const { signal } = call;
      const leave = (): void => {
        clearTimeout(timer);
        signal.removeEventListener("abort", onAbort);
        this.#calls.delete(waiting);
      };
      const waiting: WaitingCall = {
        call,
        resolve: (connection) => (leave(), resolve(connection)),
        reject: (error) => (leave(), reject(error)),
      };
      const onAbort = (): void => waiting.reject(signal.reason);
      const timer = callAfter(leftMs, () => waiting.reject(lateError()));
      signal.addEventListener("abort", onAbort);
      this.#calls.add(waiting);
    });
  }

  /** Gives the connection to the first. */
  next(connection: Connection): void {
    for (const waiting of this.#calls) return waiting.resolve(connection);
  }

  /** Fails all of them. @param toError what to fail the call of a URL with */
  fail(toError: (url: string) => InferenceError): void {
    for (const waiting of this.#calls) waiting.reject(toError(urlOf(waiting.call)));
  }
}

function tooMany(call: RpcCall, max: number): InferenceError {
  return new InferenceError("RESOURCE_EXHAUSTED", `Too many calls wait for ${call.target}; the limit is ${max}`);
}
