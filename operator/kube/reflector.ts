/** Keeps a copy of a kind's objects as they are in the cluster. @module */
import { backoffMs } from "./backoff.ts";
import type { BackoffOptions } from "./backoff.ts";
import type { KubeClient, Selection } from "./client.ts";
import { sleep } from "./clock.ts";
import type { Clock } from "./clock.ts";
import { GONE, KubeError, NOT_FOUND } from "./kube-error.ts";
import type { KubeObject } from "./object.ts";
import type { Resource } from "./resource.ts";

/** Where a reflector puts what it sees. */
export interface ReflectorSink {
  /** All there is; what is not among these is gone. */
  replace(objects: readonly KubeObject[], resourceVersion: string): void;
  upsert(object: KubeObject): void;
  remove(object: KubeObject): void;
}

export interface ReflectorOptions {
  readonly client: KubeClient;
  readonly resource: Resource;
  readonly selection: Selection;
  readonly sink: ReflectorSink;
  readonly clock: Clock;
  readonly random: () => number;
  /** Told about every failure; the reflector goes on. */
  readonly onError: (error: unknown) => void;
}

export interface Reflector {
  /** Resolves when the first list is in the sink. */
  readonly synced: Promise<void>;
  readonly isSynced: () => boolean;
  /** Stops watching; resolves when nothing more will be put into the sink. */
  close(): Promise<void>;
}

const WATCH_S = 300;

const SHORTEST_WATCH_MS = 100;

const BACKOFF: Omit<BackoffOptions, "random"> = { baseMs: 200, maxMs: 30_000 };

/**
 * Lists once and then watches. A watch that ends goes on where it was, by the resource version of
 * the last event or bookmark; only when the server does not know that any more (410) is it listed anew.
 */
export function startReflector(options: ReflectorOptions): Reflector {
  const { client, resource, selection, sink, clock, random, onError } = options;
  const stop = new AbortController();
  let isSynced = false;
  let onSynced = (): void => {};
  const synced = new Promise<void>((resolve) => (onSynced = resolve));
  /** Where the next watch starts; undefined when it must be listed first. */
  let version: string | undefined;
  let failures = 0;

  async function list(): Promise<void> {
    let listed: { readonly items: readonly KubeObject[]; readonly resourceVersion: string };
    try {
      listed = await client.list(resource, selection);
    } catch (error) {
      // The kind itself is gone, and with it all its objects.
      if (!KubeError.is(error, NOT_FOUND)) throw error;
      if (!stop.signal.aborted) sink.replace([], "");
      markSynced();
      throw error;
    }
    if (stop.signal.aborted) return;
    sink.replace(listed.items, listed.resourceVersion);
    version = listed.resourceVersion;
    markSynced();
  }

  function markSynced(): void {
    isSynced = true;
    onSynced();
  }

  async function watch(from: string): Promise<void> {
    const events = client.watch(resource, selection, {
      resourceVersion: from,
      signal: stop.signal,
      timeoutS: WATCH_S,
    });
    for await (const { type, object } of events) {
      if (stop.signal.aborted) return;
      failures = 0;
      version = object.metadata.resourceVersion ?? version;
      if (type === "DELETED") sink.remove(object);
      else if (type !== "BOOKMARK") sink.upsert(object);
    }
  }

  /** A server that ends every watch at once must not be asked in a circle. */
  async function watchFor(from: string): Promise<void> {
    const started = clock.now();
    await watch(from);
    if (clock.now() - started < SHORTEST_WATCH_MS) await sleep(clock, SHORTEST_WATCH_MS, stop.signal);
  }

  async function run(): Promise<void> {
    while (!stop.signal.aborted) {
      try {
        // oxlint-disable-next-line no-await-in-loop -- one thing after the other is the point
        await (version === undefined ? list() : watchFor(version));
      } catch (error) {
        if (stop.signal.aborted) return;
        failures += 1;
        if (KubeError.is(error, GONE)) version = undefined;
        else onError(error);
        // oxlint-disable-next-line no-await-in-loop -- waiting is the point
        await sleep(clock, waitMs(error, failures, random), stop.signal);
      }
    }
  }

  const running = run();
  return {
    synced,
    isSynced: () => isSynced,
    close: () => {
      stop.abort();
      return running;
    },
  };
}

function waitMs(error: unknown, failures: number, random: () => number): number {
  const asked = error instanceof KubeError && error.retryAfterS !== undefined ? error.retryAfterS * 1000 : 0;
  return Math.max(asked, backoffMs(failures, { ...BACKOFF, random }));
}
