/**
 * gRPC without a server: what a method is given and what it answers, as bytes of protobuf. Each
 * transport (node:http2, Connect, gRPC-Web) frames the bytes in its own way.
 * @module
 */
import type { DescMethod } from "@bufbuild/protobuf";
import type { HeaderSource } from "../graph/run.ts";
import type { HeaderList } from "../http/exchange.ts";

/** A call as its transport presents it; metadata are its headers. */
export interface RpcContext extends HeaderSource {
  /** Milliseconds that the client still waits; Infinity when it set no deadline. */
  readonly timeoutMs: number;
  /** Aborts when the client cancels. Made on first use. */
  readonly signal: AbortSignal;
}

export interface RpcReply {
  readonly body: Uint8Array;
  /** Initial metadata: names and values in turn. */
  readonly headers: HeaderList;
}

/** @throws InferenceError, whose code decides the gRPC status and whose message is the details */
export type UnaryHandler = (request: Uint8Array, context: RpcContext) => RpcReply | Promise<RpcReply>;

/** Ends when the client has sent its last and everything is answered. */
export type StreamHandler = (requests: AsyncIterable<Uint8Array>, context: RpcContext) => AsyncIterable<Uint8Array>;

export interface UnaryRpc {
  readonly method: DescMethod;
  readonly handle: UnaryHandler;
  /** Whether a client has to show who it is, where that is asked for. */
  readonly guarded: boolean;
}

/** A method with a stream on either side, or on both. */
export interface StreamRpc {
  readonly method: DescMethod;
  readonly handle: StreamHandler;
  readonly guarded: boolean;
}

/** Every method of a service, by its path `/package.Service/Method`. */
export interface RpcTable {
  readonly unary: ReadonlyMap<string, UnaryRpc>;
  readonly streams: ReadonlyMap<string, StreamRpc>;
  /** Largest message in bytes, either way. */
  readonly maxMessageBytes: number;
}

/** The path that a method is called by. */
export function pathOf(method: DescMethod): string {
  return `/${method.parent.typeName}/${method.name}`;
}
