/**
 * The verbs of one unit over HTTP: body to message, unit, message to body, and the meta rules of a
 * hop.
 * @see contract sections 3.3 and 3.4
 * @module
 */
import { decodeFeedback, decodeMessage, decodeMessageList } from "../codecs/seldon-json/decode.ts";
import { encodeMessage, encodeSparseMessage } from "../codecs/seldon-json/encode.ts";
import { InferenceError } from "../errors.ts";
import { andThen, isPromise } from "../eventually.ts";
import { Run } from "../graph/run.ts";
import type { Message } from "../message/message.ts";
import { textMessage, withMeta } from "../message/message.ts";
import type { MethodTag } from "../units/component/extras.ts";
import { isRawUnit, NOT_RAW, rawFeedback } from "../units/component/raw.ts";
import type { RawCall, RawVerb } from "../units/component/raw.ts";
import type { Answer, MessageVerb, Unit, UnitContext } from "../units/unit.ts";
import type { Exchange, Handler, Reply } from "../http/exchange.ts";
import { decodeBody, decodeJson, isMultipart, readOpaqueBody, readWrapperBody } from "./body.ts";
import type { BodyText } from "./body.ts";
import type { WrapperReplies } from "./reply.ts";
import type { WrapperSettings } from "./settings.ts";

const INVALID_DATA = "Invalid request data type";
const INVALID_FEEDBACK = "Invalid JSON";

export const METHOD_TAGS: Readonly<Record<RawVerb, MethodTag>> = {
  predict: "predict",
  transformInput: "inputtransform",
  transformOutput: "outputtransform",
  route: "router",
  aggregate: "aggregate",
  sendFeedback: "feedback",
  healthStatus: "health",
};

export class WrapperVerbs {
  readonly #unit: Unit;
  readonly #settings: WrapperSettings;
  readonly #replies: WrapperReplies;

  constructor(unit: Unit, settings: WrapperSettings, replies: WrapperReplies) {
    this.#unit = unit;
    this.#settings = settings;
    this.#replies = replies;
  }

  /** predict, transformInput, transformOutput or route. */
  message(verb: MessageVerb): Handler {
    const { unit, raw } = this.#rawOf(verb);
    const call = unit[verb]?.bind(unit);
    const ordinary = (exchange: Exchange, body: BodyText): Reply | Promise<Reply> => {
      if (call === undefined) throw undefinedVerb(verb);
      const message = decodeBody(body, decodeMessage, INVALID_DATA);
      const answer = this.#run(exchange, (context) => call(message, context));
      // A router answers for itself alone, so all of its metrics are its own.
      const passedOn = verb === "route" ? 0 : message.meta.metrics.length;
      return andThen(answer, (value) => this.#replies.json(encodeMessage(this.#finish(value, passedOn))));
    };
    const respond = this.#withRaw(verb, raw, decodeJson, ordinary);
    if (verb !== "predict" || raw === undefined || !this.#settings.passthrough) return this.#handler(respond);
    return this.#passthrough(raw, respond);
  }

  aggregate(): Handler {
    const { unit, raw } = this.#rawOf("aggregate");
    const call = unit.aggregate?.bind(unit);
    return this.#handler(
      this.#withRaw("aggregate", raw, decodeJson, (exchange, body) => {
        if (call === undefined) throw undefinedVerb("aggregate");
        const messages = decodeBody(body, decodeMessageList, INVALID_DATA);
        const passedOn = messages.reduce((count, { meta }) => count + meta.metrics.length, 0);
        const answer = this.#run(exchange, (context) => call(messages, context));
        return andThen(answer, (value) => this.#replies.json(encodeMessage(this.#finish(value, passedOn))));
      }),
    );
  }

  feedback(): Handler {
    const { unit, raw } = this.#rawOf("sendFeedback");
    const decode = (body: BodyText) => decodeBody(body, decodeFeedback, INVALID_FEEDBACK);
    return this.#handler(
      this.#withRaw(
        "sendFeedback",
        raw,
        (body) => rawFeedback(decode(body)),
        (exchange, body) => {
          const feedback = decode(body);
          if (unit.sendFeedback === undefined) throw undefinedVerb("sendFeedback");
          const answer = this.#run(exchange, (context) => unit.sendFeedback!(feedback, context));
          return andThen(answer, (value) => this.#replies.json(encodeSparseMessage(this.#finish(value, 0))));
        },
      ),
    );
  }

  health(): Handler {
    const { unit, raw } = this.#rawOf("healthStatus");
    const ordinary = (exchange: Exchange): Reply | Promise<Reply> => {
      const answer = this.#run(exchange, (context) => unit.health?.(context) ?? textMessage("healthy"));
      return andThen(answer, (value) => this.#replies.json(encodeMessage(this.#finish(value, 0))));
    };
    if (raw === undefined) return (exchange) => this.#replies.of(() => ordinary(exchange));
    return (exchange) =>
      this.#replies.of(() =>
        andThen(raw(), (value) => (value === NOT_RAW ? ordinary(exchange) : this.#replies.raw(value, "health", true))),
      );
  }

  #rawOf(verb: RawVerb): { unit: Unit; raw: RawCall | undefined } {
    const unit = this.#unit;
    const raw = isRawUnit(unit) ? unit.raw(verb) : undefined;
    return { unit: raw !== undefined && isRawUnit(unit) ? unit.ordinary : unit, raw };
  }

  #handler(respond: (exchange: Exchange, body: BodyText) => Reply | Promise<Reply>): Handler {
    return (exchange) => this.#replies.of(() => andThen(readWrapperBody(exchange), (body) => respond(exchange, body)));
  }

  #withRaw(
    verb: RawVerb,
    raw: RawCall | undefined,
    decode: (body: BodyText) => unknown,
    ordinary: (exchange: Exchange, body: BodyText) => Reply | Promise<Reply>,
  ): (exchange: Exchange, body: BodyText) => Reply | Promise<Reply> {
    if (raw === undefined) return ordinary;
    const { showMetrics } = this.#settings;
    return (exchange, body) =>
      andThen(raw(decode(body)), (value) =>
        value === NOT_RAW ? ordinary(exchange, body) : this.#replies.raw(value, METHOD_TAGS[verb], showMetrics),
      );
  }

  // Bytes or text in, bytes or text out.
  #passthrough(raw: RawCall, decoded: (exchange: Exchange, body: BodyText) => Reply | Promise<Reply>): Handler {
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

  #run(exchange: Exchange, call: (context: UnitContext) => Answer): Answer {
    const run = new Run(exchange.get("seldon-puid") ?? "", Infinity, exchange);
    const answer = call(run);
    if (!isPromise(answer)) return answer;
    const stop = (): void => run.stop(new InferenceError("CANCELLED", "The client went away"));
    const { signal } = exchange;
    if (signal.aborted) stop();
    else signal.addEventListener("abort", stop, { once: true });
    return run.orStopped(answer);
  }

  // A hop drops the routing, adds itself to the request path and may keep its metrics to itself.
  #finish(answer: Message, passedOn: number): Message {
    const { meta } = answer;
    const { unitId, image, showMetrics } = this.#settings;
    return withMeta(answer, {
      puid: meta.puid,
      tags: meta.tags,
      metrics: showMetrics ? meta.metrics : meta.metrics.slice(0, passedOn),
      requestPath: unitId === undefined ? meta.requestPath : { [unitId]: image, ...meta.requestPath },
      routing: {},
    });
  }
}

function undefinedVerb(verb: string): InferenceError {
  const words = verb.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return new InferenceError("INVALID_ARGUMENT", `${words[0]!.toUpperCase()}${words.slice(1)} not defined`);
}
