/**
 * The methods of a table by Connect's own handlers, which speak Connect, gRPC-Web and gRPC: behind the
 * same check of who calls and the same limits as everything else.
 * @module
 */
import { createConnectRouter, createContextValues } from "@connectrpc/connect";
import type { ConnectRouterOptions } from "@connectrpc/connect";
import type { UniversalHandler, UniversalServerRequest, UniversalServerResponse } from "@connectrpc/connect/protocol";
import type { HeaderSource } from "../graph/run.ts";
import type { BodyLimits } from "../http/body-limits.ts";
import { ArrivingMessages } from "./arriving-messages.ts";
import { CALL, registerRpcs, toConnectError } from "./connect.ts";
import type { RpcTable, StreamRpc, UnaryRpc } from "./rpc.ts";
import { wholeMessages } from "./whole-messages.ts";
import type { MessageForm } from "./whole-messages.ts";

/** Answers a call. Does not reject for what is wrong with it: that is in the answer. */
export type ConnectHandler = (request: UniversalServerRequest) => Promise<UniversalServerResponse>;

/** Types whose body is one message without a head. */
const UNFRAMED = /^application\/(?:proto|json)(?:;|$)/;
const JSON_TYPE = /^application\/(?:[\w.-]+\+)?json(?:;|$)/;

export interface ConnectHandlerOptions extends Pick<
  ConnectRouterOptions,
  "grpc" | "grpcWeb" | "connect" | "acceptCompression"
> {
  /** Milliseconds in which a message that has begun must have come. Default five minutes. */
  readonly receiveMs?: number | undefined;
}

/** Handlers by path. @param options which protocols they speak; all of them when it does not say */
export function createConnectHandlers(
  table: RpcTable,
  bodies: BodyLimits,
  { receiveMs, ...protocols }: ConnectHandlerOptions = {},
): ReadonlyMap<string, ConnectHandler> {
  const router = createConnectRouter(protocols);
  registerRpcs(router, table);
  const { maxMessageBytes } = table;
  return new Map(
    router.handlers.map((handler) => {
      const { requestPath: path } = handler;
      const rpc = (table.unary.get(path) ?? table.streams.get(path))!;
      const answer: ConnectHandler = (request) => {
        const type = request.header.get("content-type") ?? "";
        const form = { isFramed: !UNFRAMED.test(type), isJson: JSON_TYPE.test(type) };
        const { isFramed } = form;
        return call(
          handler,
          rpc,
          request,
          form,
          new ArrivingMessages(bodies, { maxMessageBytes, isFramed, receiveMs }),
        );
      };
      return [path, answer];
    }),
  );
}

async function call(
  handler: UniversalHandler,
  rpc: UnaryRpc | StreamRpc,
  request: UniversalServerRequest,
  form: MessageForm,
  arriving: ArrivingMessages,
): Promise<UniversalServerResponse> {
  const refused = await refusalOf(rpc, request.header);
  const contextValues = createContextValues().set(CALL, { arriving, refused });
  // What a refused call sends is not read: in its place the handler finds the reason, which it tells in its protocol.
  const given =
    refused === undefined
      ? wholeMessages(arriving.read(request.body as AsyncIterable<Uint8Array>), form)
      : failing(refused);
  try {
    const response = await handler({ ...request, body: asConnectErrors(given), contextValues });
    return releasing(response, arriving);
  } catch (error) {
    arriving.release();
    throw error;
  }
}

async function refusalOf({ admit }: UnaryRpc | StreamRpc, header: Headers): Promise<Error | undefined> {
  if (admit === undefined) return undefined;
  const headers: HeaderSource = {
    get: (name) => header.get(name) ?? undefined,
    all: () => Object.fromEntries(header.entries()),
  };
  try {
    await admit(headers);
    return undefined;
  } catch (error) {
    return toConnectError(error);
  }
}

// oxlint-disable-next-line require-yield
async function* failing(error: Error): AsyncGenerator<Uint8Array> {
  throw error;
}

async function* asConnectErrors(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* body;
  } catch (error) {
    throw toConnectError(error);
  }
}

// The request counts until its answer has been read.
function releasing(response: UniversalServerResponse, arriving: ArrivingMessages): UniversalServerResponse {
  const { body } = response;
  if (body === undefined) {
    arriving.release();
    return response;
  }
  return { ...response, body: untilRead(body, arriving) };
}

async function* untilRead(body: AsyncIterable<Uint8Array>, arriving: ArrivingMessages): AsyncGenerator<Uint8Array> {
  try {
    yield* body;
  } finally {
    arriving.release();
  }
}
