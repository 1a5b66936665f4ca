import { describe, expect, it } from "vitest";
import { createWorkQueue } from "../../../operator/reconcile/work-queue.ts";
import type { WorkQueue } from "../../../operator/reconcile/work-queue.ts";
import { createManualClock } from "../kube/manual-clock.ts";
import type { ManualClock } from "../kube/manual-clock.ts";

function start(
  handle: (key: string) => Promise<void>,
  workers = 2,
): { queue: WorkQueue; clock: ManualClock; errors: unknown[] } {
  const clock = createManualClock();
  const errors: unknown[] = [];
  const queue = createWorkQueue({
    clock,
    random: () => 0.5,
    baseMs: 100,
    maxMs: 1e3,
    workers,
    handle,
    onError: (_key, error) => errors.push(error),
  });
  return { queue, clock, errors };
}

describe("createWorkQueue()", () => {
  it("works on a key once however often it was added, and again when it was added meanwhile", async () => {
    const seen: string[] = [];
    let release = (): void => {};
    const { queue } = start(async (key) => {
      seen.push(key);
      if (seen.length === 1) await new Promise<void>((resolve) => (release = resolve));
    }, 1);
    for (const key of ["a", "b", "b", "a", "a"]) queue.add(key);
    expect(seen).toEqual(["a"]);
    expect(queue.depth).toBe(1);
    release();
    await queue.idle();
    expect(seen).toEqual(["a", "b", "a"]);
  });

  it("waits twice as long after each failure of a key, up to a limit, and starts anew after a success", async () => {
    const at: number[] = [];
    const { queue, clock, errors } = start(async () => {
      at.push(clock.now());
      if (at.length !== 6) throw new Error("no");
    });
    queue.add("a");
    await clock.turn(3000);
    expect(at).toEqual([0, 100, 300, 700, 1500, 2500]);
    expect(errors).toHaveLength(5);
    queue.add("a");
    await clock.turn(150);
    expect(at.slice(6)).toEqual([3000, 3100]);
  });

  it("works on no more keys at once than it has workers, and takes nothing after it was closed", async () => {
    let [active, most] = [0, 0];
    const { queue } = start(async () => {
      most = Math.max(most, ++active);
      await new Promise((resolve) => setImmediate(resolve));
      active -= 1;
    });
    for (let index = 0; index < 20; index += 1) queue.add(String(index));
    await queue.idle();
    expect(most).toBe(2);
    await queue.close();
    queue.add("late");
    expect([queue.depth, queue.active]).toEqual([0, 0]);
  });
});
