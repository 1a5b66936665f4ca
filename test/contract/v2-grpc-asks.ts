/** Sends recorded messages of the Open Inference protocol to a table of methods, or over a socket. */
import { once } from "node:events";
import type { ServiceError } from "@grpc/grpc-js";
import type { RpcTable } from "../../runtime/grpc/rpc.ts";
import { statusOf } from "../../runtime/grpc/status.ts";
import type { GrpcJsClient } from "../clients/grpc-js-client.ts";
import { newContext } from "../grpc/rpc-client.ts";
import type { GrpcClientPair } from "./v2-client-pair.ts";
import type { GrpcCallAnswer } from "./v2-grpc-readers.ts";

/** Sends the messages of a pair, and takes what comes. */
export type Ask = (pair: GrpcClientPair) => Promise<GrpcCallAnswer>;

/** The bytes of a recorded message. */
export function bytesIn({ bytes }: { readonly bytes: string }): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(Buffer.from(bytes, "base64"));
}

/** Asks in-process. */
export function askTable(rpcs: RpcTable): Ask {
  return async ({ request }) => {
    const context = newContext({ metadata: Object.fromEntries(request.metadata ?? []) });
    try {
      if (request.stream !== undefined) {
        const sent = request.stream.map(bytesIn);
        const messages: Uint8Array[] = [];
        const requests = (async function* () {
          yield* sent;
        })();
        for await (const answer of rpcs.streams.get(request.method)!.handle(requests, context)) messages.push(answer);
        return { messages };
      }
      const rpc = rpcs.unary.get(request.method);
      if (rpc === undefined) return { code: 12, details: `There is no method ${request.method}` };
      return { messages: [(await rpc.handle(bytesIn(request), context)).body] };
    } catch (error) {
      const { code, message } = statusOf(error);
      return { code, details: message };
    }
  };
}

/** Asks over the connection of a client. */
export function askSocket(client: GrpcJsClient): Ask {
  return async ({ request }) => {
    try {
      if (request.stream !== undefined) {
        const stream = client.duplexBytes(request.method);
        const messages: Uint8Array[] = [];
        stream.on("data", (bytes: Uint8Array) => messages.push(bytes));
        for (const message of request.stream) stream.write(bytesIn(message));
        stream.end();
        await once(stream, "end");
        return { messages };
      }
      const metadata = Object.fromEntries(request.metadata ?? []);
      return { messages: [(await client.askBytes(request.method, bytesIn(request), { metadata })).message] };
    } catch (error) {
      const { code, details } = error as ServiceError;
      return { code, details };
    }
  };
}
