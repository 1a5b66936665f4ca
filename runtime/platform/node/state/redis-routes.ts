/**
 * The ways of answers in Redis, a set to each puid: a second way makes it plain that there are several.
 * They are written behind the answers, and forgotten after a while.
 * @module
 */
import type { RecalledRoute, TakenRoute } from "../../../deployment/taken-route.ts";
import { MAX_PUID_LENGTH, joinRoutes, readRoute, writeRoute } from "../../../deployment/taken-route.ts";
import { InferenceError } from "../../../errors.ts";
import type { Logger } from "../../../host.ts";
import type { RedisCommand, RedisConnection } from "./redis-connection.ts";

/** Ways that wait to be written; the oldest are dropped. */
const MAX_WAITING = 10_000;
const ROUTES_AT_ONCE = 500;
/** Milliseconds in which a note of another replica may still be on its way. */
const NOTE_MS = 100;

type Entry = readonly [puid: string, route: TakenRoute];

export class RedisRoutes {
  readonly #redis: RedisConnection;
  readonly #prefix: string;
  readonly #seconds: string;
  readonly #logger: Logger;
  #waiting: Entry[] = [];
  #onItsWay: readonly Entry[] = [];
  #writing: Promise<void> | undefined = undefined;
  #dropped = 0;

  /** @param seconds for which a way is remembered */
  constructor(redis: RedisConnection, prefix: string, seconds: number, logger: Logger) {
    this.#redis = redis;
    this.#prefix = prefix;
    this.#seconds = String(seconds);
    this.#logger = logger;
  }

  remember(puid: string, route: TakenRoute): void {
    if (puid.length > MAX_PUID_LENGTH) return;
    this.#waiting.push([puid, route]);
    if (this.#waiting.length > MAX_WAITING) this.#dropped += this.#waiting.splice(0, MAX_WAITING / 10).length;
    // What is answered in one go is written in one go.
    if (this.#writing === undefined && this.#redis.isReady) this.#writing = this.#start();
  }

  /** @throws InferenceError UNAVAILABLE when Redis cannot be asked. */
  async recall(puid: string): Promise<RecalledRoute> {
    const known = await this.#look(puid);
    if (known !== undefined) return known;
    // A client may be faster with its reward than the replica that answered it with its note.
    await new Promise((resolve) => setTimeout(resolve, NOTE_MS));
    return this.#look(puid);
  }

  async #look(puid: string): Promise<RecalledRoute> {
    const own = [...this.#onItsWay, ...this.#waiting].filter(([candidate]) => candidate === puid);
    const texts = await this.#members(puid);
    const stored = texts.map((text) => readRoute(parse(text)));
    return [...stored, ...own.map(([, route]) => route)].reduce<RecalledRoute>(joinRoutes, undefined);
  }

  /** Writes what waits, as far as Redis is there; never fails. */
  flush(): Promise<void> {
    if (this.#waiting.length === 0) return this.#writing ?? Promise.resolve();
    this.#writing ??= this.#write().finally(() => (this.#writing = undefined));
    return this.#writing;
  }

  #start(): Promise<void> {
    const soon = new Promise<void>((resolve) => setImmediate(resolve));
    return soon.then(() => this.#write()).finally(() => (this.#writing = undefined));
  }

  async #write(): Promise<void> {
    if (this.#dropped > 0) {
      this.#logger.log("warn", "ways of answers were not written in time and are forgotten", {
        answers: this.#dropped,
      });
      this.#dropped = 0;
    }
    while (this.#waiting.length > 0 && this.#redis.isReady) {
      this.#onItsWay = this.#waiting.splice(0, ROUTES_AT_ONCE);
      try {
        await this.#redis.askAll(this.#onItsWay.flatMap((entry) => this.#commands(entry)));
      } catch {
        // Written twice is written once.
        this.#waiting.unshift(...this.#onItsWay);
        return;
      } finally {
        this.#onItsWay = [];
      }
    }
  }

  #commands([puid, route]: Entry): readonly RedisCommand[] {
    const key = this.#prefix + puid;
    return [
      ["SADD", key, writeRoute(route)],
      ["EXPIRE", key, this.#seconds],
    ];
  }

  async #members(puid: string): Promise<readonly string[]> {
    try {
      const reply = await this.#redis.ask(["SMEMBERS", this.#prefix + puid]);
      return Array.from(reply as Iterable<unknown>, String);
    } catch (error) {
      const text = "The state store does not say which way the answer went; try again, or send back its meta.routing";
      throw new InferenceError("UNAVAILABLE", text, { cause: error });
    }
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
