/** What the methods of all services share: identity, failures, methods on decoded messages. @module */
import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import type { DescMessage, DescMethod, DescMethodUnary, MessageInitShape, MessageShape } from "@bufbuild/protobuf";
import { InferenceError } from "../errors.ts";
import type { RuntimeHost } from "../host.ts";
import type { HeaderList } from "../http/exchange.ts";
import { isHeaderValue } from "../http/headers.ts";
import type { RpcContext, RpcReply, UnaryRpc } from "./rpc.ts";
import { RpcError } from "./status.ts";

/** Name of the identity in metadata, both ways. */
export const PUID = "seldon-puid";

/**
 * Largest request of a method that is asked rarely, which has some names in it: on their way into message
 * objects its fields take a hundred times their bytes.
 */
export const SMALL_REQUEST_BYTES: number = 64 * 1024;

const NO_HEADERS: HeaderList = Object.freeze([]);

type Decoded<I extends DescMessage, O extends DescMessage> = (
  request: MessageShape<I>,
  context: RpcContext,
) => MessageInitShape<O> | Promise<MessageInitShape<O>>;

export class RpcCalls {
  readonly #host: RuntimeHost;

  constructor(host: RuntimeHost) {
    this.#host = host;
  }

  /** The request's identity: of its metadata, else its own if a header can hold it, else a new one. */
  puidOf(context: RpcContext, own: string): string {
    return context.get(PUID) || (isHeaderValue(own) ? own : this.#host.uuid());
  }

  /** A new identity, for what is a request of its own within a call. */
  newPuid(): string {
    return this.#host.uuid();
  }

  /** The error for a client, logged when it is not the client's own. @param puid "" when there is none */
  failure(thrown: unknown, puid: string): InferenceError {
    const error = InferenceError.from(thrown);
    if (error.httpStatus >= 500) {
      const { unit, code } = error;
      this.#host.logger.log("error", "request failed", { puid, unit, code, error });
    }
    return puid === "" ? error : new RpcError(error, [PUID, puid]);
  }

  /** A method that is asked rarely, on messages instead of bytes. It needs no permission. */
  decoded<I extends DescMessage, O extends DescMessage>(
    method: DescMethodUnary<I, O>,
    handle: Decoded<I, O>,
  ): UnaryRpc {
    const { input, output } = method;
    const work = async (request: Uint8Array, context: RpcContext): Promise<RpcReply> => {
      const answer = await handle(decode(input, request), context);
      return { body: toBinary(output, create(output, answer)), headers: NO_HEADERS };
    };
    return {
      method,
      guarded: false,
      maxRequestBytes: SMALL_REQUEST_BYTES,
      handle: (request, context) =>
        work(request, context).catch((error: unknown) => {
          throw this.failure(error, "");
        }),
    };
  }

  /** A method that is not served. @param instead what to do, as a sentence without a final period */
  refused(method: DescMethod, instead: string): UnaryRpc {
    return {
      method,
      guarded: false,
      maxRequestBytes: SMALL_REQUEST_BYTES,
      handle() {
        throw new InferenceError("UNIMPLEMENTED", `${method.parent.typeName}/${method.name} is not served: ${instead}`);
      },
    };
  }
}

/** An answer with the identity of its request. */
export function identified(body: Uint8Array, puid: string): RpcReply {
  return { body, headers: [PUID, puid] };
}

/**
 * Reads a message.
 * @throws InferenceError INVALID_ARGUMENT naming the message that was expected
 */
export function decode<T extends DescMessage>(schema: T, bytes: Uint8Array): MessageShape<T> {
  try {
    return fromBinary(schema, bytes, { readUnknownFields: false });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new InferenceError("INVALID_ARGUMENT", `Expected ${schema.typeName}: ${reason}`, { cause });
  }
}
