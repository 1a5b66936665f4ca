/**
 * HTTP without a server: what a route is given and what it answers. Each platform makes exchanges
 * of its own requests and writes replies once, with all their headers.
 * @module
 */
import type { HeaderSource } from "../graph/run.ts";

/** A request whose body is already read, within the body limit. */
export interface Exchange extends HeaderSource {
  readonly method: string;
  /** Path with the deployment's prefix taken off. */
  readonly path: string;
  /** Text after the "?", "" when there is none. */
  readonly query: string;
  readonly body: Uint8Array<ArrayBuffer>;
  /** Registers what to do when the client goes away. */
  onClose(stop: () => void): void;
}

/** Names and values in turn: made once and copied fast, where an object would be spread anew for each answer. */
export type HeaderList = readonly string[];

export interface Reply {
  readonly status: number;
  readonly headers: HeaderList;
  readonly body: string | Uint8Array<ArrayBuffer> | undefined;
}

export type Handler = (exchange: Exchange, parameter: string) => Reply | Promise<Reply>;

export interface Route {
  readonly methods: readonly ("GET" | "POST")[];
  /** Exact path, or with one `:name` segment at its end. */
  readonly path: string;
  readonly handle: Handler;
}
