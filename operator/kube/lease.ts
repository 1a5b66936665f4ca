/** Which of several operators works: the one that holds the Lease. @module */
import type { KubeClient } from "./client.ts";
import { sleep } from "./clock.ts";
import type { Clock } from "./clock.ts";
import { CONFLICT, KubeError } from "./kube-error.ts";
import { numberIn, recordIn, textIn } from "./object.ts";
import type { KubeObject } from "./object.ts";
import type { Resource } from "./resource.ts";

export interface LeaseOptions {
  readonly client: KubeClient;
  readonly clock: Clock;
  readonly namespace: string;
  readonly name: string;
  /** Who holds it: differs for every process. */
  readonly identity: string;
  /** After this long without renewal somebody else takes it. */
  readonly leaseMs: number;
  /** After this long without a renewal that succeeded its holder gives up. Shorter than leaseMs. */
  readonly renewMs: number;
  readonly retryMs: number;
  readonly onError: (error: unknown) => void;
}

export interface LeaderElection {
  /** Resolves when this process leads. */
  readonly elected: Promise<void>;
  /** Resolves when it led and does not any more, without having been closed: time to exit. */
  readonly lost: Promise<void>;
  isLeader(): boolean;
  /** Stops, and gives the Lease back so that nobody waits for its end. */
  close(): Promise<void>;
}

export const LEASES: Resource = {
  group: "coordination.k8s.io",
  version: "v1",
  kind: "Lease",
  plural: "leases",
  isNamespaced: true,
};

/** Stands for election until closed. Clocks of two machines are never compared: each measures how long it saw no change. */
export function startLeaderElection(options: LeaseOptions): LeaderElection {
  const { clock, identity, leaseMs, renewMs, retryMs, onError } = options;
  const stop = new AbortController();
  let isLeader = false;
  let renewedAt = 0;
  /** The Lease as last seen and when it was first seen so. */
  let seen: { readonly lease: KubeObject; readonly at: number } | undefined;
  let [onElected, onLost] = [(): void => {}, (): void => {}];
  const elected = new Promise<void>((resolve) => (onElected = resolve));
  const lost = new Promise<void>((resolve) => (onLost = resolve));

  async function tryOnce(): Promise<boolean> {
    const started = clock.now();
    const found = await options.client.get(LEASES, options.namespace, options.name);
    if (found === undefined) {
      const made = await options.client.create(LEASES, leaseFor(options, undefined));
      seen = { lease: made, at: started };
      return true;
    }
    if (seen?.lease.metadata.resourceVersion !== found.metadata.resourceVersion) seen = { lease: found, at: started };
    const spec = recordIn(found, "spec");
    const holder = textIn(spec, "holderIdentity") ?? "";
    const lifeMs = (numberIn(spec, "leaseDurationSeconds") ?? leaseMs / 1000) * 1000;
    if (holder !== "" && holder !== identity && started < (seen?.at ?? started) + lifeMs) return false;
    seen = { lease: await options.client.replace(LEASES, leaseFor(options, found)), at: started };
    return true;
  }

  async function run(): Promise<void> {
    while (!stop.signal.aborted) {
      const started = clock.now();
      // oxlint-disable-next-line no-await-in-loop -- one try after the other
      const holds = await tryOnce().catch((error: unknown) => {
        // Somebody else was faster; that is what the Lease is for.
        if (!KubeError.is(error, CONFLICT)) onError(error);
        return false;
      });
      if (holds) {
        renewedAt = started;
        if (!isLeader && !stop.signal.aborted) {
          isLeader = true;
          onElected();
        }
      }
      if (isLeader && clock.now() - renewedAt > renewMs) {
        isLeader = false;
        onLost();
        return;
      }
      // oxlint-disable-next-line no-await-in-loop -- waiting is the point
      await sleep(clock, retryMs, stop.signal);
    }
  }

  const running = run();
  return {
    elected,
    lost,
    isLeader: () => isLeader,
    async close() {
      stop.abort();
      await running;
      if (!isLeader || seen === undefined) return;
      isLeader = false;
      const { spec, ...rest } = seen.lease;
      const given = { ...(spec as object), holderIdentity: "", leaseDurationSeconds: 1 };
      await options.client.replace(LEASES, { ...rest, spec: given }).catch(onError);
    },
  };
}

function leaseFor(options: LeaseOptions, found: KubeObject | undefined): KubeObject {
  const { clock, namespace, name, identity, leaseMs } = options;
  const before = recordIn(found, "spec");
  const isMine = textIn(before, "holderIdentity") === identity;
  const at = microTime(clock.date());
  return {
    apiVersion: "coordination.k8s.io/v1",
    kind: "Lease",
    metadata: found?.metadata ?? { name, namespace },
    spec: {
      holderIdentity: identity,
      leaseDurationSeconds: Math.round(leaseMs / 1000),
      acquireTime: isMine ? (textIn(before, "acquireTime") ?? at) : at,
      renewTime: at,
      leaseTransitions: (numberIn(before, "leaseTransitions") ?? 0) + (found === undefined || isMine ? 0 : 1),
    },
  };
}

/** A time in the six decimals that the API server insists on. */
export function microTime(date: number): string {
  return new Date(date).toISOString().replace("Z", "000Z");
}
