/** Inference over REST, with tensors in JSON or behind it. @module */
import { answerRequest, requestMessage, wantedOutputs } from "../../codecs/v2/infer.ts";
import type { InferRequest } from "../../codecs/v2/infer.ts";
import {
  decodeInferRequest,
  encodeInferResponse,
  JSON_LENGTH_HEADER,
  readJsonLength,
} from "../../codecs/v2-json/codec.ts";
import type { DataPlane } from "../../data-plane.ts";
import { isPromise } from "../../eventually.ts";
import type { Message } from "../../message/message.ts";
import { checkInputs, DeclaredInputs } from "../declared-inputs.ts";
import type { Exchange, Reply } from "../exchange.ts";
import type { Body, ProtocolReplies } from "../protocol-replies.ts";
import { checkVersion } from "../versions.ts";

/** Which model a path names; "" for what it does not say. */
interface Named {
  readonly model: string;
  readonly version: string;
}

export class Inference {
  readonly #plane: DataPlane;
  readonly #replies: ProtocolReplies;
  readonly #declared: DeclaredInputs;

  constructor(plane: DataPlane, replies: ProtocolReplies) {
    this.#plane = plane;
    this.#replies = replies;
    this.#declared = new DeclaredInputs(plane);
  }

  /** Clients of this protocol send any Content-Type or none, so it is not looked at. */
  infer(exchange: Exchange, model: string, version: string): Reply | Promise<Reply> {
    return this.#replies.reply(exchange, this.#replies.post, ({ puid }) => {
      const request = decodeInferRequest(exchange.body, readJsonLength(exchange.get(JSON_LENGTH_HEADER)));
      const named = { model, version };
      const declared = this.#declared.of(model);
      if (version !== "" || isPromise(declared)) return this.#checkFirst(exchange, request, named, puid);
      checkInputs(request.tensors, declared);
      return this.#predict(exchange, request, named, puid);
    });
  }

  async #checkFirst(exchange: Exchange, request: InferRequest, named: Named, puid: string): Promise<Body> {
    if (named.version !== "") await checkVersion(this.#plane, named, exchange.signal);
    checkInputs(request.tensors, await this.#declared.of(named.model));
    return this.#predict(exchange, request, named, puid);
  }

  #predict(exchange: Exchange, request: InferRequest, named: Named, puid: string): Body | Promise<Body> {
    const answer = this.#plane.predict(requestMessage(request), {
      puid,
      headers: exchange,
      signal: () => exchange.signal,
      model: named.model === "" ? undefined : named.model,
      outputs: wantedOutputs(request),
    });
    if (!isPromise(answer)) return this.#encode(answer, request, named, puid);
    return answer.then((message) => this.#encode(message, request, named, puid));
  }

  // The published servers make an id up where the client has none.
  #encode(answer: Message, request: InferRequest, { model, version }: Named, puid: string): Body {
    const asked = request.id === "" ? { ...request, id: puid } : request;
    const served = { model: model === "" ? this.#plane.generation.deployment.name : model, version };
    const { body, jsonLength } = encodeInferResponse(answerRequest(answer, asked, served), request);
    if (jsonLength === undefined) return body;
    const headers = ["content-type", "application/octet-stream", JSON_LENGTH_HEADER, String(jsonLength)];
    return { status: 200, headers, body };
  }
}
