/** A client of @grpc/grpc-js for the services of our schema, made without protoc. */
import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import type {
  DescMessage,
  DescMethod,
  DescMethodServerStreaming,
  DescMethodUnary,
  MessageInitShape,
  MessageShape,
} from "@bufbuild/protobuf";
import { ChannelCredentials, Client, Metadata } from "@grpc/grpc-js";
import type { CallOptions, ClientDuplexStream, ClientOptions, ClientUnaryCall, ServiceError } from "@grpc/grpc-js";
import { pathOf } from "../../runtime/grpc/rpc.ts";

export interface Asked<O> {
  readonly message: O;
  /** Initial metadata by name. */
  readonly headers: Readonly<Record<string, unknown>>;
}

export interface AskOptions extends CallOptions {
  readonly metadata?: Readonly<Record<string, string | Buffer>>;
  /** Told of the call when it has begun. */
  readonly onCall?: (call: ClientUnaryCall) => void;
}

export class GrpcJsClient {
  readonly #client: Client;

  constructor(port: number, credentials = ChannelCredentials.createInsecure(), options: ClientOptions = {}) {
    this.#client = new Client(`localhost:${port}`, credentials, options);
  }

  close(): void {
    this.#client.close();
  }

  /** Calls a method; rejects with a ServiceError. */
  ask<I extends DescMessage, O extends DescMessage>(
    method: DescMethodUnary<I, O>,
    request: MessageInitShape<I>,
    { metadata, onCall, ...options }: AskOptions = {},
  ): Promise<Asked<MessageShape<O>>> {
    return new Promise((resolve, reject) => {
      let headers: Readonly<Record<string, unknown>> = {};
      const call = this.#client.makeUnaryRequest(
        pathOf(method),
        (message: MessageShape<I>) => Buffer.from(toBinary(method.input, message)),
        (bytes) => fromBinary(method.output, bytes),
        create(method.input, request),
        toMetadata(metadata),
        options,
        (error, message) => (error === null ? resolve({ message: message!, headers }) : reject(error)),
      );
      call.on("metadata", (found: Metadata) => (headers = found.getMap()));
      onCall?.(call);
    });
  }

  /** Calls a method by its path with bytes as they are; rejects with a ServiceError. */
  askBytes(
    path: string,
    request: Uint8Array,
    { metadata, onCall, ...options }: AskOptions = {},
  ): Promise<Asked<Buffer>> {
    return new Promise((resolve, reject) => {
      let headers: Readonly<Record<string, unknown>> = {};
      const done = (error: ServiceError | null, message?: Buffer): void =>
        error === null ? resolve({ message: message!, headers }) : reject(error);
      const call = this.#client.makeUnaryRequest(
        path,
        asBuffer,
        (bytes: Buffer) => bytes,
        request,
        toMetadata(metadata),
        options,
        done,
      );
      call.on("metadata", (found: Metadata) => (headers = found.getMap()));
      onCall?.(call);
    });
  }

  /** Opens a stream both ways by its path, of bytes as they are. */
  duplexBytes(path: string): ClientDuplexStream<Uint8Array, Buffer> {
    return this.#client.makeBidiStreamRequest(path, asBuffer, (bytes: Buffer) => bytes);
  }

  /** The error that a call ends with. */
  async failure<I extends DescMessage, O extends DescMessage>(
    method: DescMethodUnary<I, O>,
    request: MessageInitShape<I>,
    options?: AskOptions,
  ): Promise<ServiceError> {
    try {
      await this.ask(method, request, options);
    } catch (error) {
      return error as ServiceError;
    }
    throw new Error("Expected a failure, got none");
  }

  /** Opens a stream both ways. */
  duplex<M extends DescMethod>(
    method: M,
    options: CallOptions = {},
  ): ClientDuplexStream<MessageInitShape<M["input"]>, MessageShape<M["output"]>> {
    const { input, output } = method as DescMethod;
    return this.#client.makeBidiStreamRequest(
      pathOf(method),
      (message: MessageInitShape<M["input"]>) => Buffer.from(toBinary(input, create(input, message as never))),
      (bytes) => fromBinary(output, bytes) as MessageShape<M["output"]>,
      options,
    );
  }

  /** Opens a stream of answers. */
  answers<I extends DescMessage, O extends DescMessage>(
    method: DescMethodServerStreaming<I, O>,
    request: MessageInitShape<I>,
  ): ReturnType<Client["makeServerStreamRequest"]> {
    return this.#client.makeServerStreamRequest(
      pathOf(method),
      (message: MessageShape<I>) => Buffer.from(toBinary(method.input, message)),
      (bytes): unknown => fromBinary(method.output, bytes),
      create(method.input, request),
    );
  }
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes);
}

function toMetadata(fields: Readonly<Record<string, string | Buffer>> = {}): Metadata {
  const metadata = new Metadata();
  for (const [name, value] of Object.entries(fields)) metadata.set(name, value);
  return metadata;
}
