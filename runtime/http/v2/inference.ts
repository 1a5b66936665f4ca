/** Inference over REST, with tensors in JSON or behind it. @module */
import { answerRequest, requestMessage } from "../../codecs/v2/infer.ts";
import type { InferRequest } from "../../codecs/v2/infer.ts";
import { decodeInferRequest, encodeInferResponse } from "../../codecs/v2-json/codec.ts";
import type { DataPlane } from "../../data-plane.ts";
import { isPromise } from "../../eventually.ts";
import type { Message } from "../../message/message.ts";
import type { Exchange, Reply } from "../exchange.ts";
import type { Body, ProtocolReplies } from "../protocol-replies.ts";
import { checkVersion } from "../versions.ts";

/** Says both ways where the JSON ends and the binary tensors begin. */
const JSON_LENGTH = "inference-header-content-length";

/** Which model a path names; "" for what it does not say. */
interface Named {
  readonly model: string;
  readonly version: string;
}

export class Inference {
  readonly #plane: DataPlane;
  readonly #replies: ProtocolReplies;

  constructor(plane: DataPlane, replies: ProtocolReplies) {
    this.#plane = plane;
    this.#replies = replies;
  }

  /** Clients of this protocol send any Content-Type or none, so it is not looked at. */
  infer(exchange: Exchange, model: string, version: string): Reply | Promise<Reply> {
    return this.#replies.reply(exchange, this.#replies.post, ({ puid }) => {
      const request = decodeInferRequest(exchange.body, jsonLengthOf(exchange));
      const named = { model, version };
      if (version === "") return this.#predict(exchange, request, named, puid);
      return checkVersion(this.#plane, model, version, exchange.signal).then(() =>
        this.#predict(exchange, request, named, puid),
      );
    });
  }

  #predict(exchange: Exchange, request: InferRequest, named: Named, puid: string): Body | Promise<Body> {
    const answer = this.#plane.predict(requestMessage(request), {
      puid,
      headers: exchange,
      signal: () => exchange.signal,
      model: named.model === "" ? undefined : named.model,
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
    const headers = ["content-type", "application/octet-stream", JSON_LENGTH, String(jsonLength)];
    return { status: 200, headers, body };
  }
}

function jsonLengthOf(exchange: Exchange): number | undefined {
  const text = exchange.get(JSON_LENGTH);
  if (text === undefined) return undefined;
  return /^\d+$/.test(text) ? Number(text) : NaN;
}
