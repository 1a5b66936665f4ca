/**
 * The `*Raw` methods: they take and return whole SeldonMessages as plain JSON objects, and nothing
 * is merged into what they answer. Older `*Rest` names come first, as in the Python wrapper.
 *
 * Numbers in those objects are JavaScript's, bigint beyond 2^53, so `1.0` and `1` are the same. In
 * the `data` of an answer they are floats when the request's array was one of floats; otherwise
 * those without a fraction are integers.
 * @see contract section 3.4 "Raw methods"
 * @module
 */
import { decodeMessage } from "../../codecs/seldon-json/decode.ts";
import { parseJson } from "../../codecs/json/reader.ts";
import { encodeFeedback, encodeMessage, encodeMessageList } from "../../codecs/seldon-json/encode.ts";
import { InferenceError } from "../../errors.ts";
import { andThen, isPromise } from "../../eventually.ts";
import type { Feedback } from "../../message/feedback.ts";
import { isJsonObject } from "../../message/json-value.ts";
import type { JsonObject } from "../../message/json-value.ts";
import type { Message } from "../../message/message.ts";
import { writeFloat, writeJson, writeString } from "../../codecs/json/writer.ts";
import { DATATYPES } from "../../tensor/datatype.ts";
import type { Answer, Unit } from "../unit.ts";
import { isNotImplemented, replyError } from "./failure.ts";
import { findMethod } from "./members.ts";
import type { Method } from "./members.ts";
import { toPlainJson } from "./plain-json.ts";

/** The verbs that may have a raw form. */
export type RawVerb =
  | "predict"
  | "transformInput"
  | "transformOutput"
  | "route"
  | "aggregate"
  | "sendFeedback"
  | "healthStatus";

/** Calls a raw method with a message as JSON; NOT_RAW when it asks for the ordinary method. */
export type RawCall = (message?: unknown) => unknown;

export const NOT_RAW: unique symbol = Symbol("not raw");

/** A unit whose component may answer whole messages by itself; its microservice passes those on as they are. */
export interface RawUnit extends Unit {
  raw(verb: RawVerb): RawCall | undefined;
  /** The same unit without its raw methods. */
  readonly ordinary: Unit;
  /** Whether the component has the verb, in any form. */
  has(verb: RawVerb): boolean;
}

/** Whether a unit is a component with the possibility of raw methods. */
export function isRawUnit(unit: Unit): unit is RawUnit {
  return typeof (unit as Partial<RawUnit>).raw === "function";
}

/** The raw form of a verb, if the component has one. */
export function findRaw(component: object, verb: string): Method | undefined {
  return findMethod(component, `${verb}Rest`) ?? findMethod(component, `${verb}Raw`);
}

/** Wraps a raw method: errors become the component's, "not implemented" becomes NOT_RAW. */
export function createRawCall(method: Method, translated: (error: unknown) => unknown): RawCall {
  const settle = (error: unknown): typeof NOT_RAW => {
    if (isNotImplemented(error)) return NOT_RAW;
    throw translated(error);
  };
  return (message) => {
    try {
      const result = message === undefined ? method() : method(message);
      return isPromise(result) ? Promise.resolve(result).catch(settle) : result;
    } catch (error) {
      return settle(error);
    }
  };
}

/**
 * Answers by the raw method inside a graph, or by the ordinary one when it declines.
 * @param given What the method gets, as JSON.
 * @param request The message whose array says what the numbers of the answer are.
 */
export function rawOr(raw: RawCall, given: unknown, request: Message | undefined, ordinary: () => Answer): Answer {
  return andThen(raw(given), (result) => (result === NOT_RAW ? ordinary() : fromRaw(result, request)));
}

export function rawMessage(message: Message): unknown {
  return parseJson(encodeMessage(message));
}

export function rawMessages(messages: readonly Message[]): unknown {
  return parseJson(encodeMessageList(messages));
}

export function rawFeedback(feedback: Feedback): unknown {
  return parseJson(encodeFeedback(feedback));
}

// One whose `status.code` is an HTTP error reaches the client as it is.
function fromRaw(result: unknown, request: Message | undefined): Message {
  if (!isJsonObject(result)) {
    throw new InferenceError("INVALID_ARGUMENT", "A raw method must return a SeldonMessage object");
  }
  const plain = toPlainJson(result, "result") as JsonObject;
  const { status } = result;
  const code = isJsonObject(status) ? Number(status["code"]) : NaN;
  if (code >= 400 && code <= 599) throw replyError(code, writeJson(plain));
  const number = isFloats(request) ? (value: number) => writeFloat(value) : undefined;
  const fields = Object.entries(plain).map(
    ([key, value]) => `${writeString(key)}:${writeJson(value, key === "data" ? number : undefined)}`,
  );
  return decodeMessage(`{${fields.join(",")}}`);
}

function isFloats(request: Message | undefined): boolean {
  const tensor = request?.data.kind === "tensors" ? request.data.tensors[0] : undefined;
  if (tensor === undefined) return false;
  const { kind } = DATATYPES[tensor.datatype];
  return kind === "float" || kind === "half";
}
