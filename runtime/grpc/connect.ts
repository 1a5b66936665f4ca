/**
 * The same methods for Connect's router, which speaks Connect, gRPC-Web and gRPC streams on every
 * host. It hands out decoded messages, which are made bytes again for the handlers.
 * @module
 */
import { createRegistry, fromBinary, toBinary } from "@bufbuild/protobuf";
import type { DescFile, DescMessage, DescMethodUnary, MessageShape, Registry } from "@bufbuild/protobuf";
import { Code, ConnectError, createContextKey } from "@connectrpc/connect";
import type { ConnectRouter, ContextKey, HandlerContext } from "@connectrpc/connect";
import type { ArrivingMessages } from "./arriving-messages.ts";
import type { RpcContext, RpcTable, StreamRpc, UnaryRpc } from "./rpc.ts";
import { statusOf } from "./status.ts";

/** What the handlers of a call share with who reads its bytes. */
export interface ConnectCall {
  readonly arriving: ArrivingMessages;
  /** Why the call is not taken; its handler is not asked. */
  readonly refused: Error | undefined;
}

/** Where Connect's context has it. */
export const CALL: ContextKey<ConnectCall | undefined> = createContextKey<ConnectCall | undefined>(undefined);

type AnyMessage = MessageShape<DescMessage>;

/** Puts the methods of a table on a router. */
export function registerRpcs(router: ConnectRouter, table: RpcTable): void {
  const { maxMessageBytes, unary, streams } = table;
  const options = {
    writeMaxBytes: maxMessageBytes,
    jsonOptions: { registry: registryOf(table) },
    // Each that is kept takes a hundred times its bytes, and no handler looks at them.
    binaryOptions: { readUnknownFields: false },
  };
  // The router's types follow each method's own; those of a table are known only when it is made.
  const add = ({ method, maxRequestBytes }: UnaryRpc | StreamRpc, implementation: unknown): void => {
    const readMaxBytes = Math.min(maxMessageBytes, maxRequestBytes ?? Infinity);
    router.rpc(method as DescMethodUnary, implementation as never, { ...options, readMaxBytes });
  };
  for (const rpc of unary.values()) add(rpc, unaryOf(rpc));
  for (const rpc of streams.values()) {
    add(rpc, rpc.method.methodKind === "server_streaming" ? serverStreamOf(rpc) : bidiStreamOf(rpc));
  }
}

function unaryOf({ method, handle }: UnaryRpc) {
  return async (request: AnyMessage, context: HandlerContext): Promise<AnyMessage> => {
    const { arriving, refused } = callOf(context);
    try {
      if (refused !== undefined) throw refused;
      const bytes = toBinary(method.input, request);
      arriving.hand(bytes.length);
      const { body, headers } = await handle(bytes, new ConnectContext(context));
      for (let at = 0; at < headers.length; at += 2) context.responseHeader.append(headers[at]!, headers[at + 1]!);
      return fromBinary(method.output, body);
    } catch (error) {
      throw toConnectError(error, context);
    }
  };
}

function serverStreamOf(rpc: StreamRpc) {
  const answers = bidiStreamOf(rpc);
  return (request: AnyMessage, context: HandlerContext): AsyncIterable<AnyMessage> => answers(only(request), context);
}

function bidiStreamOf({ method, handle }: StreamRpc) {
  return async function* (requests: AsyncIterable<AnyMessage>, context: HandlerContext): AsyncGenerator<AnyMessage> {
    const { arriving, refused } = callOf(context);
    const messages = (async function* () {
      for await (const request of requests) {
        const bytes = toBinary(method.input, request);
        arriving.hand(bytes.length);
        yield bytes;
      }
    })();
    try {
      if (refused !== undefined) throw refused;
      // Answers come in the order of the requests.
      for await (const answer of handle(messages, new ConnectContext(context))) {
        arriving.answer();
        yield fromBinary(method.output, answer);
      }
    } catch (error) {
      throw toConnectError(error, context);
    }
  };
}

function callOf({ values }: HandlerContext): ConnectCall {
  const call = values.get(CALL);
  if (call === undefined) throw new TypeError("A call came past createConnectHandlers()");
  return call;
}

async function* only(request: AnyMessage): AsyncGenerator<AnyMessage> {
  yield request;
}

class ConnectContext implements RpcContext {
  readonly #context: HandlerContext;

  constructor(context: HandlerContext) {
    this.#context = context;
  }

  get timeoutMs(): number {
    return this.#context.timeoutMs() ?? Infinity;
  }

  get signal(): AbortSignal {
    return this.#context.signal;
  }

  get(name: string): string | undefined {
    return this.#context.requestHeader.get(name) ?? undefined;
  }

  all(): Readonly<Record<string, string>> {
    return Object.fromEntries(this.#context.requestHeader.entries());
  }
}

/** What whatever was thrown is to a client of Connect. */
export function toConnectError(error: unknown, context?: HandlerContext): ConnectError {
  if (error instanceof ConnectError) return error;
  // Connect's own deadline is one that the client set, and may be the first to pass.
  const reason: unknown = context?.signal.reason;
  if (reason instanceof ConnectError && reason.code === Code.DeadlineExceeded) return reason;
  const { code, message, headers } = statusOf(error);
  const metadata = new Headers();
  for (let at = 0; at < headers.length; at += 2) metadata.append(headers[at]!, headers[at + 1]!);
  return new ConnectError(message, code, metadata, undefined, error);
}

/** The messages that an Any may hold, for JSON. */
function registryOf({ unary, streams }: RpcTable): Registry {
  const files = new Set<DescFile>();
  for (const { method } of [...unary.values(), ...streams.values()]) files.add(method.parent.file);
  return createRegistry(...files);
}
