/** An HTTP/2 connection to one address, and whether it is alive. @module */
import { connect as connectHttp2 } from "node:http2";
import type { ClientHttp2Session } from "node:http2";
import { connect as connectTcp, isIP } from "node:net";
import type { Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import type { ConnectionOptions } from "node:tls";
import type { RpcCall, RpcResult } from "../../../host.ts";
import { reasonOf } from "./failures.ts";
import type { GrpcClientOptions } from "./options.ts";
import type { Target } from "./target.ts";
import { sendCall } from "./sent-call.ts";
import type { CallHost } from "./sent-call.ts";

/** Servers take offence at more of them while they have nothing to say. */
const MAX_PINGS = 2;
const RARE_PING_MS = 300_000;
/** What a server may send before it is told to go on: a stream's, a connection's. */
const STREAM_WINDOW_BYTES = 1024 * 1024;
const CONNECTION_WINDOW_BYTES = 16 * 1024 * 1024;

export interface ConnectionEvents {
  /** Calls may be made. */
  ready(): void;
  /** A call has ended. */
  freed(): void;
  /** It is gone. @param wasUseful whether it ever brought an answer */
  closed(reason: string, wasUseful: boolean): void;
}

export class Connection implements CallHost {
  readonly target: Target;
  readonly session: ClientHttp2Session;
  readonly #options: GrpcClientOptions;
  readonly #events: ConnectionEvents;
  readonly #startedMs = performance.now();
  readonly #watch: NodeJS.Timeout;
  #isReady = false;
  #isRetired = false;
  #isClosed = false;
  /** A ping is waited for. */
  #isSuspect = false;
  #active = 0;
  #maxActive = 0;
  #wasUseful = false;
  #reason = "the connection was closed";
  #heardMs = performance.now();
  #freeSinceMs = performance.now();
  #pings = 0;
  #pingedMs = -Infinity;
  #lastProcessed = Infinity;

  /** Starts to connect. */
  constructor(target: Target, address: string, options: GrpcClientOptions, events: ConnectionEvents) {
    this.target = target;
    this.#options = options;
    this.#events = events;
    const { connectTimeoutMs, keepAliveMs, idleMs } = options;
    this.session = connectHttp2(`${target.isSecure ? "https" : "http"}://${target.authority}`, {
      createConnection: () => openSocket(target, address),
      settings: { enablePush: false, initialWindowSize: STREAM_WINDOW_BYTES },
      // In megabytes, over all streams; what is too large is known and refused by its own length.
      maxSessionMemory: Number.MAX_SAFE_INTEGER,
    });
    const timer = setTimeout(() => this.#end(`no connection within ${connectTimeoutMs} ms`), connectTimeoutMs);
    this.#watch = setInterval(() => this.#check(), Math.max(1, Math.min(keepAliveMs, idleMs) / 4)).unref();
    // A server that has sent its settings speaks HTTP/2; a port that only takes connections does not.
    this.session.on("remoteSettings", ({ maxConcurrentStreams = Infinity }) => {
      clearTimeout(timer);
      this.#maxActive = maxConcurrentStreams;
      if (this.#isReady) this.#events.freed();
      else this.#open();
    });
    this.session.on("goaway", (_code, lastStream) => this.#leave(lastStream));
    this.session.on("error", (error) => (this.#reason = reasonOf(error)));
    this.session.on("close", () => {
      clearTimeout(timer);
      this.#closed();
    });
  }

  get isConnecting(): boolean {
    return !this.#isReady && !this.#isClosed;
  }

  /** Whether it is there for new calls, now or when others have ended. */
  get isUsable(): boolean {
    return this.#isReady && !this.#isRetired && !this.#isSuspect && !this.#isClosed;
  }

  get hasRoom(): boolean {
    return this.#active < this.#maxActive;
  }

  /** Calls under way. */
  get active(): number {
    return this.#active;
  }

  get isOld(): boolean {
    return performance.now() - this.#startedMs > this.#options.maxAgeMs;
  }

  get maxReplyBytes(): number {
    return this.#options.maxReplyBytes;
  }

  /** Takes a place for a call, which has to follow. */
  reserve(): void {
    if (this.#active++ === 0) this.session.ref();
  }

  /** Sends a call on a place that is reserved. @throws as sendCall does */
  async call(call: RpcCall, leftMs: number): Promise<RpcResult> {
    try {
      return await sendCall(call, leftMs, this);
    } finally {
      this.#release();
    }
  }

  isUnprocessed(stream: number): boolean {
    return stream > this.#lastProcessed;
  }

  heard(): void {
    this.#heardMs = performance.now();
    this.#pings = 0;
    this.#wasUseful = true;
  }

  // A server that is only slow answers a ping; one that is gone would cost every further call its time.
  timedOut(startedMs: number): void {
    if (this.#heardMs < startedMs) this.#ping();
  }

  /** Takes no more calls and closes when the last one has ended. */
  retire(): void {
    this.#isRetired = true;
    if (!this.#isReady) this.#end("the address is not used any more");
    else if (this.#active === 0) this.session.close();
  }

  /** Ends it with its calls. */
  close(): void {
    this.#end("the client was closed");
  }

  #open(): void {
    this.#isReady = true;
    this.session.setLocalWindowSize(CONNECTION_WINDOW_BYTES);
    // A connection without calls keeps no process alive.
    if (this.#active === 0) this.session.unref();
    this.#events.ready();
  }

  #release(): void {
    this.#active--;
    if (this.#active === 0) {
      this.#freeSinceMs = performance.now();
      this.session.unref();
      if (this.#isRetired) this.session.close();
    }
    this.#events.freed();
  }

  #leave(lastStream: number): void {
    this.#lastProcessed = lastStream;
    this.#isRetired = true;
    this.#reason = "the server has closed the connection";
    this.#events.freed();
  }

  #check(): void {
    const { keepAliveMs, idleMs } = this.#options;
    const now = performance.now();
    if (this.#active > 0) {
      const silentMs = now - Math.max(this.#heardMs, this.#freeSinceMs, this.#pingedMs);
      if (silentMs > keepAliveMs) this.#ping();
    } else if (this.#isReady && now - this.#freeSinceMs > idleMs) this.retire();
  }

  #ping(): void {
    const now = performance.now();
    if (this.#isSuspect || this.#isClosed || (this.#pings >= MAX_PINGS && now - this.#pingedMs < RARE_PING_MS)) return;
    const { pingTimeoutMs } = this.#options;
    this.#pings++;
    this.#pingedMs = now;
    this.#isSuspect = true;
    const timer = setTimeout(() => this.#end(`no answer to a ping within ${pingTimeoutMs} ms`), pingTimeoutMs).unref();
    const onAnswer = (error: Error | null): void => {
      clearTimeout(timer);
      if (error !== null) return;
      this.#isSuspect = false;
      this.#events.freed();
    };
    if (!this.session.ping(onAnswer)) this.#isSuspect = false;
    this.#events.freed();
  }

  #end(reason: string): void {
    this.#reason = reason;
    this.session.destroy();
  }

  #closed(): void {
    this.#isClosed = true;
    clearInterval(this.#watch);
    this.#events.closed(this.#reason, this.#wasUseful);
  }
}

function openSocket({ isSecure, host, port }: Target, address: string): Socket {
  if (!isSecure) return connectTcp({ host: address, port, noDelay: true });
  // A certificate is for the name, not for the address that it led to.
  const options: ConnectionOptions = { host: address, port, ALPNProtocols: ["h2"] };
  if (isIP(host) === 0) options.servername = host;
  return connectTls(options).setNoDelay();
}
