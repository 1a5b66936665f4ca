/**
 * The Open Inference protocol over gRPC.
 * @see contract section 1.3
 * @module
 */
import { create, toBinary } from "@bufbuild/protobuf";
import { answerRequest, requestMessage, wantedOutputs } from "../codecs/v2/infer.ts";
import type { InferRequest } from "../codecs/v2/infer.ts";
import { decodeInferRequest, encodeInferResponse } from "../codecs/v2-proto/codec.ts";
import type { DataPlane } from "../data-plane.ts";
import { isPromise } from "../eventually.ts";
import type { Message } from "../message/message.ts";
import { GRPCInferenceService, ModelStreamInferResponseSchema } from "../proto/generated/inference/inference_pb.js";
import type { RpcCalls } from "./calls.ts";
import { identified } from "./calls.ts";
import { inOrder } from "./in-order.ts";
import type { RpcContext, RpcReply, StreamRpc } from "./rpc.ts";
import { statusOf } from "./status.ts";
import { checkInputs, DeclaredInputs } from "../http/declared-inputs.ts";
import { checkVersion } from "../http/versions.ts";

/** Requests of one stream that are worked on at a time. */
const STREAM_CONCURRENCY = 8;
/** Tag of ModelStreamInferResponse.infer_response. */
const INFER_RESPONSE = 0x12;

export class OpenInferenceCalls {
  readonly #plane: DataPlane;
  readonly #calls: RpcCalls;
  readonly #declared: DeclaredInputs;

  constructor(plane: DataPlane, calls: RpcCalls) {
    this.#plane = plane;
    this.#calls = calls;
    this.#declared = new DeclaredInputs(plane);
  }

  get stream(): StreamRpc {
    const handle: StreamRpc["handle"] = (requests, context) =>
      inOrder(requests, STREAM_CONCURRENCY, (request) => this.#streamed(request, context));
    return { method: GRPCInferenceService.method.modelStreamInfer, handle, guarded: true };
  }

  readonly infer = (body: Uint8Array, context: RpcContext): RpcReply | Promise<RpcReply> => {
    const puid = this.#calls.puidOf(context, "");
    try {
      const answer = this.#infer(decodeInferRequest(body), context, puid);
      if (!isPromise(answer)) return identified(answer, puid);
      return answer.then(
        (bytes) => identified(bytes, puid),
        (error: unknown) => {
          throw this.#calls.failure(error, puid);
        },
      );
    } catch (error) {
      throw this.#calls.failure(error, puid);
    }
  };

  // A request that fails does not end the stream.
  async #streamed(body: Uint8Array, context: RpcContext): Promise<Uint8Array> {
    // The identity in the metadata is the stream's; each request needs one of its own.
    const puid = this.#calls.newPuid();
    let request: InferRequest | undefined;
    try {
      const decoded = decodeInferRequest(body);
      request = decoded;
      return wrapped(await this.#infer(decoded, context, puid));
    } catch (error) {
      const { message: errorMessage } = statusOf(this.#calls.failure(error, puid));
      const { model: modelName = "", version: modelVersion = "", id = "" } = request ?? {};
      const inferResponse = { modelName, modelVersion, id };
      const answer = request === undefined ? { errorMessage } : { errorMessage, inferResponse };
      return toBinary(ModelStreamInferResponseSchema, create(ModelStreamInferResponseSchema, answer));
    }
  }

  #infer(request: InferRequest, context: RpcContext, puid: string): Uint8Array | Promise<Uint8Array> {
    const declared = this.#declared.of(request.model);
    if (request.version !== "" || isPromise(declared)) return this.#checkFirst(request, context, puid);
    checkInputs(request.tensors, declared);
    return this.#predict(request, context, puid);
  }

  async #checkFirst(request: InferRequest, context: RpcContext, puid: string): Promise<Uint8Array> {
    if (request.version !== "") await checkVersion(this.#plane, request, context.signal);
    checkInputs(request.tensors, await this.#declared.of(request.model));
    return this.#predict(request, context, puid);
  }

  #predict(request: InferRequest, context: RpcContext, puid: string): Uint8Array | Promise<Uint8Array> {
    const answer = this.#plane.predict(requestMessage(request), {
      puid,
      headers: context,
      signal: () => context.signal,
      deadlineMs: context.timeoutMs,
      model: request.model === "" ? undefined : request.model,
      outputs: wantedOutputs(request),
    });
    if (!isPromise(answer)) return this.#encode(answer, request, puid);
    return answer.then((value) => this.#encode(value, request, puid));
  }

  // The published servers make an id up where the client has none.
  #encode(answer: Message, request: InferRequest, puid: string): Uint8Array {
    const { model, version, id, parameters, outputs, raw } = request;
    const asked = { id: id === "" ? puid : id, parameters, outputs };
    const served = { model: model === "" ? this.#plane.generation.deployment.name : model, version };
    return encodeInferResponse(answerRequest(answer, asked, served), raw);
  }
}

// An answer as the one field of a message of the stream.
function wrapped(answer: Uint8Array): Uint8Array {
  const head = [INFER_RESPONSE];
  let left = answer.length;
  for (; left > 0x7f; left = Math.floor(left / 128)) head.push((left & 0x7f) | 0x80);
  head.push(left);
  const message = new Uint8Array(head.length + answer.length);
  message.set(head);
  message.set(answer, head.length);
  return message;
}
