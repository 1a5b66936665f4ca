/** The connections to one address, and when a dead one is tried again. @module */
import { Connection } from "./connection.ts";
import type { GrpcClientOptions } from "./options.ts";
import type { Target } from "./target.ts";

export interface SubchannelEvents {
  /** There may be room for a call. */
  changed(): void;
  /** A connection could not be made, or broke. */
  failed(reason: string): void;
}

export class Subchannel {
  readonly address: string;
  readonly #target: Target;
  readonly #options: GrpcClientOptions;
  readonly #events: SubchannelEvents;
  readonly #connections = new Set<Connection>();
  #failures = 0;
  #retryMs = -Infinity;

  constructor(target: Target, address: string, options: GrpcClientOptions, events: SubchannelEvents) {
    this.#target = target;
    this.address = address;
    this.#options = options;
    this.#events = events;
  }

  get isConnecting(): boolean {
    for (const connection of this.#connections) if (connection.isConnecting) return true;
    return false;
  }

  /** Whether a connection is there, with room or not. */
  get isUsable(): boolean {
    for (const connection of this.#connections) if (connection.isUsable) return true;
    return false;
  }

  /** The connection with room that has the fewest calls. */
  pick(): Connection | undefined {
    let best: Connection | undefined;
    for (const connection of this.#connections) {
      if (!connection.isUsable || !connection.hasRoom) continue;
      if (best === undefined || connection.active < best.active) best = connection;
    }
    return best;
  }

  /** Opens what is missing: the first connection, one more under load, one in place of an old one. */
  tend(nowMs: number): void {
    let usable = 0;
    let isBusy = true;
    let isOld = false;
    for (const connection of this.#connections) {
      // One at a time.
      if (connection.isConnecting) return;
      if (!connection.isUsable) continue;
      usable++;
      isOld ||= connection.isOld;
      isBusy &&= connection.active >= this.#options.callsPerConnection || !connection.hasRoom;
    }
    if (nowMs < this.#retryMs) return;
    if (usable === 0 || isOld || (isBusy && usable < this.#options.maxConnections)) this.connect();
  }

  /** Starts to connect, whatever happened before. */
  connect(): void {
    const connection: Connection = new Connection(this.#target, this.address, this.#options, {
      ready: () => {
        for (const other of this.#connections) if (other.isUsable && other.isOld) other.retire();
        this.#events.changed();
      },
      freed: () => this.#events.changed(),
      closed: (reason, wasUseful) => {
        this.#connections.delete(connection);
        if (wasUseful) this.#failures = 0;
        else this.#backOff();
        this.#events.failed(reason);
      },
    });
    this.#connections.add(connection);
  }

  /** Takes no more calls; those under way end by themselves. */
  retire(): void {
    for (const connection of this.#connections) connection.retire();
  }

  close(): void {
    for (const connection of this.#connections) connection.close();
  }

  // Spread out, so that many clients of a server that comes back do not come at once.
  #backOff(): void {
    const { backOffMs, maxBackOffMs } = this.#options;
    const waitMs = Math.min(maxBackOffMs, backOffMs * 2 ** this.#failures++);
    this.#retryMs = performance.now() + waitMs * (0.8 + 0.4 * Math.random());
  }
}
