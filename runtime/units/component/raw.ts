/**
 * The `*Raw` methods: they take and return whole SeldonMessages as plain JSON objects, and nothing
 * is merged into what they answer. Older `*Rest` names come first, as in the Python wrapper.
 * @see contract section 3.4 "Raw methods"
 * @module
 */
import { decodeMessage } from "../../codecs/seldon-json/decode.ts";
import { encodeFeedback, encodeMessage, encodeMessageList } from "../../codecs/seldon-json/encode.ts";
import { InferenceError } from "../../errors.ts";
import { andThen } from "../../eventually.ts";
import type { Feedback } from "../../message/feedback.ts";
import { isJsonObject } from "../../message/json-value.ts";
import { writeJson } from "../../codecs/json/writer.ts";
import type { Message } from "../../message/message.ts";
import { findMethod } from "./members.ts";
import type { Method } from "./members.ts";

/** The raw form of a verb, if the component has one. */
export function findRaw(component: object, verb: string): Method | undefined {
  return findMethod(component, `${verb}Rest`) ?? findMethod(component, `${verb}Raw`);
}

export function rawMessage(message: Message): unknown {
  return JSON.parse(encodeMessage(message));
}

export function rawMessages(messages: readonly Message[]): unknown {
  return JSON.parse(encodeMessageList(messages));
}

export function rawFeedback(feedback: Feedback): unknown {
  return JSON.parse(encodeFeedback(feedback));
}

/** Whether a raw method asks for the ordinary one instead. */
export function isNotImplemented(error: unknown): boolean {
  return error instanceof Error && error.name === "SeldonNotImplementedError";
}

/**
 * Reads a raw answer. One whose `status.code` is an HTTP error reaches the client as it is.
 * @throws InferenceError with the unit's own reply, or INVALID_ARGUMENT when it is no message.
 */
export function fromRaw(result: unknown): Message | Promise<Message> {
  return andThen(result, (value) => {
    if (!isJsonObject(value)) {
      throw new InferenceError("INVALID_ARGUMENT", "A raw method must return a SeldonMessage object");
    }
    const status = value["status"];
    const code = isJsonObject(status) ? status["code"] : undefined;
    const text = writeJson(value);
    if (typeof code === "number" && code >= 400 && code <= 599) {
      const reply = { status: code, contentType: "application/json", body: text };
      throw new InferenceError(code < 500 ? "INVALID_ARGUMENT" : "INTERNAL", `The unit answered with status ${code}`, {
        reply,
      });
    }
    return decodeMessage(text);
  });
}
