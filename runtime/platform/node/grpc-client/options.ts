/** What a client of gRPC servers keeps to. @module */

export interface GrpcClientOptions {
  /** Milliseconds until a connection has to stand, TLS and the server's settings included. */
  readonly connectTimeoutMs: number;
  /** Milliseconds of silence, with calls under way, until a connection is asked whether it lives. */
  readonly keepAliveMs: number;
  /** Milliseconds that a connection has to answer that. */
  readonly pingTimeoutMs: number;
  /** Milliseconds until a connection without calls is closed. */
  readonly idleMs: number;
  /** Milliseconds until a connection is replaced, so that calls reach servers that joined later. */
  readonly maxAgeMs: number;
  /** Milliseconds that the addresses of a name count as known. */
  readonly resolveMs: number;
  /** Milliseconds that an address is skipped after its first failure; doubled by each further one. */
  readonly backOffMs: number;
  readonly maxBackOffMs: number;
  /** Connections to one address: behind it may stand several servers, or several processes. */
  readonly maxConnections: number;
  /** Calls under way on every connection before one more is opened. */
  readonly callsPerConnection: number;
  /** Calls that may wait for a connection to one server. */
  readonly maxWaiting: number;
  /** Largest answer in bytes. */
  readonly maxReplyBytes: number;
}

export const DEFAULT_OPTIONS: GrpcClientOptions = Object.freeze({
  connectTimeoutMs: 5000,
  keepAliveMs: 10_000,
  pingTimeoutMs: 5000,
  idleMs: 300_000,
  maxAgeMs: 600_000,
  resolveMs: 30_000,
  backOffMs: 500,
  maxBackOffMs: 30_000,
  maxConnections: 4,
  callsPerConnection: 8,
  maxWaiting: 4096,
  maxReplyBytes: 512 * 1024 * 1024,
});
