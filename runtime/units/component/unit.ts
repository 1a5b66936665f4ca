/**
 * Makes a unit of a component: arguments in, results out, tags and metrics added, as Seldon's
 * language wrapper does it.
 * @see contract sections 3 and 11.1
 * @module
 */
import { toMetric } from "../../codecs/seldon-json/meta.ts";
import { ERROR_CODES, InferenceError } from "../../errors.ts";
import { andThen, isPromise } from "../../eventually.ts";
import { branchMessage } from "../../message/branch.ts";
import type { Feedback } from "../../message/feedback.ts";
import type { JsonObject } from "../../message/json-value.ts";
import { isJsonObject } from "../../message/json-value.ts";
import type { Message } from "../../message/message.ts";
import { tensorMessage, textMessage } from "../../message/message.ts";
import { EMPTY_META, extendMeta, mergeMetas } from "../../message/meta.ts";
import type { Meta, Metric } from "../../message/meta.ts";
import type { Answer, Unit, UnitContext, UnitMetadata } from "../unit.ts";
import { toArgument, toComponentMeta } from "./argument.ts";
import { SeldonResponse } from "./component.ts";
import { findList, findMember, findMethod } from "./members.ts";
import type { Method } from "./members.ts";
import { findRaw, fromRaw, isNotImplemented, rawFeedback, rawMessage, rawMessages } from "./raw.ts";
import { toAnswer } from "./result.ts";
import { componentMetadata } from "./metadata.ts";

const EMPTY_ARRAY: Message = tensorMessage([{ name: "", datatype: "FP64", shape: [0], data: new Float64Array(0) }]);

export interface ComponentUnitOptions {
  /** Name of the node; finds its own route in a feedback. */
  readonly name: string;
  /** Class or file, for `meta.requestPath`. */
  readonly identity: string;
  /** YAML or JSON that overrides the component's own metadata, already parsed. */
  readonly metadata?: JsonObject | undefined;
  /** Give the request's column names back when a transformer keeps their number. Default true. */
  readonly keepNames?: boolean | undefined;
}

/** Makes a unit of a component that is already constructed and loaded. */
export function createComponentUnit(component: object, options: ComponentUnitOptions): Unit {
  return new ComponentUnit(component, options);
}

class ComponentUnit implements Unit {
  readonly kind = "component";
  readonly identity: string;
  readonly #component: object;
  readonly #options: ComponentUnitOptions;
  readonly #asTensors: boolean;
  readonly #classNames: (() => readonly string[]) | undefined;
  readonly #featureNames: (() => readonly string[]) | undefined;
  readonly #tags: Method | undefined;
  readonly #metrics: Method | undefined;

  constructor(component: object, options: ComponentUnitOptions) {
    this.identity = options.identity;
    this.#component = component;
    this.#options = options;
    this.#asTensors = findMember(component, "tensors") === true;
    this.#classNames = findList(component, "classNames");
    this.#featureNames = findList(component, "featureNames");
    this.#tags = findMethod(component, "tags");
    this.#metrics = findMethod(component, "metrics");
    this.predict = this.#messageVerb("predict", false);
    this.transformInput = this.#messageVerb("transformInput", true);
    this.transformOutput = this.#messageVerb("transformOutput", true);
  }

  readonly predict: (message: Message, context: UnitContext) => Answer;
  readonly transformInput: (message: Message, context: UnitContext) => Answer;
  readonly transformOutput: (message: Message, context: UnitContext) => Answer;

