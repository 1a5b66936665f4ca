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
import type { DataPlane, RequestOptions } from "../../data-plane.ts";
import { InferenceError } from "../../errors.ts";
import { andThen } from "../../eventually.ts";
import type { Message } from "../../message/message.ts";
import type { Answer } from "../../units/unit.ts";
import { DeclaredInputs } from "../declared-inputs.ts";
import type { Exchange, Reply } from "../exchange.ts";
import type { ProtocolReplies } from "../protocol-replies.ts";
import { checkVersion } from "../versions.ts";
import type { Asked } from "../versions.ts";

/** A model and a verb, as `model:verb`, and the version if the path has one. */
export interface Target {
  readonly named: string;
  readonly version?: string;
  /** Whether the path calls the version a label. */
  readonly isLabel?: boolean;
}

/** Sends a message to the model that the path names. */
type Ask = (message: Message, signature: string) => Answer;
/** Reads a request, asks, and writes the answer. */
type Verb = (body: Uint8Array, ask: Ask) => string | Promise<string>;

const VERBS: Readonly<Record<string, Verb>> = {
  predict(body, ask) {
    const request = decodePredictRequest(body);
    return andThen(ask(requestMessage(request), request.model.signature), (answer) =>
      encodePredictResponse(answerRequest(answer, request, ANY_MODEL), request.format),
    );
  },
  classify: (body, ask) => andThen(askExamples(body, ask), (answer) => encodeClasses(toClasses(answer))),
  regress: (body, ask) => andThen(askExamples(body, ask), (answer) => encodeValues(toValues(answer))),
};

export class Predictions {
  readonly #plane: DataPlane;
  readonly #replies: ProtocolReplies;
  readonly #declared: DeclaredInputs;

  constructor(plane: DataPlane, replies: ProtocolReplies) {
    this.#plane = plane;
    this.#replies = replies;
    this.#declared = new DeclaredInputs(plane);
  }

  /** Clients of this protocol send any Content-Type or none, so it is not looked at. */
  handle(exchange: Exchange, { named, version = "", isLabel = false }: Target): Reply | Promise<Reply> {
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
      const ask: Ask = (message, signature) => {
        const signed = this.#declared.checkSignature(model, signature);
        if (version === "" && signed === undefined) return this.#plane.predict(message, options);
        return this.#checkFirst({ model, version, isLabel }, signed, message, options);
      };
      return VERBS[name]!(exchange.body, ask);
    });
  }

  async #checkFirst(
    asked: Asked,
    signed: undefined | Promise<void>,
    message: Message,
    options: AskOptions,
  ): Promise<Message> {
    await signed;
    if (asked.version !== "") await checkVersion(this.#plane, asked, options.signal());
    return this.#plane.predict(message, options);
  }
}

interface AskOptions extends RequestOptions {
  readonly signal: () => AbortSignal;
}

function askExamples(body: Uint8Array, ask: Ask): Answer {
  const { tensors, model } = decodeExamplesRequest(body);
  return ask(fromTensors(tensors), model.signature);
}

function malformed(path: string): InferenceError {
  const text = `Malformed request: POST ${path.slice(0, 200)}; expected :predict, :classify or :regress at its end`;
  return new InferenceError("INVALID_ARGUMENT", text);
}
