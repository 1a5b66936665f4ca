/** What was recorded of Open Inference servers over gRPC, and what an answer is compared by. */
import { readdirSync, readFileSync } from "node:fs";
import { fromBinary, toJson } from "@bufbuild/protobuf";
import type { JsonValue } from "../../runtime/message/json-value.ts";
import { GRPCInferenceService } from "../../runtime/proto/generated/inference/inference_pb.js";
import type {
  ModelInferResponse,
  ModelStreamInferResponse,
} from "../../runtime/proto/generated/inference/inference_pb.js";
import { plain } from "./v2-client-verdict.ts";
import type { GrpcClientPair } from "./v2-client-pair.ts";
import { codeOf, outputsOf } from "./v2-grpc-readers.ts";
import type { GrpcCallAnswer } from "./v2-grpc-readers.ts";

/** A pair in the form in which those of clients are kept. */
export type V2GrpcPair = GrpcClientPair;

interface RecordedPair {
  readonly name: string;
  readonly method: string;
  readonly request: Omit<V2GrpcPair["request"], "method">;
  readonly response: V2GrpcPair["response"];
}

const folder = new URL("pairs-v2/", import.meta.url);
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** The recordings of servers over gRPC by file name without `.json`. */
export function readV2GrpcRecordings(): ReadonlyMap<string, readonly V2GrpcPair[]> {
  const files = readdirSync(folder).filter((file) => /^(kserve|mlserver)\.grpc\..*json$/.test(file));
  return new Map(
    files.toSorted().map((file) => {
      const { pairs } = JSON.parse(readFileSync(new URL(file, folder), "utf8")) as { pairs: readonly RecordedPair[] };
      const named = pairs.map(({ method, request, ...pair }) => ({ ...pair, request: { ...request, method } }));
      return [file.slice(0, -".json".length), named];
    }),
  );
}

/** The recorded answer; a status has its number. */
export function recordedV2GrpcAnswer({ response }: V2GrpcPair): GrpcCallAnswer {
  if (response.code !== "OK") return { code: codeOf(response.code), details: response.details ?? "" };
  return { messages: (response.stream ?? [response]).map(({ bytes }) => Buffer.from(bytes, "base64")) };
}

/** An answer as text: `OK` and what it says, or the number of a status and its words. */
export function shownV2Grpc({ request }: V2GrpcPair, answer: GrpcCallAnswer): string {
  if ("code" in answer) return `${answer.code} ${answer.details}`;
  const method = GRPCInferenceService.methods.find(({ name }) => request.method.endsWith(`/${name}`));
  if (method === undefined) throw new Error(`${request.method} is not one of the protocol`);
  const messages = answer.messages.map((bytes) => {
    const message = fromBinary(method.output, bytes);
    if (method.output.name === "ModelInferResponse") return inferred(message as ModelInferResponse);
    // One published server answers a stream with bare answers, of which the first field is a text.
    if (method.output.name === "ModelStreamInferResponse") return streamed(message as ModelStreamInferResponse);
    return toJson(method.output, message as never, { useProtoFieldName: true });
  });
  return `OK ${messages.map((message) => JSON.stringify(message)).join(" ")}`;
}

function streamed({ errorMessage, inferResponse }: ModelStreamInferResponse): JsonValue {
  return {
    ...(errorMessage !== "" && { error: errorMessage }),
    ...(inferResponse && { response: inferred(inferResponse) }),
  };
}

function inferred(message: ModelInferResponse): JsonValue {
  const { modelName, modelVersion, id, rawOutputContents } = message;
  return {
    model: modelName,
    ...(modelVersion !== "" && { version: modelVersion }),
    // One of the servers makes none up.
    id: id === "" || UUID.test(id) ? "made up" : id,
    form: rawOutputContents.length > 0 ? "raw" : "typed",
    outputs: plain(outputsOf(message)),
    ...parametersOf(message),
  };
}

// Sizes of raw contents are told by one of the servers, and said by the contents.
function parametersOf({ parameters, outputs }: ModelInferResponse): Readonly<Record<string, JsonValue>> {
  const all = [{ name: "", parameters }, ...outputs].flatMap(({ name, parameters: own }) =>
    Object.entries(own)
      .filter(([key]) => key !== "binary_data_size")
      .map(([key, { parameterChoice }]) => [`${name}.${key}`, String(parameterChoice.value)] as const),
  );
  return all.length === 0 ? {} : { parameters: Object.fromEntries(all) };
}
