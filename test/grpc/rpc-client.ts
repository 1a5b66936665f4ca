/** Calls the methods of a table in-process: messages to bytes, bytes to messages. */
import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import type {
  DescMessage,
  DescMethodBiDiStreaming,
  DescMethodServerStreaming,
  DescMethodUnary,
  MessageInitShape,
  MessageShape,
} from "@bufbuild/protobuf";
import { pathOf } from "../../runtime/grpc/rpc.ts";
import type { RpcContext, RpcTable } from "../../runtime/grpc/rpc.ts";
import { statusOf } from "../../runtime/grpc/status.ts";
import type { RpcStatus } from "../../runtime/grpc/status.ts";

export interface CallOptions {
  /** By lower-case name. */
  readonly metadata?: Readonly<Record<string, string>>;
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

/** A call as a server presents it. */
export function newContext({ metadata = {}, timeoutMs = Infinity, signal }: CallOptions = {}): RpcContext {
  return {
    timeoutMs,
    signal: signal ?? new AbortController().signal,
    get: (name) => metadata[name],
    all: () => metadata,
  };
}

export interface Answered<O extends DescMessage> {
  readonly message: MessageShape<O>;
  /** Initial metadata by name. */
  readonly headers: Readonly<Record<string, string>>;
  /** Whether the handler answered without a promise. */
  readonly isSync: boolean;
}

/** Calls a method with one message. */
export async function call<I extends DescMessage, O extends DescMessage>(
  table: RpcTable,
  method: DescMethodUnary<I, O>,
  request: MessageInitShape<I>,
  options?: CallOptions,
): Promise<Answered<O>> {
  const body = toBinary(method.input, create(method.input, request));
  const rpc = table.unary.get(pathOf(method))!;
  const context = newContext(options);
  if (rpc.admit !== undefined) await rpc.admit(context);
  const reply = rpc.handle(body, context);
  const { body: answer, headers } = await reply;
  const pairs = Array.from({ length: headers.length / 2 }, (_, i) => [headers[2 * i]!, headers[2 * i + 1]!]);
  return {
    message: fromBinary(method.output, answer),
    headers: Object.fromEntries(pairs) as Record<string, string>,
    isSync: !(reply instanceof Promise),
  };
}

/** The status that a call ends with; throws when it succeeds. */
export async function statusOfCall(work: () => unknown): Promise<RpcStatus> {
  try {
    await work();
  } catch (error) {
    return statusOf(error);
  }
  throw new Error("Expected a failure, got none");
}

type StreamMethod<I extends DescMessage, O extends DescMessage> =
  | DescMethodBiDiStreaming<I, O>
  | DescMethodServerStreaming<I, O>;

/** Calls a method with a stream of messages; yields the answers. */
export async function* stream<I extends DescMessage, O extends DescMessage>(
  table: RpcTable,
  method: StreamMethod<I, O>,
  requests: AsyncIterable<MessageInitShape<I>> | Iterable<MessageInitShape<I>>,
  options?: CallOptions,
): AsyncGenerator<MessageShape<O>> {
  const bytes = (async function* () {
    for await (const request of requests) yield toBinary(method.input, create(method.input, request));
  })();
  const rpc = table.streams.get(pathOf(method))!;
  const context = newContext(options);
  await rpc.admit?.(context);
  const answers = rpc.handle(bytes, context);
  for await (const answer of answers) yield fromBinary(method.output, answer);
}

/** All that an iterable yields. */
export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}
