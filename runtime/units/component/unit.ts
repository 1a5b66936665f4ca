/**
 * Makes a unit of a component: arguments in, results out, tags and metrics added, as Seldon's
 * language wrapper does it.
 * @see contract sections 3 and 11.1
 * @module
 */
import { InferenceError } from "../../errors.ts";
import { andThen, isPromise, toPromise } from "../../eventually.ts";
import type { Feedback } from "../../message/feedback.ts";
import type { Message } from "../../message/message.ts";
import { EMPTY_TENSOR, tensorMessage, textMessage } from "../../message/message.ts";
import { EMPTY_META, mergeMetas } from "../../message/meta.ts";
import type { Meta } from "../../message/meta.ts";
import type { Answer, Unit, UnitContext, UnitMetadata } from "../unit.ts";
import { toArgument, toComponentMeta, toFeedbackArgument, toNames } from "./argument.ts";
import { toBranch } from "./branch.ts";
import { SeldonResponse } from "./component.ts";
import { createExtras } from "./extras.ts";
import type { ExtendMeta, MethodTag } from "./extras.ts";
import { isNotImplemented, translate, withGiven } from "./failure.ts";
import { findMember, findMethod } from "./members.ts";
import type { Method } from "./members.ts";
import { createColumnNames } from "./names.ts";
import type { ColumnNames } from "./names.ts";
import { createRawCall, findRaw, rawFeedback, rawMessage, rawMessages, rawOr } from "./raw.ts";
import type { RawCall, RawUnit, RawVerb } from "./raw.ts";
import { toAnswer } from "./result.ts";

/** What a feedback without a request counts as: no data, so that numbers answer as `tensor`. */
const NO_REQUEST: Message = tensorMessage([EMPTY_TENSOR], [], "tensor");
const NO_TEXT = textMessage("");

export interface ComponentUnitOptions {
  /** Name of the node; finds its own route in a feedback. */
  readonly name: string;
  /** Class or file, for `meta.requestPath`. */
  readonly identity: string;
  /** What the component says about itself; throws BAD_METADATA when that is no metadata. */
  readonly metadata: () => UnitMetadata;
  /** Give the request's column names back when a transformer keeps their number. Default true. */
  readonly keepNames?: boolean | undefined;
  /** Whether the component ends with its unit. Default true. */
  readonly closes?: boolean | undefined;
}

type MessageCall = (message: Message, context: UnitContext) => Answer;

/** Makes a unit of a component that is already constructed and loaded. */
export function createComponentUnit(component: object, options: ComponentUnitOptions): Unit {
  return new ComponentUnit(component, options, true);
}

class ComponentUnit implements RawUnit {
  readonly kind = "component";
  readonly identity: string;
  readonly predict: MessageCall;
  readonly transformInput: MessageCall;
  readonly transformOutput: MessageCall;
  /** Absent when the component cannot, so that a graph which asks for it is refused. */
  readonly route?: MessageCall;
  readonly aggregate?: (messages: readonly Message[]) => Answer;
  readonly #component: object;
  readonly #options: ComponentUnitOptions;
  readonly #withRaw: boolean;
  readonly #asTensors: boolean;
  readonly #names: ColumnNames;
  readonly #extend: ExtendMeta;
  readonly #onError: Method | undefined;

  constructor(component: object, options: ComponentUnitOptions, withRaw: boolean) {
    this.identity = options.identity;
    this.#component = component;
    this.#options = options;
    this.#withRaw = withRaw;
    this.#asTensors = findMember(component, "tensors") === true;
    this.#names = createColumnNames(component, ["classNames"], false);
    this.#extend = createExtras(component);
    this.#onError = findMethod(component, "modelErrorHandler");
    const kept = createColumnNames(component, ["classNames", "featureNames"], options.keepNames !== false);
    this.predict = this.#messageVerb("predict", "predict", this.#names, () => []);
    this.transformInput = this.#messageVerb("transformInput", "inputtransform", kept, unchanged);
    this.transformOutput = this.#messageVerb("transformOutput", "outputtransform", kept, unchanged);
    if (this.has("route")) this.route = (message, context) => this.#route(message, context);
    if (this.has("aggregate")) this.aggregate = (messages) => this.#aggregate(messages);
  }

