/**
 * The ways in which a client can say a tensor and read one, over REST and gRPC, written by hand: no
 * codec of the product is used, so that a fault of one cannot hide itself.
 */
import { create, fromBinary, toBinary, toJson } from "@bufbuild/protobuf";
import type { JsonValue as ProtoJson } from "@bufbuild/protobuf";
import { parseJson } from "../../runtime/codecs/json/reader.ts";
import { isJsonObject } from "../../runtime/message/json-value.ts";
import type { JsonValue } from "../../runtime/message/json-value.ts";
import {
  ModelInferRequestSchema,
  ModelInferResponseSchema,
} from "../../runtime/proto/generated/inference/inference_pb.js";
import { SeldonMessageSchema } from "../../runtime/proto/generated/seldon/prediction_pb.js";
import type { TensorProto } from "../../runtime/proto/generated/tensorflow/core/framework/tensor_pb.js";
import {
  PredictRequestSchema,
  PredictResponseSchema,
} from "../../runtime/proto/generated/tensorflow_serving/apis/serving_pb.js";
import type { GrpcJsClient } from "../clients/grpc-js-client.ts";
import { packed, protoOf, readProto, readProtoJson } from "./identity-tensors.ts";
import type { Sent } from "./identity-tensors.ts";
import { outputsOf } from "./v2-grpc-readers.ts";
import { tensorsInJson, textOf } from "./v2-tensors.ts";
import type { WireTensor } from "./v2-tensors.ts";

/** What a client reads; without a datatype where the protocol has none. */
export interface ReadTensor {
  readonly datatype?: string;
  readonly shape: readonly number[];
  readonly values: readonly string[];
}

/** Where to send to. @param step goes with the request: whether the graph keeps or recalls */
export interface Server {
  readonly url: string;
  readonly grpc: GrpcJsClient;
}

export interface Way {
  readonly name: string;
  /** Whether the protocol can say it. */
  readonly says: (tensor: Sent) => boolean;
  readonly ask: (server: Server, tensor: Sent, step: string) => Promise<ReadTensor>;
}

const isText = ({ datatype }: Sent): boolean => datatype === "BYTES";
const isFinite = ({ values }: Sent): boolean => !values.some((value) => /NaN|Infinity/.test(value));
const isUtf8 = (tensor: Sent): boolean =>
  !isText(tensor) ||
  tensor.values.every(
    (value) => Buffer.from(Buffer.from(value, "base64").toString("utf8")).toString("base64") === value,
  );
const isFilled = ({ values }: Sent): boolean => values.length > 0;
const isHalf = ({ datatype }: Sent): boolean => datatype === "FP16" || datatype === "BF16";
const isNumeric = ({ datatype }: Sent): boolean => datatype !== "BYTES" && datatype !== "BOOL";
const isExact = ({ datatype, values }: Sent): boolean =>
  !/INT64/.test(datatype) || values.every((value) => Number.isSafeInteger(Number(value)));

/** An element as JSON has it; bytes that are no text as `b64` says. */
function literal({ datatype }: Sent, value: string): string {
  // Without the point it is an integer, which has no -0.
  if (value === "-0") return "-0.0";
  return datatype === "BYTES" ? JSON.stringify(Buffer.from(value, "base64").toString("utf8")) : value;
}

function flat(tensor: Sent, write = literal): string {
  return `[${tensor.values.map((value) => write(tensor, value)).join(",")}]`;
}

function nested(tensor: Sent, write = literal): string {
  let at = 0;
  const level = (axis: number): string =>
    axis === tensor.shape.length
      ? write(tensor, tensor.values[at++]!)
      : `[${Array.from({ length: tensor.shape[axis]! }, () => level(axis + 1)).join(",")}]`;
  return level(0);
}

async function post(
  server: Server,
  path: string,
  body: string | Uint8Array,
  step: string,
  headers = {},
): Promise<Response> {
  const bytes = typeof body === "string" ? new TextEncoder().encode(body) : Uint8Array.from(body);
  const response = await fetch(`${server.url}${path}`, {
    method: "POST",
    body: bytes,
    headers: { "x-step": step, ...headers },
  });
  if (response.status !== 200) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return response;
}

