/** A service that is asked over gRPC, in the request's own protocol. @module */
import { encodeMessage, decodeMessage } from "../../codecs/seldon-proto/codec.ts";
import { decodeMessage as decodeSeldonJson } from "../../codecs/seldon-json/decode.ts";
import { encodeMessage as encodeSeldonJson } from "../../codecs/seldon-json/encode.ts";
import * as tensorflowJson from "../../codecs/tensorflow-json/codec.ts";
import * as tensorflowProto from "../../codecs/tensorflow-proto/codec.ts";
import { NO_PARAMETERS } from "../../codecs/v2/infer.ts";
import * as v2Json from "../../codecs/v2-json/codec.ts";
import * as v2Proto from "../../codecs/v2-proto/codec.ts";
import { parseJson } from "../../codecs/json/reader.ts";
import { ERROR_CODES } from "../../errors.ts";
import type { Protocol } from "../../errors.ts";
import type { RuntimeHost } from "../../host.ts";
import type { JsonValue } from "../../message/json-value.ts";
import type { Encoding } from "../../message/message.ts";
import type { Side } from "./sides.ts";

/** JSON in and JSON out, protobuf between; `model` is the model's name there. */
interface Translation {
  readonly path: string;
  readonly request: (body: Uint8Array, model: string) => Uint8Array;
  readonly answer: (body: Uint8Array, asked: Uint8Array) => string;
}

const TRANSLATIONS: Readonly<Record<Protocol, Translation>> = {
  seldon: {
    path: "/seldon.protos.Seldon/Predict",
    request: (body) => encodeMessage(decodeSeldonJson(body)),
    // gRPC has fewer ways to write numbers: they are shown as they were asked.
    answer: (body, asked) => {
      const message = decodeMessage(body);
      const { encoding } = decodeSeldonJson(asked);
      return encodeSeldonJson(isArray(message.encoding) && isArray(encoding) ? { ...message, encoding } : message);
    },
  },
  v2: {
    path: "/inference.GRPCInferenceService/ModelInfer",
    request: (body, model) => v2Proto.encodeInferRequest({ ...v2Json.decodeInferRequest(body, undefined), model }),
    answer: (body) => {
      const plain = { outputs: [], parameters: NO_PARAMETERS };
      return v2Json.encodeInferResponse(v2Proto.decodeInferResponse(body), plain).body as string;
    },
  },
  tensorflow: {
    path: "/tensorflow.serving.PredictionService/Predict",
    request: (body, model) => {
      const request = tensorflowJson.decodePredictRequest(body);
      return tensorflowProto.encodePredictRequest({ ...request, model: { ...request.model, name: model } });
    },
    answer: (body, asked) => {
      const { format } = tensorflowJson.decodePredictRequest(asked);
      return tensorflowJson.encodePredictResponse(tensorflowProto.decodePredictResponse(body), format);
    },
  },
};

/**
 * @param target `grpc://host:port` or `grpcs://host:port`
 * @param headers sent with every request
 */
export function rpcSide(
  host: RuntimeHost,
  target: string,
  model: string,
  metadata: Readonly<Record<string, string>>,
  timeoutMs: number,
): Side {
  return async ({ protocol, body }) => {
    const { path, request, answer } = TRANSLATIONS[protocol];
    const bytes = new TextEncoder().encode(body);
    const message = request(bytes, model);
    const started = performance.now();
    const signal = AbortSignal.timeout(timeoutMs);
    const result = await host.callRpc!({ target, path, metadata, body: message, signal, timeoutMs });
    const ms = performance.now() - started;
    if (result.status !== 0) return { status: httpStatusOf(result.status), value: result.message, ms };
    const value: JsonValue = parseJson(answer(result.body, bytes));
    return { status: 200, value, ms };
  };
}

function isArray(encoding: Encoding): boolean {
  return encoding === "ndarray" || encoding === "tensor" || encoding === "tftensor";
}

/** The status that an error of ours with this gRPC code has over HTTP. */
function httpStatusOf(code: number): number {
  return Object.values(ERROR_CODES).find(({ grpc }) => grpc === code)?.http ?? 500;
}