  // What a verb does is settled here, once, so that a call only calls.
  #messageVerb(verb: string, transforms: boolean): (message: Message, context: UnitContext) => Answer {
    const raw = findRaw(this.#component, verb);
    // Without the method a transformer passes its input on, and a model answers nothing.
    const absent: Method = (X) => (transforms ? X : []);
    const method = findMethod(this.#component, verb) ?? absent;
    const call = (message: Message, context: UnitContext): Answer => {
      const X = toArgument(message, this.#asTensors);
      const result = guarded(() => method(X, message.names, toComponentMeta(message.meta, context.puid)));
      return andThen(result, (value) => this.#answer(message, value, message.meta, transforms));
    };
    return raw === undefined
      ? call
      : (message, context) =>
          orOrdinary(
            () => raw(rawMessage(message)),
            () => call(message, context),
          );
  }

  route(message: Message, context: UnitContext): Answer {
    const ordinary = (): Answer => {
      const method = findMethod(this.#component, "route");
      if (method === undefined) throw new InferenceError("INVALID_ARGUMENT", "The component has no route method");
      const X = toArgument(message, this.#asTensors);
      const result = guarded(() => method(X, message.names, toComponentMeta(message.meta, context.puid)));
      return andThen(result, (branch) => {
        if (!Number.isInteger(branch)) {
          throw new InferenceError("INVALID_ARGUMENT", `Routing response must be int but got ${typeof branch}`);
        }
        return {
          ...branchMessage(branch as number),
          meta: this.#meta({ ...EMPTY_META, puid: message.meta.puid }, undefined),
        };
      });
    };
    const raw = findRaw(this.#component, "route");
    return raw === undefined ? ordinary() : orOrdinary(() => raw(rawMessage(message)), ordinary);
  }

  aggregate(messages: readonly Message[]): Answer {
    const ordinary = (): Answer => {
      const method = findMethod(this.#component, "aggregate");
      if (method === undefined) throw new InferenceError("INVALID_ARGUMENT", "The component has no aggregate method");
      const first = messages[0];
      if (first === undefined)
        throw new InferenceError("INTERNAL", "Nothing to aggregate: the list of messages is empty");
      const Xs = messages.map((message) => toArgument(message, this.#asTensors));
      const names = messages.map((message) => message.names);
      const meta = mergeMetas(messages.map((message) => message.meta));
      return andThen(
        guarded(() => method(Xs, names)),
        (value) => this.#answer(first, value, meta, false),
      );
    };
    const raw = findRaw(this.#component, "aggregate");
    return raw === undefined ? ordinary() : orOrdinary(() => raw(rawMessages(messages)), ordinary);
  }

  sendFeedback(feedback: Feedback): Answer {
    const request = feedback.request ?? EMPTY_ARRAY;
    const ordinary = (): Answer => {
      const method = findMethod(this.#component, "sendFeedback") ?? (() => []);
      const { routing } = feedback.response?.meta ?? EMPTY_META;
      const X = toArgument(request, this.#asTensors);
      const truth = feedback.truth && toArgument(feedback.truth, this.#asTensors);
      const branch = Object.hasOwn(routing, this.#options.name) ? routing[this.#options.name] : undefined;
      const result = guarded(() => method(X, request.names, feedback.reward, truth, branch));
      return andThen(result, (value) => {
        const meta = { ...EMPTY_META, puid: request.meta.puid };
        return this.#answer(request, value ?? [], meta, false);
      });
    };
    const raw = findRaw(this.#component, "sendFeedback");
    return raw === undefined ? ordinary() : orOrdinary(() => raw(rawFeedback(feedback)), ordinary);
  }

  health(): Answer {
    const raw = findRaw(this.#component, "healthStatus");
    if (raw !== undefined) return fromRaw(raw());
    const method = findMethod(this.#component, "healthStatus");
    if (method === undefined) return textMessage("healthy");
    return andThen(
      guarded(() => method()),
      (value) => this.#answer(textMessage(""), value, EMPTY_META, false),
    );
  }

  metadata(): UnitMetadata {
    return componentMetadata(findMethod(this.#component, "initMetadata"), this.identity, this.#options.metadata);
  }

  async close(): Promise<void> {
    await findMethod(this.#component, "close")?.();
  }

  #answer(request: Message, value: unknown, meta: Meta, transforms: boolean): Message {
    const response = SeldonResponse.is(value) ? value : undefined;
    const data = response === undefined ? value : response.data;
    const shape = Array.isArray(data) && Array.isArray(data[0]) ? [data.length, data[0].length] : [];
    return toAnswer(request, data, this.#names(request, shape, transforms), this.#meta(meta, response));
  }

  // Column names: those the component declares, else for transformers the caller's if they still fit.
  #names(request: Message, shape: readonly number[], transforms: boolean): readonly string[] | undefined {
    if (shape.length > 0 && shape.length < 2) return [];
    const declared = this.#classNames?.() ?? (transforms ? this.#featureNames?.() : undefined);
    if (declared !== undefined) return declared;
    const keeps = transforms && this.#options.keepNames !== false && request.names.length > 0;
    return keeps && request.names.length === shape[1] ? request.names : undefined;
  }

  #meta(meta: Meta, response: SeldonResponse | undefined): Meta {
    let extended = meta;
    if (this.#tags !== undefined || this.#metrics !== undefined) {
      const tags = this.#tags?.();
      extended = extendMeta(meta, isJsonObject(tags) ? tags : undefined, checkMetrics(this.#metrics?.()));
    }
    return response === undefined ? extended : extendMeta(extended, response.tags, checkMetrics(response.metrics));
  }
}

function checkMetrics(metrics: unknown): readonly Metric[] | undefined {
  if (metrics === undefined || metrics === null) return undefined;
  try {
    if (!Array.isArray(metrics)) throw new TypeError(`expected a list, got ${typeof metrics}`);
    return metrics.map((metric, index) => toMetric(metric, `metrics[${index}]`));
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    throw new InferenceError("BAD_METRIC", `Bad metric: ${text}`, { cause: error });
  }
}

function orOrdinary(raw: () => unknown, ordinary: () => Answer): Answer {
  try {
    const answer = andThen(guarded(raw), fromRaw);
    if (!isPromise(answer)) return answer;
    return answer.catch((error: unknown) => (isNotImplemented(error) ? ordinary() : Promise.reject(error)));
  } catch (error) {
    if (isNotImplemented(error)) return ordinary();
    throw error;
  }
}

// An error of the user's code may choose its HTTP status by a numeric statusCode.
function guarded(call: () => unknown): unknown {
  try {
    const result = call();
    if (isPromise(result)) return Promise.resolve(result).catch((error: unknown) => Promise.reject(translate(error)));
    return result;
  } catch (error) {
    throw translate(error);
  }
}

function translate(error: unknown): unknown {
  if (!(error instanceof Error) || InferenceError.is(error) || isNotImplemented(error)) return error;
  const { statusCode, reason } = error as { statusCode?: unknown; reason?: unknown };
  if (typeof statusCode !== "number" || statusCode < 400 || statusCode > 599) return error;
  const code = statusCode < 500 ? "INVALID_ARGUMENT" : "INTERNAL";
  const status = { code: -1, info: error.message, reason: reason ?? ERROR_CODES[code].reason, status: 1 };
  const reply = { status: statusCode, contentType: "application/json", body: JSON.stringify({ status }) };
  return new InferenceError(code, error.message, { reply, cause: error });
}
