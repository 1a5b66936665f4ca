/**
 * Server reflection, so that clients without .proto files can call what is served. Version 1 and
 * its older name v1alpha are the same on the wire.
 * @module
 */
import { create, toBinary } from "@bufbuild/protobuf";
import type { DescFile, DescMessage, DescService, MessageInitShape } from "@bufbuild/protobuf";
import { FileDescriptorProtoSchema } from "@bufbuild/protobuf/wkt";
import { ERROR_CODES } from "../errors.ts";
import {
  ServerReflection,
  ServerReflectionRequestSchema,
  ServerReflectionResponseSchema,
} from "../proto/generated/grpc/reflection/v1/reflection_pb.js";
import type { ServerReflectionRequest } from "../proto/generated/grpc/reflection/v1/reflection_pb.js";
import { ServerReflection as ServerReflectionAlpha } from "../proto/generated/grpc/reflection/v1alpha/reflection_pb.js";
import { decode, SMALL_REQUEST_BYTES } from "./calls.ts";
import type { StreamHandler, StreamRpc } from "./rpc.ts";

type Answer = NonNullable<MessageInitShape<typeof ServerReflectionResponseSchema>["messageResponse"]>;

/** The two services of reflection. */
export const REFLECTION: readonly DescService[] = [ServerReflection, ServerReflectionAlpha];

/** Methods that describe `services`, those of reflection among them. */
export function createReflection(services: readonly DescService[]): readonly StreamRpc[] {
  let index: DescriptorIndex | undefined;
  const handle: StreamHandler = async function* (requests) {
    for await (const request of requests) {
      index ??= new DescriptorIndex(services);
      yield answer(decode(ServerReflectionRequestSchema, request), index);
    }
  };
  return REFLECTION.map(({ methods }) => ({
    method: methods[0]!,
    guarded: false,
    maxRequestBytes: SMALL_REQUEST_BYTES,
    handle,
  }));
}

function answer(request: ServerReflectionRequest, index: DescriptorIndex): Uint8Array {
  const response = { validHost: request.host, originalRequest: request, messageResponse: index.answer(request) };
  return toBinary(ServerReflectionResponseSchema, create(ServerReflectionResponseSchema, response));
}

/** Files by their names and by what they declare. */
class DescriptorIndex {
  readonly #services: readonly string[];
  readonly #files = new Map<string, DescFile>();
  readonly #symbols = new Map<string, DescFile>();

  constructor(services: readonly DescService[]) {
    this.#services = services.map(({ typeName }) => typeName).toSorted();
    for (const { file } of services) this.#add(file);
  }

  answer({ messageRequest: asked }: ServerReflectionRequest): Answer {
    switch (asked.case) {
      case "listServices":
        return { case: "listServicesResponse", value: { service: this.#services.map((name) => ({ name })) } };
      case "fileByFilename":
        return this.#file(this.#files.get(asked.value), `file ${asked.value}`);
      case "fileContainingSymbol":
        return this.#file(this.#symbols.get(asked.value), `symbol ${asked.value}`);
      case "fileContainingExtension":
        return failure("NOT_FOUND", `There is no extension of ${asked.value.containingType.slice(0, 200)}`);
      case "allExtensionNumbersOfType":
        return failure("NOT_FOUND", `There is no extension of ${asked.value.slice(0, 200)}`);
      default:
        return failure("INVALID_ARGUMENT", "Expected one of the requests that reflection knows, got none");
    }
  }

  // With all that it imports, so that a client need not ask again.
  #file(file: DescFile | undefined, what: string): Answer {
    if (file === undefined) return failure("NOT_FOUND", `There is no ${what.slice(0, 200)}`);
    const fileDescriptorProto = withImports(file).map(({ proto }) => toBinary(FileDescriptorProtoSchema, proto));
    return { case: "fileDescriptorResponse", value: { fileDescriptorProto } };
  }

  #add(file: DescFile): void {
    if (this.#files.has(file.proto.name)) return;
    this.#files.set(file.proto.name, file);
    for (const service of file.services) {
      this.#symbols.set(service.typeName, file);
      for (const { name } of service.methods) this.#symbols.set(`${service.typeName}.${name}`, file);
    }
    for (const { typeName, values } of file.enums) this.#addEnum(typeName, values, file);
    for (const message of file.messages) this.#addMessage(message, file);
    for (const dependency of file.dependencies) this.#add(dependency);
  }

  #addMessage(message: DescMessage, file: DescFile): void {
    this.#symbols.set(message.typeName, file);
    for (const { name } of message.fields) this.#symbols.set(`${message.typeName}.${name}`, file);
    for (const { typeName, values } of message.nestedEnums) this.#addEnum(typeName, values, file);
    for (const nested of message.nestedMessages) this.#addMessage(nested, file);
  }

  // Values stand beside their type, not in it.
  #addEnum(typeName: string, values: readonly { readonly name: string }[], file: DescFile): void {
    this.#symbols.set(typeName, file);
    const scope = typeName.slice(0, typeName.lastIndexOf(".") + 1);
    for (const { name } of values) this.#symbols.set(scope + name, file);
  }
}

// Each file stands before those that it imports.
function withImports(file: DescFile): readonly DescFile[] {
  const found = new Set<DescFile>();
  const visit = (from: DescFile): void => {
    if (found.has(from)) return;
    for (const dependency of from.dependencies) visit(dependency);
    found.add(from);
  };
  visit(file);
  return [...found].toReversed();
}

function failure(code: "NOT_FOUND" | "INVALID_ARGUMENT", errorMessage: string): Answer {
  return { case: "errorResponse", value: { errorCode: ERROR_CODES[code].grpc, errorMessage } };
}
