/**
 * Prediction as TensorFlow Serving's clients ask for it, on tensors.
 * @see contract section 1.2
 * @module
 */
import { answerRequest, requestMessage } from "../codecs/tensorflow/predict.ts";
import type { ModelSpec, PredictRequest } from "../codecs/tensorflow/predict.ts";
import { decodePredictRequest, encodePredictResponse } from "../codecs/tensorflow-proto/codec.ts";
import type { DataPlane, RequestOptions } from "../data-plane.ts";
import { isPromise } from "../eventually.ts";
import type { Message } from "../message/message.ts";
import type { Answer } from "../units/unit.ts";
import { PUID } from "./calls.ts";
import type { RpcCalls } from "./calls.ts";
import type { RpcContext, RpcReply } from "./rpc.ts";
import { askedBy } from "./tensorflow-spec.ts";
import { DeclaredInputs, DEFAULT_SIGNATURE } from "../http/declared-inputs.ts";
import { checkVersion } from "../http/versions.ts";
import type { Asked } from "../http/versions.ts";

export class TensorflowCalls {
  readonly #plane: DataPlane;
  readonly #calls: RpcCalls;
  readonly #declared: DeclaredInputs;

  constructor(plane: DataPlane, calls: RpcCalls) {
    this.#plane = plane;
    this.#calls = calls;
    this.#declared = new DeclaredInputs(plane);
  }

  readonly predict = (body: Uint8Array, context: RpcContext): RpcReply | Promise<RpcReply> => {
    const puid = this.#calls.puidOf(context, "");
    try {
      const request = decodePredictRequest(body);
      const answer = this.ask(requestMessage(request), request.model, context, puid);
      if (!isPromise(answer)) return this.#encode(answer, request, puid);
      return answer.then(
        (value) => this.#encode(value, request, puid),
        (error: unknown) => {
          throw this.#calls.failure(error, puid);
        },
      );
    } catch (error) {
      throw this.#calls.failure(error, puid);
    }
  };

  /** Sends a message to the model that a client means. */
  ask(message: Message, model: ModelSpec, context: RpcContext, puid: string): Answer {
    const options = {
      puid,
      headers: context,
      signal: () => context.signal,
      deadlineMs: context.timeoutMs,
      model: model.name === "" ? undefined : model.name,
    };
    const asked = askedBy(model);
    const signed = this.#declared.checkSignature(model.name, model.signature);
    if (asked.version === "" && signed === undefined) return this.#plane.predict(message, options);
    return this.#checkFirst(asked, signed, message, options);
  }

  async #checkFirst(
    asked: Asked,
    signed: undefined | Promise<void>,
    message: Message,
    options: RequestOptions & { readonly signal: () => AbortSignal },
  ): Promise<Message> {
    await signed;
    if (asked.version !== "") await checkVersion(this.#plane, asked, options.signal());
    return this.#plane.predict(message, options);
  }

  /** What an answer says it is of: what was asked for, by its full name. */
  served(model: ModelSpec): ModelSpec {
    const { version, label } = model;
    return {
      name: model.name || this.#plane.generation.deployment.name,
      version,
      label,
      signature: model.signature || DEFAULT_SIGNATURE,
    };
  }

  #encode(answer: Message, request: PredictRequest, puid: string): RpcReply {
    return {
      body: encodePredictResponse(answerRequest(answer, request, this.served(request.model))),
      headers: [PUID, puid],
    };
  }
}
