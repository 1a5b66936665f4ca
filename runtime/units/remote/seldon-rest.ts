/**
 * A unit behind a socket, called the way Seldon's orchestrator calls its containers: the message
 * as JSON to the verb's path, the client's headers along with it.
 * @see contract section 2.2 "What the executor sends to a node"
 * @module
 */
import { decodeMessage } from "../../codecs/seldon-json/decode.ts";
import { encodeFeedback, encodeMessage, encodeMessageList } from "../../codecs/seldon-json/encode.ts";
import type { RuntimeHost } from "../../host.ts";
import type { Message } from "../../message/message.ts";
import type { Unit, UnitContext } from "../unit.ts";
import { decodeMetadata } from "./metadata.ts";
import { METADATA_TIMEOUT_MS, READY_TIMEOUT_MS } from "./options.ts";
import type { RemoteUnitOptions } from "./options.ts";
import { RestServer } from "./rest-server.ts";

/** Makes the unit; nothing is sent before its first call. */
export function createSeldonRestUnit(options: RemoteUnitOptions, host: RuntimeHost): Unit {
  const server = new RestServer(options, host, "seldon");
  const decode = (path: string, body: Uint8Array | string): Message =>
    server.decode(path, "no SeldonMessage", () => decodeMessage(body));
  const post = async (path: string, body: string, context: UnitContext): Promise<Message> =>
    decode(path, (await server.call({ path, body, context })).body);
  return {
    kind: "remote",
    identity: options.url,
    reportsPath: true,
    predict: (message, context) => post("/predict", encodeMessage(message), context),
    transformInput: (message, context) => post("/transform-input", encodeMessage(message), context),
    transformOutput: (message, context) => post("/transform-output", encodeMessage(message), context),
    aggregate: (messages, context) => post("/aggregate", encodeMessageList(messages), context),
    sendFeedback: async (feedback, context) => {
      const path = "/send-feedback";
      // A reward counts once; everything else may be asked twice.
      const call = { path, body: encodeFeedback(feedback), context, repeatable: false };
      return decode(path, (await server.call(call)).body);
    },
    route: async (message, context) => {
      const path = "/route";
      return decode(path, toRoute((await server.call({ path, body: encodeMessage(message), context })).body));
    },
    health: async (context) => {
      const path = "/health/status";
      return decode(path, (await server.call({ path, context })).body);
    },
    metadata: async (signal) => {
      const timeoutMs = Math.min(options.timeoutMs, METADATA_TIMEOUT_MS);
      const reply = await server.call({ path: "/metadata", signal, timeoutMs });
      return decodeMetadata(reply.body, server.urlOf("/metadata"));
    },
    ready: async () => {
      // Any answer will do: not every server has Seldon's health paths.
      await server.send({ path: "/health/ping", timeoutMs: READY_TIMEOUT_MS });
    },
  };
}

/** A router may answer with a bare list of integers instead of a message. */
export function toRoute(body: Uint8Array): string {
  const text = new TextDecoder().decode(body).trim();
  return text.startsWith("[") ? `{"data":{"ndarray":${text}}}` : text;
}
