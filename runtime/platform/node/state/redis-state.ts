/**
 * State in Redis, shared by every replica of a deployment. While Redis is away predictions go on, what
 * is learned counts here at once and is told when it is back, and only feedback that needs the way of
 * an answer is refused.
 * @module
 */
import type { StateStore } from "../../../deployment/state-store.ts";
import type { OpenStateOptions } from "./identity.ts";
import { openRedisConnection } from "./redis-connection.ts";
import { RedisCounts } from "./redis-counts.ts";
import { RedisRoutes } from "./redis-routes.ts";

export interface RedisStateOptions extends OpenStateOptions {
  /** As redis://[USER:PASSWORD@]HOST[:PORT][/DB], or rediss:// for TLS. */
  readonly url: string;
  /** Seconds for which the way of an answer is remembered. */
  readonly routeSeconds: number;
  /** Milliseconds between looks at what others learned, should their word of it get lost. Default 5000. */
  readonly lookMs?: number;
}

/** Milliseconds that a start waits for what is known already. */
const START_MS = 2000;
/** Milliseconds in which words of several replicas are taken for one. */
const HEAR_MS = 20;
const LOOK_MS = 5000;

/** Opens the state of a deployment; waits for Redis no longer than two seconds. */
export async function openRedisState(options: RedisStateOptions): Promise<StateStore> {
  const { url, logger, routeSeconds, namespace, deployment, lookMs = LOOK_MS } = options;
  const redis = await openRedisConnection(url, logger);
  const replica = crypto.randomUUID();
  // The braces keep the keys of a deployment together where keys are spread over servers.
  const prefix = `zerohop:{${encodeURIComponent(namespace)}/${encodeURIComponent(deployment)}}:`;
  const keys = { counts: `${prefix}counts`, batch: `${prefix}batch:${replica}`, channel: `${prefix}learned` };
  const counts = new RedisCounts(redis, keys, replica, logger);
  const routes = new RedisRoutes(redis, `${prefix}route:`, routeSeconds, logger);

  let hearing: ReturnType<typeof setTimeout> | undefined;
  let isSubscribed = false;
  const hear = (from: string): void => {
    if (from === replica) return;
    hearing ??= setTimeout(() => {
      hearing = undefined;
      void counts.sync();
    }, HEAR_MS);
  };
  const started = new Promise<void>((resolve) => {
    redis.onReady = () => {
      // Once: the client hears it again by itself.
      if (!isSubscribed) {
        isSubscribed = true;
        redis.subscribe(keys.channel, hear).catch(() => (isSubscribed = false));
      }
      void routes.flush();
      void counts.sync().then(resolve);
    };
  });
  const looking = setInterval(() => {
    void routes.flush();
    void counts.sync();
  }, lookMs).unref();
  redis.connect();
  await settledWithin(started, START_MS);
  return {
    shared: true,
    reach: `the answers of the last ${routeSeconds} s`,
    known: (unit) => counts.known(unit),
    publish: (unit, learned) => counts.publish(unit, learned),
    subscribe: (listener) => counts.subscribe(listener),
    remember: (puid, route) => routes.remember(puid, route),
    recall: (puid) => routes.recall(puid),
    async close() {
      clearInterval(looking);
      clearTimeout(hearing);
      await Promise.all([routes.flush(), counts.sync()]);
      redis.close();
    },
  };
}

async function settledWithin(work: Promise<void>, ms: number): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  await Promise.race([work, new Promise((resolve) => (timer = setTimeout(resolve, ms)))]);
  clearTimeout(timer);
}
