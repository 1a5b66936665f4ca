/**
 * Decides where a call runs. Every call starts on the serving thread with a slice of fuel; one that
 * uses the slice up runs again, whole, in a worker thread, and later calls at least as large go
 * there directly, until most of them turn out to be fast. Fast guests never pay for a thread, slow ones never hold up the others.
 * @module
 */
import type { RuntimeHost } from "../../host.ts";
import type { EngineVerb } from "../engine.ts";
import type { OffloadedEngine } from "../offload.ts";
import type { UnitContext } from "../unit.ts";
import type { FramePlan } from "./frame-encode.ts";
import type { GuestInstance, ResultReader } from "./instance.ts";
import type { GuestModule } from "./module.ts";
import { frameBytes, viewsOf, writeRawFrame } from "./raw-frame.ts";
import { INSTRUCTIONS_PER_MS } from "./settings.ts";
import { createSlot } from "./slot.ts";
import { SlowSizes } from "./slow-sizes.ts";

/**
 * What a call may use on the serving thread: 2 ms of numeric loops, 15 ms of call-heavy code, 20 ms
 * and more of code that waits for memory. Long enough that no ordinary model leaves the thread,
 * short enough that probes and other requests hardly notice.
 */
export const INLINE_FUEL = 50_000_000;

export interface GuestRunner {
  /** Runs a verb; a promise only when the call left the thread. */
  run<T>(verb: EngineVerb, plan: FramePlan, context: UnitContext, read: ResultReader<T>): T | Promise<T>;
  close(): void | Promise<void>;
}

export interface RunnerOptions {
  readonly unit: string;
  readonly guest: GuestModule;
  /** A live instance, and the instructions that starting it took. */
  readonly first: GuestInstance;
  readonly startCost: number;
  /** The module as it was read, for the worker's own copy. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly host: Pick<RuntimeHost, "offload" | "now">;
}

/** Makes the runner of one unit. */
export function createRunner(options: RunnerOptions): GuestRunner {
  const { guest, host } = options;
  const slot = createSlot(guest, options.first);
  const { fuel } = guest.settings;
  const { offload } = host;
  if (offload === undefined || fuel <= INLINE_FUEL) {
    const full = BigInt(fuel);
    return {
      run: (verb, plan, context, read) => slot.run(verb, plan, inTime(full, context, host), read),
      close: () => slot.close(),
    };
  }
  const slice = BigInt(INLINE_FUEL);
  const slow = new SlowSizes(INLINE_FUEL);
  // A guest that is slow to start must not start here again after each failure.
  const never = options.startCost > INLINE_FUEL;
  let engine: OffloadedEngine | undefined;
  const runAway = async <T>(
    verb: EngineVerb,
    plan: FramePlan,
    context: UnitContext,
    read: ResultReader<T>,
  ): Promise<T> => {
    const settings = { ...guest.settings, framed: true };
    engine ??= offload.open({ engine: "wasm", unit: options.unit, bytes: options.bytes, settings });
    const [frame, used] = await engine.run(verb, [writeRawFrame(plan)], context.signal);
    slow.observe(verb, Number(used?.data[0] ?? Infinity));
    const bytes = frameBytes(frame === undefined ? [] : [frame]);
    return read(viewsOf(bytes), 0, bytes.length);
  };
  return {
    run(verb, plan, context, read) {
      if (never || slow.has(verb, plan.bytes)) return runAway(verb, plan, context, read);
      try {
        return slot.run(verb, plan, slice, read);
      } catch (error) {
        if (!slot.exhausted()) throw error;
        slow.learn(verb, plan.bytes);
        return runAway(verb, plan, context, read);
      }
    },
    async close() {
      slot.close();
      await engine?.close();
    },
  };
}

/** The budget, cut to what the request's deadline leaves. */
function inTime(full: bigint, context: UnitContext, host: Pick<RuntimeHost, "now">): bigint {
  if (context.deadlineMs === Infinity) return full;
  const left = Math.max(1, Math.ceil((context.deadlineMs - host.now()) * INSTRUCTIONS_PER_MS));
  return Number(full) <= left ? full : BigInt(left);
}
