/**
 * What learning units know, in one hash that every replica adds to. A batch of counts is added exactly
 * once: it carries its number, which tells after a lost answer whether it arrived.
 * @module
 */
import { addCounts } from "../../../deployment/counts.ts";
import type { LearnedListener } from "../../../deployment/state-store.ts";
import type { Logger } from "../../../host.ts";
import type { JsonValue } from "../../../message/json-value.ts";
import { addFlat, flatten, unflatten, unitOfField } from "./flat-counts.ts";
import type { FlatCounts } from "./flat-counts.ts";
import type { RedisCommand, RedisConnection } from "./redis-connection.ts";

export interface CountKeys {
  /** The hash. */
  readonly counts: string;
  /** Number of the last batch of this replica. */
  readonly batch: string;
  /** Where replicas hear that something was added, and by whom. */
  readonly channel: string;
}

/** Counts on their way. */
interface Batch {
  readonly number: number;
  readonly fields: FlatCounts;
  /** The era that it began, if it did. */
  epoch: string | undefined;
  /** Whether it may have arrived. */
  isSent: boolean;
}

/** Field of the hash that is made with it: another value says that the hash was lost in between. */
const EPOCH = "epoch";
/** Seconds for which it is known whether a batch arrived. */
const BATCH_SECONDS = "86400";
/** Sums of floats that are meant to be equal differ by less, relatively. */
const TOLERANCE = 1e-9;
const NOTHING: FlatCounts = new Map();

export class RedisCounts {
  readonly #redis: RedisConnection;
  readonly #keys: CountKeys;
  readonly #replica: string;
  readonly #logger: Logger;
  readonly #listeners = new Set<LearnedListener>();
  /** What is in the hash as far as the units here were told. */
  #seen: FlatCounts = NOTHING;
  /** Learned here, and not on its way. */
  #pending = new Map<string, JsonValue>();
  #batch: Batch | undefined = undefined;
  #lastNumber = 0;
  #epoch: string | undefined = undefined;
  #syncing: Promise<void> | undefined = undefined;
  #isStale = false;
  #isFailing = false;

  /** @param replica a name that no other replica has */
  constructor(redis: RedisConnection, keys: CountKeys, replica: string, logger: Logger) {
    this.#redis = redis;
    this.#keys = keys;
    this.#replica = replica;
    this.#logger = logger;
  }

