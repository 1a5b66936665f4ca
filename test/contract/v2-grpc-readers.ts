/** What the published clients make of an answer over gRPC, in our own words, tested with the recorded answers. */
import { fromBinary, toJson } from "@bufbuild/protobuf";
import type { DescMessage, DescMethod } from "@bufbuild/protobuf";
import type { JsonValue } from "../../runtime/message/json-value.ts";
import { GRPCInferenceService } from "../../runtime/proto/generated/inference/inference_pb.js";
import type {
  InferTensorContents,
  ModelInferRequest,
  ModelInferResponse,
  ModelStreamInferResponse,
} from "../../runtime/proto/generated/inference/inference_pb.js";
import type { GrpcClientPair } from "./v2-client-pair.ts";
import type { Reading } from "./v2-http-readers.ts";
import { textOf, valuesInBytes } from "./v2-tensors.ts";
import type { WireTensor } from "./v2-tensors.ts";

/** How a call ended: messages, one unless it is a stream, or a status. */
export type GrpcCallAnswer =
  | { readonly messages: readonly Uint8Array[] }
  | { readonly code: number; readonly details: string };

/** Numbers of the statuses that were recorded. */
const CODES: Readonly<Record<string, number>> = {
  UNKNOWN: 2,
  INVALID_ARGUMENT: 3,
  NOT_FOUND: 5,
  RESOURCE_EXHAUSTED: 8,
  UNIMPLEMENTED: 12,
  INTERNAL: 13,
};

const methods = new Map<string, DescMethod>(
  GRPCInferenceService.methods.map((method) => [`/${GRPCInferenceService.typeName}/${method.name}`, method]),
);

/** The number of a status by its name. */
export function codeOf(name: string): number {
  const code = CODES[name];
  if (code === undefined) throw new Error(`There is no status ${name} here`);
  return code;
}

/** The recorded answer to a client. */
export function recordedCallAnswer({ response }: GrpcClientPair): GrpcCallAnswer {
  if (response.code !== "OK") return { code: codeOf(response.code), details: response.details ?? "" };
  return { messages: (response.stream ?? [response]).map(({ bytes }) => Buffer.from(bytes, "base64")) };
}

/** Whether the method is one of the protocol, not of Triton alone. */
export function isOfProtocol({ request }: GrpcClientPair): boolean {
  return methods.has(request.method);
}

/** One reading, or one for each answer of a stream. */
export function readCallAs(
  client: "tritonclient" | "kserve-client",
  { request }: GrpcClientPair,
  answer: GrpcCallAnswer,
): readonly Reading[] {
  if ("code" in answer) return [{ raised: { status: answer.code, words: answer.details } }];
  const method = methods.get(request.method);
  // Methods of Triton alone: the client shows the message as it is.
  if (method === undefined) return [{ value: null }];
  return answer.messages.map((bytes) => {
    const message = fromBinary(method.output, bytes);
    try {
      return readMessage(client, method.output, message);
    } catch (error) {
      return { raised: { status: 0, words: (error as Error).message } };
    }
  });
}

function readMessage(client: string, schema: DescMessage, message: unknown): Reading {
  if (schema.name === "ModelStreamInferResponse") {
    const { errorMessage, inferResponse } = message as ModelStreamInferResponse;
    if (errorMessage !== "") return { raised: { status: 0, words: errorMessage } };
    if (inferResponse === undefined) throw new Error("Expected an answer or an error");
    return inferred(client, inferResponse);
  }
  if (schema.name === "ModelInferResponse") return inferred(client, message as ModelInferResponse);
  const json = toJson(schema, message as never, { useProtoFieldName: true }) as Readonly<Record<string, JsonValue>>;
  if (/^RepositoryModel(Load|Unload)Response$/.test(schema.name)) return { value: null };
  if (schema.name === "ServerLiveResponse") return { value: json["live"] ?? false };
  return { value: schema.name.endsWith("ReadyResponse") ? (json["ready"] ?? false) : json };
}

// tritonclient looks for raw contents only.
function inferred(client: string, message: ModelInferResponse): Reading {
  const tensors = outputsOf(message);
  if (client === "tritonclient" && tensors.some(({ isBinary, values }) => !isBinary && values.length > 0)) {
    throw new Error("cannot reshape array of size 0");
  }
  return { tensors, head: { model_name: message.modelName, model_version: message.modelVersion, id: message.id } };
}

/** The tensors that a unit would have answered for such a message. */
export function outputsOf({ outputs, rawOutputContents }: ModelInferResponse): readonly WireTensor[] {
  return outputs.map((output, index) => wireTensor(output, rawOutputContents[index]));
}

/** The tensors of a request; raw contents are those of the inputs that have no others, in order. */
export function inputsOf({ inputs, rawInputContents }: ModelInferRequest): readonly WireTensor[] {
  let at = 0;
  const isTyped = rawInputContents.length === 0;
  return inputs.map((input) => wireTensor(input, isTyped ? undefined : rawInputContents[at++]));
}

interface Described {
  readonly name: string;
  readonly datatype: string;
  readonly shape: readonly bigint[];
  readonly contents?: InferTensorContents | undefined;
}

function wireTensor({ name, datatype, shape, contents }: Described, raw: Uint8Array | undefined): WireTensor {
  const head = { name, datatype, shape: shape.map(Number) };
  if (raw !== undefined) return { ...head, values: valuesInBytes(datatype, raw), isBinary: true };
  return { ...head, values: contents === undefined ? [] : typedValues(contents), isBinary: false };
}

// Only one of the lists is used.
function typedValues(contents: InferTensorContents): readonly string[] {
  const lists = Object.values(contents) as readonly unknown[];
  const used = lists.find((list) => Array.isArray(list) && list.length > 0) as readonly (number | Uint8Array)[];
  return (used ?? []).map((value) =>
    value instanceof Uint8Array ? Buffer.from(value).toString("base64") : textOf(value),
  );
}
