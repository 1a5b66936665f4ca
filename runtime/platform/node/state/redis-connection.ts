/**
 * One connection to a Redis, which comes and goes: what is asked while it is away fails at once, and it
 * is tried again and again, ever more seldom.
 * @module
 */
import type { MultiErrorReply, RedisClientType, WatchError } from "@redis/client";
import type { Logger } from "../../../host.ts";

/** A command with its arguments. */
export type RedisCommand = readonly [name: string, ...args: string[]];

/** Classes of a package that is loaded when it is needed. */
interface ReplyErrors {
  readonly MultiErrorReply: typeof MultiErrorReply;
  readonly WatchError: typeof WatchError;
}

/** Milliseconds until an answer is given up. */
const ANSWER_MS = 2000;
const CONNECT_MS = 2000;
/** Milliseconds between questions whether it is still there, and without a sign of life until it is not. */
const PING_MS = 3000;
const SILENT_MS = 10_000;
/** Milliseconds between attempts to connect. */
const FIRST_RETRY_MS = 50;
const MAX_RETRY_MS = 5000;

export class RedisConnection {
  /** `host:port/database`: all that is shown of the URL. */
  readonly name: string;
  /** Called whenever it is there again. */
  onReady: () => void = () => {};
  readonly #client: RedisClientType;
  readonly #errors: ReplyErrors;
  readonly #logger: Logger;
  #isDown = false;

  /** @internal Use openRedisConnection. */
  constructor(client: RedisClientType, errors: ReplyErrors, name: string, logger: Logger) {
    this.#client = client;
    this.#errors = errors;
    this.name = name;
    this.#logger = logger;
    client.on("error", (error: unknown) => {
      if (this.#isDown) return;
      this.#isDown = true;
      this.#logger.log("warn", "state store is not reachable; trying again and again", { redis: name, error });
    });
    client.on("ready", () => {
      if (this.#isDown) this.#logger.log("info", "state store is reachable again", { redis: name });
      this.#isDown = false;
      this.onReady();
    });
  }

  get isReady(): boolean {
    return this.#client.isReady;
  }

  /** Begins to connect; never fails. */
  connect(): void {
    // Failures are heard as events; this one is of a client that was closed meanwhile.
    this.#client.connect().catch(() => {});
  }

  /** Sends one command; rejects when it is not answered in time. */
  ask(command: RedisCommand): Promise<unknown> {
    return this.#inTime(this.#client.sendCommand(command));
  }

  /** Sends commands together, not as one. */
  askAll(commands: readonly RedisCommand[]): Promise<readonly unknown[]> {
    return this.#inTime(Promise.all(commands.map((command) => this.#client.sendCommand(command))));
  }

  /**
   * Runs commands as one. Rejects when it is not known whether they were.
   * @returns "changed" when none was run because the watched key has changed, "partly" when all were and
   * some of them found something else than they expected
   */
  async transact(commands: readonly RedisCommand[]): Promise<"done" | "changed" | "partly"> {
    const multi = this.#client.multi();
    for (const command of commands) multi.addCommand([...command]);
    try {
      await this.#inTime(multi.exec());
      return "done";
    } catch (error) {
      if (error instanceof this.#errors.WatchError) return "changed";
      if (error instanceof this.#errors.MultiErrorReply) return "partly";
      throw error;
    }
  }

  /** Has the next transaction fail when the key changes before it. */
  watch(key: string): Promise<unknown> {
    return this.#inTime(this.#client.watch(key));
  }

  /** Hears a channel from now on, also when the connection is made anew. */
  subscribe(channel: string, listener: (message: string) => void): Promise<unknown> {
    return this.#inTime(this.#client.subscribe(channel, listener));
  }

  close(): void {
    this.#client.destroy();
  }

  #inTime<T>(answer: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const giveUp = (): void => reject(new Error(`Redis ${this.name} did not answer within ${ANSWER_MS} ms`));
      const timer = setTimeout(giveUp, ANSWER_MS);
      answer.then(resolve, reject).finally(() => clearTimeout(timer));
    });
  }
}

/** Makes a connection; it is not there yet. */
export async function openRedisConnection(url: string, logger: Logger): Promise<RedisConnection> {
  const { createClient, MultiErrorReply, WatchError } = await import("@redis/client");
  const client = createClient({
    url,
    disableOfflineQueue: true,
    disableClientInfo: true,
    maintNotifications: "disabled",
    pingInterval: PING_MS,
    socket: { connectTimeout: CONNECT_MS, socketTimeout: SILENT_MS, reconnectStrategy: waitMs },
  });
  return new RedisConnection(client, { MultiErrorReply, WatchError }, nameOf(url), logger);
}

// Spread out, so that replicas do not come back all at once.
function waitMs(attempt: number): number {
  return Math.min(MAX_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(attempt, 10)) * (0.5 + Math.random() / 2);
}

function nameOf(url: string): string {
  const { hostname, port, pathname } = new URL(url);
  return `${hostname}:${port || 6379}${pathname === "/" ? "" : pathname}`;
}
