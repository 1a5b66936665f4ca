/**
 * The same methods for Connect's router, which speaks Connect, gRPC-Web and gRPC streams on every
 * host. It hands out decoded messages, which are made bytes again for the handlers.
 * @module
 */
import { createRegistry, fromBinary, toBinary } from "@bufbuild/protobuf";
import type { DescFile, DescMessage, DescMethod, DescMethodUnary, MessageShape, Registry } from "@bufbuild/protobuf";
import { Code, ConnectError } from "@connectrpc/connect";
import type { ConnectRouter, HandlerContext } from "@connectrpc/connect";
import type { RpcContext, RpcTable, StreamRpc, UnaryRpc } from "./rpc.ts";
import { statusOf } from "./status.ts";

type AnyMessage = MessageShape<DescMessage>;

/**
 * Puts the methods of a table on a router.
 * @param which streams alone for hosts that have a faster way for the others
 */
export function registerRpcs(router: ConnectRouter, table: RpcTable, which: "all" | "streams" = "all"): void {
  const { maxMessageBytes, unary, streams } = table;
  const options = {
    readMaxBytes: maxMessageBytes,
    writeMaxBytes: maxMessageBytes,
    jsonOptions: { registry: registryOf(table) },
  };
  // The router's types follow each method's own; those of a table are known only when it is made.
  const add = (method: DescMethod, implementation: unknown): void => {
    router.rpc(method as DescMethodUnary, implementation as never, options);
  };
  if (which === "all") for (const rpc of unary.values()) add(rpc.method, unaryOf(rpc));
  for (const rpc of streams.values()) {
    add(rpc.method, rpc.method.methodKind === "server_streaming" ? serverStreamOf(rpc) : bidiStreamOf(rpc));
  }
}

function unaryOf({ method, handle }: UnaryRpc) {
  return async (request: AnyMessage, context: HandlerContext): Promise<AnyMessage> => {
    try {
      const { body, headers } = await handle(toBinary(method.input, request), new ConnectContext(context));
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
    const bytes = (async function* () {
      for await (const request of requests) yield toBinary(method.input, request);
    })();
    try {
      for await (const answer of handle(bytes, new ConnectContext(context))) yield fromBinary(method.output, answer);
    } catch (error) {
      throw toConnectError(error, context);
    }
  };
}

async function* only(request: AnyMessage): AsyncGenerator<AnyMessage> {
  yield request;
}

class ConnectContext implements RpcContext {
  readonly timeoutMs: number;
  readonly #context: HandlerContext;

  constructor(context: HandlerContext) {
    this.#context = context;
    this.timeoutMs = context.timeoutMs() ?? Infinity;
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

function toConnectError(error: unknown, context: HandlerContext): ConnectError {
  if (error instanceof ConnectError) return error;
  // Connect's own deadline is one that the client set, and may be the first to pass.
  const { reason } = context.signal as { reason: unknown };
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