  get ordinary(): Unit {
    return new ComponentUnit(this.#component, this.#options, false);
  }

  raw(verb: RawVerb): RawCall | undefined {
    const method = this.#withRaw ? findRaw(this.#component, verb) : undefined;
    return method && createRawCall(method, (error) => translate(error, this.#onError));
  }

  has(verb: RawVerb): boolean {
    return findMethod(this.#component, verb) !== undefined || findRaw(this.#component, verb) !== undefined;
  }

  // What a verb does is settled here, once, so that a call only calls.
  #messageVerb(verb: RawVerb, tag: MethodTag, names: ColumnNames, absent: (message: Message) => unknown): MessageCall {
    const method = findMethod(this.#component, verb);
    const finish = (message: Message, value: unknown): Message =>
      this.#answer(message, value, names, message.meta, tag);
    const fail = (message: Message, error: unknown): Message => {
      if (isNotImplemented(error)) return finish(message, absent(message));
      throw withGiven(translate(error, this.#onError), [message]);
    };
    const call: MessageCall = (message, context) => {
      if (method === undefined) return finish(message, absent(message));
      let value: unknown;
      try {
        const X = toArgument(message, this.#asTensors);
        value = method(X, toNames(message), toComponentMeta(message.meta, context.puid));
      } catch (error) {
        return fail(message, error);
      }
      if (!isPromise(value)) return finish(message, value);
      return toPromise(value).then(
        (result) => finish(message, result),
        (error: unknown) => fail(message, error),
      );
    };
    const raw = this.raw(verb);
    if (raw === undefined) return call;
    return (message, context) => rawOr(raw, rawMessage(message), message, () => call(message, context));
  }

  #route(message: Message, context: UnitContext): Answer {
    const ordinary = (): Answer => {
      const method = this.#required("route", "Route not defined");
      const X = toArgument(message, this.#asTensors);
      const meta = toComponentMeta(message.meta, context.puid);
      const value = this.#guard(() => method(X, toNames(message), meta), refuse, [message]);
      return andThen(value, (result) => {
        const response = SeldonResponse.is(result) ? result : undefined;
        const tensor = toBranch(response === undefined ? result : response.data);
        return toAnswer(message, tensor, this.#names, this.#extend(puidOnly(message), response, "router"));
      });
    };
    const raw = this.raw("route");
    return raw === undefined ? ordinary() : rawOr(raw, rawMessage(message), message, ordinary);
  }

  #aggregate(messages: readonly Message[]): Answer {
    const ordinary = (): Answer => {
      const method = this.#required("aggregate", "Aggregate not defined");
      const first = messages[0];
      if (first === undefined)
        throw new InferenceError("INTERNAL", "Nothing to aggregate: the list of messages is empty");
      const Xs = messages.map((message) => toArgument(message, this.#asTensors));
      const names = messages.map(toNames);
      const meta = mergeMetas(messages.map((message) => message.meta));
      const value = this.#guard(() => method(Xs, names), refuse, messages);
      return andThen(value, (result) => this.#answer(first, result, this.#names, meta, "aggregate"));
    };
    const raw = this.raw("aggregate");
    return raw === undefined ? ordinary() : rawOr(raw, rawMessages(messages), messages[0], ordinary);
  }

  sendFeedback(feedback: Feedback): Answer {
    const request = feedback.request ?? NO_REQUEST;
    const ordinary = (): Answer => {
      const method = findMethod(this.#component, "sendFeedback") ?? (() => []);
      const { routing } = feedback.response?.meta ?? EMPTY_META;
      const { name } = this.#options;
      const X = toFeedbackArgument(feedback.request, this.#asTensors);
      const truth = toFeedbackArgument(feedback.truth, this.#asTensors);
      const branch = Object.hasOwn(routing, name) ? routing[name] : undefined;
      const value = this.#guard(
        () => method(X, toNames(request), feedback.reward, truth, branch),
        () => [],
      );
      const meta = puidOnly(request);
      return andThen(value, (result) => this.#answer(request, result ?? [], this.#names, meta, "feedback"));
    };
    const raw = this.raw("sendFeedback");
    return raw === undefined ? ordinary() : rawOr(raw, rawFeedback(feedback), feedback.request, ordinary);
  }

  health(): Answer {
    const ordinary = (): Answer => {
      const method = findMethod(this.#component, "healthStatus") ?? (() => "healthy");
      const value = this.#guard(method, () => "not implemented - assuming healthy");
      return andThen(value, (result) => this.#answer(NO_TEXT, result, this.#names, EMPTY_META, "health"));
    };
    const raw = this.raw("healthStatus");
    return raw === undefined ? ordinary() : rawOr(raw, undefined, undefined, ordinary);
  }

  metadata(): UnitMetadata {
    return this.#options.metadata();
  }

  async close(): Promise<void> {
    if (this.#options.closes !== false) await findMethod(this.#component, "close")?.();
  }

  #required(verb: string, otherwise: string): Method {
    const method = findMethod(this.#component, verb);
    if (method === undefined) throw new InferenceError("INVALID_ARGUMENT", otherwise);
    return method;
  }

  #guard(call: () => unknown, declined: (error: Error) => unknown, given?: readonly Message[]): unknown {
    const fail = (error: unknown): unknown => {
      if (isNotImplemented(error)) return declined(error);
      const told = translate(error, this.#onError);
      throw given === undefined ? told : withGiven(told, given);
    };
    try {
      const value = call();
      return isPromise(value) ? Promise.resolve(value).catch(fail) : value;
    } catch (error) {
      return fail(error);
    }
  }

  #answer(request: Message, value: unknown, names: ColumnNames, meta: Meta, tag: MethodTag): Message {
    const response = SeldonResponse.is(value) ? value : undefined;
    const data = response === undefined ? value : response.data;
    const answer = toAnswer(request, data, names, meta);
    const extended = this.#extend(meta, response, tag);
    return extended === meta ? answer : { ...answer, meta: extended };
  }
}

// Without the method a transformer passes on what it got, with the types it came in.
function unchanged({ data }: Message): unknown {
  switch (data.kind) {
    case "text":
      return data.text;
    case "bytes":
      return data.bytes;
    case "json":
      return data.value;
    default:
      return data.tensors;
  }
}

function refuse(error: Error): never {
  throw new InferenceError("INVALID_ARGUMENT", error.message, { cause: error });
}

function puidOnly(message: Message): Meta {
  return message.meta.puid === "" ? EMPTY_META : { ...EMPTY_META, puid: message.meta.puid };
}