type JsonObject = Readonly<Record<string, JsonValue>>;
const objectIn = async (response: Response): Promise<JsonObject> => parseJson(await response.text()) as JsonObject;

function readNested(value: JsonValue): ReadTensor {
  const shape: number[] = [];
  for (let inner = value; Array.isArray(inner); inner = inner[0]!) shape.push(inner.length);
  return {
    shape,
    values: (Array.isArray(value) ? value.flat(Infinity) : [value]).map((item) => textOf(item as JsonValue)),
  };
}

function readSeldon({ data }: JsonObject): ReadTensor {
  const { ndarray, tensor, tftensor } = data as JsonObject;
  if (ndarray !== undefined) return readNested(ndarray);
  if (isJsonObject(tftensor)) return readProtoJson(tftensor as ProtoJson);
  const { shape, values } = tensor as { shape?: number[]; values?: JsonValue[] };
  return { shape: shape ?? [], values: (values ?? []).map((value) => textOf(value)) };
}

function seldonRest(name: string, says: (tensor: Sent) => boolean, data: (tensor: Sent) => string): Way {
  return {
    name: `Seldon REST, ${name}`,
    says,
    ask: async (server, tensor, step) =>
      readSeldon(await objectIn(await post(server, "/api/v1.0/predictions", `{"data":{${data(tensor)}}}`, step))),
  };
}

function seldonGrpc(name: string, says: (tensor: Sent) => boolean, dataOneof: (tensor: Sent) => object): Way {
  return {
    name: `Seldon gRPC, ${name}`,
    says,
    async ask({ grpc }, tensor, step) {
      const value = { dataOneof: dataOneof(tensor) } as never;
      const request = toBinary(
        SeldonMessageSchema,
        create(SeldonMessageSchema, { dataOneof: { case: "data", value } }),
      );
      const { message } = await grpc.askBytes("/seldon.protos.Seldon/Predict", request, {
        metadata: { "x-step": step },
      });
      const answer = fromBinary(SeldonMessageSchema, message).dataOneof;
      if (answer.case !== "data") throw new Error(`Expected data, got ${answer.case}`);
      const { dataOneof: inner } = answer.value;
      if (inner.case === "tftensor") return readProto(inner.value);
      if (inner.case === "tensor")
        return { shape: inner.value.shape, values: inner.value.values.map((one) => textOf(one)) };
      return readSeldon(toJson(SeldonMessageSchema, fromBinary(SeldonMessageSchema, message)) as never);
    },
  };
}

function v2Rest(name: string, isBinary: boolean, says: (tensor: Sent) => boolean): Way {
  return {
    name: `V2 REST, ${name}`,
    says,
    async ask(server, tensor, step) {
      const { datatype, shape } = tensor;
      const bytes = packed(tensor);
      const data = isBinary ? `"parameters":{"binary_data_size":${bytes.length}}` : `"data":${flat(tensor)}`;
      const input = `{"name":"x","datatype":"${datatype}","shape":[${shape.join(",")}],${data}}`;
      const head = Buffer.from(`{"inputs":[${input}],"parameters":{"binary_data_output":${isBinary}}}`);
      const length = isBinary ? { "inference-header-content-length": String(head.length) } : {};
      const body = isBinary ? Buffer.concat([head, bytes]) : head;
      const response = await post(server, "/v2/models/same/infer", body, step, length);
      const answer = Buffer.from(await response.arrayBuffer());
      const end = Number(response.headers.get("inference-header-content-length") ?? answer.length);
      const { outputs } = parseJson(answer.subarray(0, end).toString("utf8")) as JsonObject;
      return tensorsInJson(outputs, answer.subarray(end))[0] as WireTensor;
    },
  };
}

const TYPED: Readonly<Record<string, string>> = {
  BOOL: "boolContents",
  INT64: "int64Contents",
  UINT64: "uint64Contents",
  FP32: "fp32Contents",
  FP64: "fp64Contents",
  BYTES: "bytesContents",
};

