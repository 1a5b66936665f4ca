/** Prediction, classification and regression over REST. @module */
import { fromTensors } from "../../codecs/as-tensors.ts";
import { toClasses, toValues } from "../../codecs/tensorflow/example-results.ts";
import { ANY_MODEL, answerRequest, requestMessage } from "../../codecs/tensorflow/predict.ts";
import {
  decodeExamplesRequest,
  decodePredictRequest,
  encodeClasses,
  encodePredictResponse,
  encodeValues,
} from "../../codecs/tensorflow-json/codec.ts";
import type { DataPlane } from "../../data-plane.ts";
import { InferenceError } from "../../errors.ts";
import { andThen } from "../../eventually.ts";
import type { Message } from "../../message/message.ts";
import type { Answer } from "../../units/unit.ts";
import type { Exchange, Reply } from "../exchange.ts";
import type { ProtocolReplies } from "../protocol-replies.ts";
import { checkVersion } from "../versions.ts";

/** Sends a message to the model that the path names. */
type Ask = (message: Message) => Answer;
/** Reads a request, asks, and writes the answer. */
type Verb = (body: Uint8Array, ask: Ask) => string | Promise<string>;

const VERBS: Readonly<Record<string, Verb>> = {
  predict(body, ask) {
    const request = decodePredictRequest(body);
    return andThen(ask(requestMessage(request)), (answer) =>
      encodePredictResponse(answerRequest(answer, request, ANY_MODEL), request.format),
    );
  },
  classify: (body, ask) => andThen(ask(examples(body)), (answer) => encodeClasses(toClasses(answer))),
  regress: (body, ask) => andThen(ask(examples(body)), (answer) => encodeValues(toValues(answer))),
};

export class Predictions {
  readonly #plane: DataPlane;
  readonly #replies: ProtocolReplies;

  constructor(plane: DataPlane, replies: ProtocolReplies) {
    this.#plane = plane;
    this.#replies = replies;
  }

  /**
   * Clients of this protocol send any Content-Type or none, so it is not looked at.
   * @param named `model:verb`, without the model for the graph
   * @param version a number or label, "" for any
   */
  handle(exchange: Exchange, named: string, version: string): Reply | Promise<Reply> {
    return this.#replies.reply(exchange, this.#replies.post, ({ puid }) => {
      const colon = named.lastIndexOf(":");
      const name = colon === -1 ? "" : named.slice(colon + 1);
      if (!Object.hasOwn(VERBS, name)) throw malformed(exchange.path);
      const model = named.slice(0, colon);
      const options = {
        puid,
        headers: exchange,
        signal: () => exchange.signal,
        model: model === "" ? undefined : model,
      };
      const ask: Ask = (message) => {
        if (version === "") return this.#plane.predict(message, options);
        return checkVersion(this.#plane, model, version, exchange.signal).then(() =>
          this.#plane.predict(message, options),
        );
      };
      return VERBS[name]!(exchange.body, ask);
    });
  }
}

function examples(body: Uint8Array): Message {
  return fromTensors(decodeExamplesRequest(body).tensors);
}

function malformed(path: string): InferenceError {
  const text = `Malformed request: POST ${path.slice(0, 200)}; expected :predict, :classify or :regress at its end`;
  return new InferenceError("INVALID_ARGUMENT", text);
}