  known(unit: string): JsonValue | undefined {
    const stored = unflatten(addFlat(this.#seen, this.#batch?.fields ?? NOTHING)).get(unit);
    const pending = this.#pending.get(unit);
    return pending === undefined ? stored : addCounts(stored, pending);
  }

  publish(unit: string, learned: JsonValue): void {
    this.#pending.set(unit, addCounts(this.#pending.get(unit), learned));
    void this.sync();
  }

  subscribe(listener: LearnedListener): () => void {
    for (const [unit, counts] of unflatten(this.#seen)) listener(unit, counts);
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Tells what was learned here and hears what others learned; never fails. */
  sync(): Promise<void> {
    this.#isStale = true;
    this.#syncing ??= this.#syncAll().finally(() => (this.#syncing = undefined));
    return this.#syncing;
  }

  async #syncAll(): Promise<void> {
    while (this.#isStale && this.#redis.isReady) {
      this.#isStale = false;
      try {
        await this.#syncOnce();
        this.#isFailing = false;
      } catch (error) {
        // The connection reports by itself that it is gone.
        if (this.#redis.isReady && !this.#isFailing) {
          this.#logger.log("warn", "learned state is not shared now; it is told later", {
            redis: this.#redis.name,
            error,
          });
          this.#isFailing = true;
        }
        return;
      }
    }
  }

  async #syncOnce(): Promise<void> {
    if (this.#batch?.isSent) await this.#findOut(this.#batch);
    const { fields, epoch } = await this.#read();
    if (epoch === undefined) return this.#begin();
    if (this.#epoch !== undefined && epoch !== this.#epoch)
      this.#logger.log("warn", "the shared state was lost and restored by another replica", this.#place());
    this.#tell(fields);
    this.#seen = fields;
    this.#epoch = epoch;
    if (this.#batch !== undefined || this.#pending.size > 0) await this.#send(this.#nextBatch(), []);
  }

  // The hash is missing: new, or lost. The first to notice puts there what it knows of it.
  async #begin(): Promise<void> {
    this.#isStale = true;
    await this.#redis.watch(this.#keys.counts);
    const { epoch } = await this.#read();
    if (epoch !== undefined) return void (await this.#redis.ask(["UNWATCH"]));
    const batch = this.#nextBatch();
    batch.epoch = crypto.randomUUID();
    const known = this.#seen;
    await this.#send(batch, [["HSET", this.#keys.counts, EPOCH, batch.epoch]], known);
    if (this.#epoch === batch.epoch && known.size > 0)
      this.#logger.log("warn", "the shared state was lost; this replica restored it", this.#place());
  }

  async #send(batch: Batch, first: readonly RedisCommand[], restored: FlatCounts = NOTHING): Promise<void> {
    const { counts, batch: key } = this.#keys;
    const commands: RedisCommand[] = [...first];
    for (const [field, count] of addFlat(restored, batch.fields)) {
      // A field that nothing is added to is made once, so that lists keep their length.
      const isThere = restored === NOTHING && this.#seen.has(field);
      if (count !== 0 || !isThere) commands.push(["HINCRBYFLOAT", counts, field, String(count)]);
    }
    commands.push(["SET", key, String(batch.number), "EX", BATCH_SECONDS]);
    batch.isSent = true;
    const outcome = await this.#redis.transact(commands);
    if (outcome === "changed") return void (batch.isSent = false);
    if (outcome === "partly") {
      this.#logger.log("error", "shared state holds something else than counts", this.#place());
    }
    await this.#arrived(batch);
  }

  // After a lost answer.
  async #findOut(batch: Batch): Promise<void> {
    const last = Number((await this.#redis.ask(["GET", this.#keys.batch])) ?? 0);
    if (last >= batch.number) await this.#arrived(batch);
    else batch.isSent = false;
  }

  async #arrived(batch: Batch): Promise<void> {
    this.#seen = addFlat(this.#seen, batch.fields);
    this.#epoch = batch.epoch ?? this.#epoch;
    this.#batch = undefined;
    if (this.#pending.size > 0) this.#isStale = true;
    // By itself: a message to this very connection must not come in the middle of a transaction's answer.
    await this.#redis.ask(["PUBLISH", this.#keys.channel, this.#replica]);
  }

  #nextBatch(): Batch {
    // One that did not arrive goes first, by itself: it may yet turn out to have arrived.
    if (this.#batch !== undefined) return Object.assign(this.#batch, { epoch: undefined });
    const fields = addFlat(...Array.from(this.#pending, ([unit, learned]) => flatten(unit, learned)));
    this.#pending.clear();
    this.#batch = { number: ++this.#lastNumber, fields, epoch: undefined, isSent: false };
    return this.#batch;
  }

  async #read(): Promise<{ readonly fields: FlatCounts; readonly epoch: string | undefined }> {
    const reply = entriesOf(await this.#redis.ask(["HGETALL", this.#keys.counts]));
    const epoch = reply.find(([field]) => field === EPOCH)?.[1];
    const counts = reply.map(([field, text]) => [field, Number(text)] as const);
    const isCount = ([field, count]: readonly [string, number]): boolean =>
      Number.isFinite(count) && unitOfField(field) !== undefined;
    return { fields: new Map(counts.filter(isCount)), epoch };
  }

  #tell(totals: FlatCounts): void {
    const news = new Map<string, Map<string, number>>();
    const fallen = new Set<string>();
    for (const [field, total] of totals) {
      const unit = unitOfField(field)!;
      const more = total - (this.#seen.get(field) ?? 0);
      const isEqual = Math.abs(more) <= TOLERANCE * Math.max(1, Math.abs(total));
      if (!isEqual && more < 0) fallen.add(unit);
      if (!news.has(unit)) news.set(unit, new Map());
      news.get(unit)!.set(field, isEqual ? 0 : more);
    }
    if (fallen.size > 0)
      this.#logger.log("warn", "shared counts have fallen; what is known here stays", {
        ...this.#place(),
        units: [...fallen],
      });
    for (const [unit, fields] of news) {
      if (fallen.has(unit) || [...fields.values()].every((more) => more === 0)) continue;
      const learned = unflatten(fields).get(unit)!;
      for (const listener of this.#listeners) listener(unit, learned);
    }
  }

  #place(): { readonly redis: string; readonly key: string } {
    return { redis: this.#redis.name, key: this.#keys.counts };
  }
}

// A map or an object in the newer protocol, a list of names and values in turn in the older.
function entriesOf(reply: unknown): readonly (readonly [string, string])[] {
  if (reply instanceof Map) return [...reply].map(([key, value]) => [String(key), String(value)]);
  if (!Array.isArray(reply))
    return Object.entries((reply ?? {}) as Record<string, unknown>).map(([key, value]) => [key, String(value)]);
  return reply.flatMap((name, at) => (at % 2 === 0 ? [[String(name), String(reply[at + 1])] as const] : []));
}
