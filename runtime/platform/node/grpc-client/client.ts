/**
 * Calls gRPC servers over connections that stay open: one channel for each target, made when it is
 * first called.
 * @module
 */
import type { RpcCall, RpcResult } from "../../../host.ts";
import { systemLookup } from "./addresses.ts";
import type { Lookup } from "./addresses.ts";
import { Channel } from "./channel.ts";
import { DEFAULT_OPTIONS } from "./options.ts";
import type { GrpcClientOptions } from "./options.ts";
import { parseTarget } from "./target.ts";

export interface GrpcClient {
  /**
   * Makes a unary call. Resolves with whatever status a server gave.
   * @throws InferenceError UNAVAILABLE when no server could be reached, DEADLINE_EXCEEDED when none
   * answered in time, RESOURCE_EXHAUSTED for answers above the limit; the reason of the call's signal
   */
  call(call: RpcCall): Promise<RpcResult>;
  /** Ends every connection and every call. */
  close(): void;
}

/** Makes a client; nothing is opened before the first call. */
export function createGrpcClient(options: Partial<GrpcClientOptions> = {}, lookup: Lookup = systemLookup): GrpcClient {
  const settings = { ...DEFAULT_OPTIONS, ...options };
  const channels = new Map<string, Channel>();
  return {
    async call(call) {
      let channel = channels.get(call.target);
      if (channel === undefined) {
        channel = new Channel(parseTarget(call.target), settings, lookup);
        channels.set(call.target, channel);
      }
      return channel.call(call);
    },
    close() {
      for (const channel of channels.values()) channel.close();
    },
  };
}
