/** Events: what `kubectl describe` shows of what was done. @module */
import type { KubeClient } from "./client.ts";
import type { Clock } from "./clock.ts";
import type { KubeObject } from "./object.ts";
import type { Resource } from "./resource.ts";

export interface EventRecorder {
  /** Sends an event and does not wait for it. `about` is the object that it is shown with. */
  record(about: KubeObject, type: "Normal" | "Warning", reason: string, message: string): void;
  /** Resolves when nothing is on its way any more. */
  flush(): Promise<void>;
}

export interface EventRecorderOptions {
  readonly client: KubeClient;
  readonly clock: Clock;
  readonly random: () => number;
  readonly onError: (error: unknown) => void;
}

export const EVENTS: Resource = { group: "", version: "v1", kind: "Event", plural: "events", isNamespaced: true };

/** What the API server takes as an event's message. */
const MAX_MESSAGE = 1024;

/** Events are a courtesy: when more than these wait, further ones are dropped. */
const MAX_PENDING = 256;

const COMPONENT = "zerohop-operator";

export function createEventRecorder({ client, clock, random, onError }: EventRecorderOptions): EventRecorder {
  const pending = new Set<Promise<unknown>>();
  let last = 0;
  return {
    record(about, type, reason, message) {
      if (pending.size >= MAX_PENDING) return;
      const { apiVersion, kind, metadata } = about;
      const { name, namespace = "default", uid, resourceVersion } = metadata;
      const at = new Date(clock.date()).toISOString().replace(/\.\d+Z$/, "Z");
      last += 1;
      const suffix = `${clock.date().toString(16)}${last.toString(16)}${Math.floor(random() * 0xffff).toString(16)}`;
      const sent = client
        .create(EVENTS, {
          apiVersion: "v1",
          kind: "Event",
          metadata: { name: `${name.slice(0, 200)}.${suffix}`, namespace },
          involvedObject: { apiVersion, kind, name, namespace, uid, resourceVersion },
          type,
          reason,
          message: message.slice(0, MAX_MESSAGE),
          firstTimestamp: at,
          lastTimestamp: at,
          count: 1,
          source: { component: COMPONENT },
          reportingComponent: COMPONENT,
          reportingInstance: COMPONENT,
        })
        .catch(onError)
        .finally(() => pending.delete(sent));
      pending.add(sent);
    },
    async flush() {
      await Promise.all(pending);
    },
  };
}
