/**
 * gRPC without a server: what a method is given and what it answers, as bytes of protobuf. Each
 * transport (node:http2, Connect, gRPC-Web) frames the bytes in its own way.
 * @module
 */
import type { DescMethod } from "@bufbuild/protobuf";
import type { HeaderSource } from "../graph/run.ts";
import type { Admission, HeaderList } from "../http/exchange.ts";

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

/** What every method has. */
interface Rpc {
  readonly method: DescMethod;
  /** Whether a client has to show who it is, where that is asked for. */
  readonly guarded: boolean;
  /** Largest request in bytes, where that is less than the table's limit. */
  readonly maxRequestBytes?: number;
  /** Who may call it; everybody when absent. Every transport asks it before it reads a message. */
  readonly admit?: Admission;
}

export interface UnaryRpc extends Rpc {
  readonly handle: UnaryHandler;
}

/** A method with a stream on either side, or on both. */
export interface StreamRpc extends Rpc {
  readonly handle: StreamHandler;
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
