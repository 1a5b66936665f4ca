/**
 * HTTP without a server: what a route is given and what it answers. Each platform makes exchanges
 * of its own requests and writes replies once, with all their headers.
 * @module
 */
import type { InferenceError } from "../errors.ts";
import type { HeaderSource } from "../graph/run.ts";

/** A request whose body is already read, within its limits. */
export interface Exchange extends HeaderSource {
  readonly method: string;
  /** Path with the deployment's prefix taken off. */
  readonly path: string;
  /** Text after the "?", "" when there is none. */
  readonly query: string;
  readonly body: Uint8Array<ArrayBuffer>;
  /** Aborts when the client goes away. Made on first use. */
  readonly signal: AbortSignal;
}

/** Names and values in turn: made once and copied fast, where an object would be spread anew for each answer. */
export type HeaderList = readonly string[];

export interface Reply {
  readonly status: number;
  readonly headers: HeaderList;
  readonly body: string | Uint8Array<ArrayBuffer> | undefined;
}

/** Values of the path's parameters by name. */
export type PathParameters = Readonly<Record<string, string>>;
export type Handler = (exchange: Exchange, parameters: PathParameters) => Reply | Promise<Reply>;

/**
 * Decides by the headers alone whether a request is taken.
 * @throws InferenceError UNAUTHENTICATED, PERMISSION_DENIED, or UNAVAILABLE when it cannot be decided; also by rejecting
 */
export type Admission = (headers: HeaderSource) => void | Promise<void>;

export type Method = "GET" | "POST";

export interface Route {
  readonly methods: readonly Method[];
  /** In Hono's syntax: `/status/:unit`, `/models/:model{[^/]+?:predict}`. */
  readonly path: string;
  readonly handle: Handler;
  /** The protocol's own form of an error that arose before or after the handler had its say. */
  readonly fail: (error: InferenceError) => Reply;
  /** Whether a client has to show who it is, where that is asked for. */
  readonly guarded: boolean;
  /** Who may come in; everybody when absent. Every host asks it before it reads a body. */
  readonly admit?: Admission;
}
