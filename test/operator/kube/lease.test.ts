import { describe, expect, it, onTestFinished } from "vitest";
import { createClient } from "../../../operator/kube/client.ts";
import { startLeaderElection } from "../../../operator/kube/lease.ts";
import type { LeaderElection } from "../../../operator/kube/lease.ts";
import { createTransport } from "../../../operator/kube/transport.ts";
import { startFakeApi } from "./fake/api-server.ts";
import type { FakeApi } from "./fake/api-server.ts";
import { createManualClock } from "./manual-clock.ts";
import type { ManualClock } from "./manual-clock.ts";

async function start(): Promise<{ api: FakeApi; clock: ManualClock; elect: (identity: string) => LeaderElection }> {
  const api = await startFakeApi();
  const clock = createManualClock();
  const client = createClient(createTransport(api.connection));
  onTestFinished(() => client.close());
  const elect = (identity: string): LeaderElection => {
    const election = startLeaderElection({
      client,
      clock,
      namespace: "ns",
      name: "lease",
      identity,
      leaseMs: 15e3,
      renewMs: 1e4,
      retryMs: 2e3,
      onError: () => {},
    });
    onTestFinished(() => election.close());
    return election;
  };
  return { api, clock, elect };
}
const holder = (api: FakeApi): unknown => (api.get("leases", "ns/lease") as any)?.spec.holderIdentity;
/** Lets time pass in steps that leave the answers of the server time to come. */
async function pass(clock: ManualClock, milliseconds: number): Promise<void> {
  for (let gone = 0; gone < milliseconds; gone += 2000) {
    // oxlint-disable-next-line no-await-in-loop -- step by step
    await clock.turn(2000);
    // oxlint-disable-next-line no-await-in-loop -- the answer to what was asked, over a socket
    await new Promise((resolve) => setTimeout(resolve, 40));
  }
}

describe("startLeaderElection()", () => {
  it("elects one, who keeps it by renewing, and hands it over at once when it closes", async () => {
    const { api, clock, elect } = await start();
    const one = elect("one");
    await one.elected;
    const two = elect("two");
    await pass(clock, 30_000);
    expect([one.isLeader(), two.isLeader(), holder(api)]).toEqual([true, false, "one"]);
    const closing = one.close();
    await clock.turn(0);
    await closing;
    expect(holder(api)).toBe("");
    await pass(clock, 4000);
    expect([two.isLeader(), holder(api)]).toEqual([true, "two"]);
    expect((api.get("leases", "ns/lease") as any).spec.leaseTransitions).toBe(1);
  });

  it("takes over from one that died when its time has passed, not before", async () => {
    const { api, clock, elect } = await start();
    api.put({
      apiVersion: "coordination.k8s.io/v1",
      kind: "Lease",
      metadata: {
        name: "lease",
        namespace: "ns",
      },
      spec: {
        holderIdentity: "dead",
        leaseDurationSeconds: 15,
        renewTime: "2020-01-01T00:00:00.000000Z",
      },
    });
    const two = elect("two");
    await pass(clock, 12_000);
    expect([two.isLeader(), holder(api)]).toEqual([false, "dead"]);
    await pass(clock, 6000);
    expect([two.isLeader(), holder(api)]).toEqual([true, "two"]);
  });

  it("gives up when it cannot renew in time", async () => {
    const { api, clock, elect } = await start();
    const one = elect("one");
    await one.elected;
    let isLost = false;
    void one.lost.then(() => (isLost = true));
    api.fail(({ method }) => method === "PUT", 500, 100);
    await pass(clock, 8000);
    expect([one.isLeader(), isLost]).toEqual([true, false]);
    await pass(clock, 6000);
    expect([one.isLeader(), isLost]).toEqual([false, true]);
  });
});
