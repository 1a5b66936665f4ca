/** Servers made with @grpc/grpc-js, as other people's units are, for tests of what calls them. */
import * as grpc from "@grpc/grpc-js";
import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import type { DescMethodUnary, DescService, MessageInitShape, MessageShape } from "@bufbuild/protobuf";

/** What a method is given beside its message. */
export interface GivenCall {
  readonly metadata: grpc.Metadata;
  readonly deadline: grpc.Deadline;
}

type Methods<Service extends DescService> = {
  readonly [Name in keyof Service["method"]]?: Service["method"][Name] extends DescMethodUnary<infer I, infer O>
    ? (request: MessageShape<I>, call: GivenCall) => MessageInitShape<O> | Promise<MessageInitShape<O>>
    : never;
};

/** One service and what its methods answer; a method throws `failure()`. */
export function service<Service extends DescService>(desc: Service, methods: Methods<Service>): Served {
  return { desc, methods: methods as Served["methods"] };
}

interface Served {
  readonly desc: DescService;
  readonly methods: Readonly<Record<string, (request: unknown, call: GivenCall) => object | Promise<object>>>;
}

export interface GrpcJsServer {
  readonly target: string;
  readonly port: number;
  close(): Promise<void>;
}

/** A status as a method answers it. */
export function failure(code: grpc.status, details: string): Error {
  return Object.assign(new Error(details), { code, details });
}

/** Listens on a free port of the loopback address. */
export async function serveGrpc(...services: readonly Served[]): Promise<GrpcJsServer> {
  const server = new grpc.Server({ "grpc.max_receive_message_length": -1 });
  for (const { desc, methods } of services) {
    const definition: Record<string, grpc.MethodDefinition<unknown, unknown>> = {};
    const handlers: Record<string, grpc.handleUnaryCall<unknown, unknown>> = {};
    for (const method of desc.methods) {
      const handle = methods[method.localName];
      if (handle === undefined) continue;
      definition[method.localName] = {
        path: `/${desc.typeName}/${method.name}`,
        requestStream: false,
        responseStream: false,
        requestSerialize: () => Buffer.alloc(0),
        requestDeserialize: (bytes) => fromBinary(method.input, bytes),
        responseSerialize: (message) =>
          Buffer.from(toBinary(method.output, create(method.output, message as Record<string, unknown>))),
        responseDeserialize: (bytes) => bytes,
      };
      handlers[method.localName] = (call, callback) => {
        const given = { metadata: call.metadata, deadline: call.getDeadline() };
        Promise.resolve()
          .then(() => handle(call.request, given))
          .then(
            (answer) => callback(null, answer),
            (error: Partial<grpc.ServiceError>) => callback(error),
          );
      };
    }
    server.addService(definition, handlers);
  }
  const port = await new Promise<number>((resolve, reject) => {
    const credentials = grpc.ServerCredentials.createInsecure();
    server.bindAsync("127.0.0.1:0", credentials, (error, bound) => (error ? reject(error) : resolve(bound)));
  });
  return { target: `grpc://127.0.0.1:${port}`, port, close: async () => server.forceShutdown() };
}