function v2Grpc(name: string, isRaw: boolean, says: (tensor: Sent) => boolean): Way {
  return {
    name: `V2 gRPC, ${name}`,
    says,
    async ask({ grpc }, tensor, step) {
      const { datatype, shape, values } = tensor;
      const field = TYPED[datatype] ?? (datatype.startsWith("U") ? "uintContents" : "intContents");
      const contents = { [field]: values.map((value) => element(datatype, value)) };
      const input = { name: "x", datatype, shape: shape.map(BigInt), ...(!isRaw && { contents }) };
      const request = create(ModelInferRequestSchema, {
        modelName: "same",
        inputs: [input],
        ...(isRaw && { rawInputContents: [packed(tensor)] }),
      });
      const { message } = await grpc.askBytes(
        "/inference.GRPCInferenceService/ModelInfer",
        toBinary(ModelInferRequestSchema, request),
        { metadata: { "x-step": step } },
      );
      return outputsOf(fromBinary(ModelInferResponseSchema, message))[0]!;
    },
  };
}

function element(datatype: string, value: string): unknown {
  if (datatype === "BYTES") return Uint8Array.from(Buffer.from(value, "base64"));
  if (datatype === "BOOL") return value === "true";
  return /INT64/.test(datatype) ? BigInt(value) : Number(value);
}

/** TensorFlow Serving writes bare NaN and infinities, and bytes as `b64`. */
function tensorflowLiteral(tensor: Sent, value: string): string {
  return isText(tensor) && !isUtf8(tensor) ? `{"b64":"${value}"}` : literal(tensor, value);
}

function tensorflowRest(name: string, asks: string, answers: string, says: (tensor: Sent) => boolean): Way {
  return {
    name: `TensorFlow REST, ${name}`,
    says,
    async ask(server, tensor, step) {
      const body = `{"${asks}":${nested(tensor, tensorflowLiteral)}}`;
      const text = await (await post(server, "/v1/models/same:predict", body, step)).text();
      const marked = text.replaceAll(/(?<=[[,:\s])(-?Infinity|NaN)(?=[\],}\s])/g, '{"b64":"$1"}');
      return readNested((parseJson(marked) as JsonObject)[answers]!);
    },
  };
}

/** Every way; over REST TensorFlow bytes need an output's name that says so. */
export const WAYS: readonly Way[] = [
  seldonRest(
    "ndarray",
    (tensor) => isFinite(tensor) && isUtf8(tensor) && isFilled(tensor),
    (tensor) => `"ndarray":${nested(tensor)}`,
  ),
  seldonRest(
    "tensor",
    (tensor) => isNumeric(tensor) && isFinite(tensor) && isExact(tensor),
    (tensor) => `"tensor":{"shape":[${tensor.shape.join(",")}],"values":${flat(tensor)}}`,
  ),
  seldonGrpc(
    "tensor",
    (tensor) => isNumeric(tensor) && isExact(tensor),
    ({ shape, values }) => ({ case: "tensor", value: { shape: [...shape], values: values.map(Number) } }),
  ),
  seldonGrpc(
    "tftensor",
    () => true,
    (tensor) => ({ case: "tftensor", value: protoOf(tensor) }),
  ),
  v2Rest("JSON", false, (tensor) => isFinite(tensor) && isUtf8(tensor)),
  v2Rest("binary", true, () => true),
  v2Grpc("typed", false, (tensor) => !isHalf(tensor)),
  v2Grpc("raw", true, () => true),
  tensorflowRest("rows", "instances", "predictions", (tensor) => isUtf8(tensor) && isFilled(tensor)),
  tensorflowRest("columns", "inputs", "outputs", (tensor) => isUtf8(tensor) && isFilled(tensor)),
  {
    name: "TensorFlow gRPC",
    says: () => true,
    async ask({ grpc }, tensor, step) {
      const inputs = { x: protoOf(tensor) };
      const request = toBinary(
        PredictRequestSchema,
        create(PredictRequestSchema, { modelSpec: { name: "same" }, inputs }),
      );
      const { message } = await grpc.askBytes("/tensorflow.serving.PredictionService/Predict", request, {
        metadata: { "x-step": step },
      });
      const [output] = Object.values(fromBinary(PredictResponseSchema, message).outputs);
      return readProto(output as TensorProto);
    },
  },
];
