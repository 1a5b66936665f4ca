/**
 * Holds one live guest and replaces it after a failure. Calls are synchronous, so one instance
 * serves a thread.
 * @module
 */
import type { EngineVerb } from "../engine.ts";
import type { FramePlan } from "./frame-encode.ts";
import type { GuestInstance, ResultReader } from "./instance.ts";
import { createGuest } from "./module.ts";
import type { GuestModule } from "./module.ts";

export interface GuestSlot {
  /** Runs a verb on the live guest, made anew when the last call broke it. */
  run<T>(verb: EngineVerb, plan: FramePlan, fuel: bigint, read: ResultReader<T>): T;
  /** Whether the last call ended because its fuel did. */
  exhausted(): boolean;
  /** What the last call left of its fuel. */
  fuelLeft(): bigint;
  close(): void;
}

/** Makes a slot around a guest that is already live. */
export function createSlot(guest: GuestModule, first: GuestInstance): GuestSlot {
  let live: GuestInstance | undefined = first;
  let wasExhausted = false;
  return {
    run(verb, plan, fuel, read) {
      wasExhausted = false;
      live ??= createGuest(guest);
      try {
        return live.run(verb, plan, fuel, read);
      } finally {
        if (!live.usable) {
          wasExhausted = live.exhausted;
          live.close();
          live = undefined;
        }
      }
    },
    exhausted: () => wasExhausted,
    fuelLeft: () => live?.fuelLeft ?? 0n,
    close() {
      live?.close();
      live = undefined;
    },
  };
}
