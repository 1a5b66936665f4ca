/**
 * The verbs of one unit over HTTP: body to message, message to body.
 * @see contract sections 2.3 and 3.4
 * @module
 */
import { decodeFeedback, decodeMessage, decodeMessageList } from "../codecs/seldon-json/decode.ts";
import { encodeMessage, encodeSparseMessage } from "../codecs/seldon-json/encode.ts";
import { InferenceError } from "../errors.ts";
import { andThen } from "../eventually.ts";
import type { Exchange, Handler, Reply } from "../http/exchange.ts";
import type { Message } from "../message/message.ts";
import { NOT_RAW, rawFeedback } from "../units/component/raw.ts";
import type { RawCall } from "../units/component/raw.ts";
import type { MessageVerb } from "../units/unit.ts";
import { decodeBody, decodeJson, isMultipart, readOpaqueBody, readWrapperBody } from "./body.ts";
import type { BodyText } from "./body.ts";
import type { WrapperReplies } from "./reply.ts";
import type { WrapperSettings } from "./settings.ts";
import type { UnitVerbs, Verb } from "./verbs.ts";

const INVALID_DATA = "Invalid request data type";
const INVALID_FEEDBACK = "Invalid JSON";

/** Answers a request whose body has been found. */
type Respond = (exchange: Exchange, body: BodyText) => Reply | Promise<Reply>;

/** How a verb's body is read, and its answer written. */
interface Format<T> {
  readonly decode: (body: BodyText) => T;
  /** What a raw method gets. */
  readonly decodeRaw: (body: BodyText) => unknown;
  readonly encode: (message: Message) => string | Uint8Array<ArrayBuffer>;
}

export class RestVerbs {
  readonly #verbs: UnitVerbs;
  readonly #settings: WrapperSettings;
  readonly #replies: WrapperReplies;

  constructor(verbs: UnitVerbs, settings: WrapperSettings, replies: WrapperReplies) {
    this.#verbs = verbs;
    this.#settings = settings;
    this.#replies = replies;
  }

  /** predict, transformInput, transformOutput or route. */
  message(name: MessageVerb): Handler {
    const verb = this.#verbs.message(name);
    const decode = (body: BodyText): Message => decodeBody(body, decodeMessage, INVALID_DATA);
    const respond = this.#respond(verb, { decode, decodeRaw: decodeJson, encode: encodeMessage });
    if (name !== "predict" || verb.raw === undefined || !this.#settings.passthrough) return this.#handler(respond);
    return this.#passthrough(verb.raw, respond);
  }

  aggregate(): Handler {
    const decode = (body: BodyText): readonly Message[] => decodeBody(body, decodeMessageList, INVALID_DATA);
    const format = { decode, decodeRaw: decodeJson, encode: encodeMessage };
    return this.#handler(this.#respond(this.#verbs.aggregate(), format));
  }

  feedback(): Handler {
    const decode = (body: BodyText) => decodeBody(body, decodeFeedback, INVALID_FEEDBACK);
    const decodeRaw = (body: BodyText): unknown => rawFeedback(decode(body));
    const respond = this.#respond(this.#verbs.feedback(), { decode, decodeRaw, encode: encodeSparseMessage });
    return this.#handler(respond);
  }

  health(): Handler {
    const { raw, call } = this.#verbs.health();
    const ordinary = (exchange: Exchange): Reply | Promise<Reply> =>
      andThen(call(undefined, exchange), (value) => this.#replies.json(encodeMessage(value)));
    if (raw === undefined) return (exchange) => this.#replies.of(() => ordinary(exchange));
    return (exchange) =>
      this.#replies.of(() =>
        andThen(raw(), (value) => (value === NOT_RAW ? ordinary(exchange) : this.#replies.raw(value, "health", true))),
      );
  }

  #handler(respond: Respond): Handler {
    return (exchange) => this.#replies.of(() => andThen(readWrapperBody(exchange), (body) => respond(exchange, body)));
  }

  #respond<T>(verb: Verb<T>, { decode, decodeRaw, encode }: Format<T>): Respond {
    const ordinary: Respond = (exchange, body) => {
      // A verb that the unit has not is no matter of the body.
      const { call } = verb;
      return andThen(call(decode(body), exchange), (value) => this.#replies.json(encode(value)));
    };
    const { raw, tag } = verb;
    if (raw === undefined) return ordinary;
    const { showMetrics } = this.#settings;
    return (exchange, body) =>
      andThen(raw(decodeRaw(body)), (value) =>
        value === NOT_RAW ? ordinary(exchange, body) : this.#replies.raw(value, tag, showMetrics),
      );
  }

  // Bytes or text in, bytes or text out.
  #passthrough(raw: RawCall, decoded: Respond): Handler {
    const reply = (value: unknown): Reply => {
      if (typeof value === "string") return this.#replies.json(value);
      if (value instanceof Uint8Array) return this.#replies.json(value.slice());
      throw new InferenceError("INTERNAL", `predictRaw must return bytes or a string, got ${typeof value}`);
    };
    return (exchange) =>
      this.#replies.of(() => {
        const given = isMultipart(exchange) ? andThen(readWrapperBody(exchange), decodeJson) : readOpaqueBody(exchange);
        return andThen(given, (payload) =>
          andThen(raw(payload), (value) =>
            value === NOT_RAW ? andThen(readWrapperBody(exchange), (body) => decoded(exchange, body)) : reply(value),
          ),
        );
      });
  }
}
