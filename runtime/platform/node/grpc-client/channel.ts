/**
 * All connections to what stands behind one name: chooses one for each call, lets calls wait while
 * there is none, and gives a call to another one where the first cannot have acted on it.
 * @module
 */
import { setMaxListeners } from "node:events";
import { InferenceError } from "../../../errors.ts";
import type { RpcCall, RpcResult } from "../../../host.ts";
import { Addresses } from "./addresses.ts";
import type { Lookup } from "./addresses.ts";
import type { Connection } from "./connection.ts";
import { ConnectionLost, reasonOf, unconnected, unreachable } from "./failures.ts";
import type { GrpcClientOptions } from "./options.ts";
import { Subchannel } from "./subchannel.ts";
import type { Target } from "./target.ts";
import { urlOf } from "./sent-call.ts";
import { WaitingCalls } from "./waiting-calls.ts";

/** Connections that a call is given to before it fails. */
const MAX_TRIES = 5;

export class Channel {
  readonly #target: Target;
  readonly #options: GrpcClientOptions;
  readonly #addresses: Addresses;
  readonly #waiting: WaitingCalls;
  #subchannels: readonly Subchannel[] = [];
  /** Where the search starts, so that equals take turns. */
  #turn = 0;
  #isClosed = false;

  constructor(target: Target, options: GrpcClientOptions, lookup: Lookup) {
    this.#target = target;
    this.#options = options;
    this.#waiting = new WaitingCalls(options.maxWaiting);
    this.#addresses = new Addresses(target.host, lookup, options.resolveMs, (found) => this.#use(found));
  }

  /** @throws InferenceError UNAVAILABLE, DEADLINE_EXCEEDED or RESOURCE_EXHAUSTED; the reason of its signal */
  async call(call: RpcCall): Promise<RpcResult> {
    const untilMs = performance.now() + call.timeoutMs;
    // All calls of a request listen to the same signal; that is no leak.
    setMaxListeners(0, call.signal);
    for (let tries = 1; ; tries++) {
      if (call.signal.aborted) throw call.signal.reason;
      if (this.#isClosed) throw closed(urlOf(call));
      const connection = this.#pick() ?? (await this.#wait(call, untilMs));
      try {
        return await connection.call(call, untilMs - performance.now());
      } catch (error) {
        if (!(error instanceof ConnectionLost)) throw error;
        const mayRepeat = !error.wasSent || call.repeatable === true;
        if (!mayRepeat || tries === MAX_TRIES) throw unreachable(urlOf(call), error.message, error);
      }
    }
  }

  close(): void {
    this.#isClosed = true;
    this.#waiting.fail(closed);
    for (const subchannel of this.#subchannels) subchannel.close();
  }

  /** A place on the connection that has the fewest calls; undefined when there is none. */
  #pick(): Connection | undefined {
    const now = performance.now();
    if (this.#addresses.isDue(now)) this.#resolve();
    const count = this.#subchannels.length;
    let best: Connection | undefined;
    this.#turn++;
    for (let at = 0; at < count; at++) {
      const subchannel = this.#subchannels[(this.#turn + at) % count]!;
      subchannel.tend(now);
      const found = subchannel.pick();
      if (found !== undefined && (best === undefined || found.active < best.active)) best = found;
    }
    best?.reserve();
    return best;
  }

  #wait(call: RpcCall, untilMs: number): Promise<Connection> {
    const waited = this.#waiting.add(call, untilMs, () => this.#late(call));
    this.#insist();
    return waited;
  }

  // Where every address is being skipped, all of them are tried for whoever comes.
  #insist(): void {
    if (this.#hasHope()) return;
    if (this.#subchannels.length === 0) this.#resolve();
    for (const subchannel of this.#subchannels) subchannel.connect();
  }

  /** Whether there is something to wait for. */
  #hasHope(): boolean {
    if (this.#subchannels.length === 0) return this.#addresses.isResolving;
    return this.#subchannels.some((subchannel) => subchannel.isUsable || subchannel.isConnecting);
  }

  #late(call: RpcCall): InferenceError {
    const isUsable = this.#subchannels.some((subchannel) => subchannel.isUsable);
    if (!isUsable) return unconnected(urlOf(call), call.timeoutMs);
    const text = `${urlOf(call)} had no free place within ${Math.round(call.timeoutMs)} ms`;
    return new InferenceError("DEADLINE_EXCEEDED", text);
  }

  #resolve(): void {
    this.#addresses.resolve().catch((error: unknown) => this.#failed(reasonOf(error)));
  }

  #use(found: readonly string[]): void {
    if (this.#isClosed) return;
    const known = new Map(this.#subchannels.map((subchannel) => [subchannel.address, subchannel]));
    this.#subchannels = found.map((address) => {
      const same = known.get(address);
      known.delete(address);
      return same ?? this.#open(address);
    });
    for (const gone of known.values()) gone.retire();
    this.#changed();
  }

  #open(address: string): Subchannel {
    return new Subchannel(this.#target, address, this.#options, {
      changed: () => this.#changed(),
      failed: (reason) => {
        if (this.#isClosed) return;
        this.#addresses.distrust();
        this.#failed(reason);
      },
    });
  }

  #changed(): void {
    while (this.#waiting.size > 0 && !this.#isClosed) {
      const connection = this.#pick();
      if (connection === undefined) return;
      this.#waiting.next(connection);
    }
  }

  #failed(reason: string): void {
    this.#changed();
    if (!this.#hasHope()) this.#waiting.fail((url) => unreachable(url, reason));
  }
}

function closed(url: string): InferenceError {
  return new InferenceError("UNAVAILABLE", `${url} was not called: the client is closed`);
}
