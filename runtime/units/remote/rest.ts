/**
 * A unit behind a socket, called the way Seldon's orchestrator calls its containers: the message
 * as JSON to the verb's path, the client's headers along with it.
 * @see contract section 2.2 "What the executor sends to a node"
 * @module
 */
import { decodeMessage } from "../../codecs/seldon-json/decode.ts";
import { encodeFeedback, encodeMessage, encodeMessageList } from "../../codecs/seldon-json/encode.ts";
import { InferenceError } from "../../errors.ts";
import type { RemoteReply, RuntimeHost } from "../../host.ts";
import type { Message } from "../../message/message.ts";
import type { Unit, UnitContext } from "../unit.ts";
import { forwardedHeaders } from "./headers.ts";
import { decodeMetadata } from "./metadata.ts";

export interface RemoteUnitOptions {
  readonly name: string;
  /** Base URL, without a path: `http://host:port`. */
  readonly url: string;
  /** Milliseconds for one call; Infinity when unlimited. */
  readonly timeoutMs: number;
  /** Lower-case names of the client's headers that are passed on; all of them when not given. */
  readonly forwardHeaders?: ReadonlySet<string> | undefined;
}

/** Metadata is small and asked for by people: whoever has not answered by then will not. */
const METADATA_TIMEOUT_MS = 5000;

/** Makes the unit; nothing is sent before its first call. */
export function createRemoteRestUnit(options: RemoteUnitOptions, host: RuntimeHost): Unit {
  const post = async (path: string, body: string, context: UnitContext): Promise<Message> =>
    decode(await call(options, host, path, context, body), options.url + path);
  return {
    kind: "remote",
    identity: options.url,
    reportsPath: true,
    predict: (message, context) => post("/predict", encodeMessage(message), context),
    transformInput: (message, context) => post("/transform-input", encodeMessage(message), context),
    transformOutput: (message, context) => post("/transform-output", encodeMessage(message), context),
    aggregate: (messages, context) => post("/aggregate", encodeMessageList(messages), context),
    sendFeedback: (feedback, context) => post("/send-feedback", encodeFeedback(feedback), context),
    route: async (message, context) =>
      decode(toRoute(await call(options, host, "/route", context, encodeMessage(message))), `${options.url}/route`),
    health: async (context) =>
      decode(await call(options, host, "/health/status", context), `${options.url}/health/status`),
    metadata: async (signal) => {
      const timeoutMs = Math.min(options.timeoutMs, METADATA_TIMEOUT_MS);
      return decodeMetadata(
        await call({ ...options, timeoutMs }, host, "/metadata", undefined, undefined, signal),
        options.url,
      );
    },
    ready: async () => {
      // Any answer will do: not every server has Seldon's health paths.
      await send(options, host, "/health/ping", undefined, undefined, 2000);
    },
  };
}

async function call(
  options: RemoteUnitOptions,
  host: RuntimeHost,
  path: string,
  context?: UnitContext,
  body?: string,
  signal?: AbortSignal,
): Promise<Uint8Array> {
  const reply = await send(options, host, path, context, body, options.timeoutMs, signal);
  if (reply.status === 200) return reply.body;
  const text = `${options.url}${path} answered with status ${reply.status}`;
  throw new InferenceError(codeOf(reply.status), text, { reply: { protocol: "seldon", ...reply } });
}

async function send(
  options: RemoteUnitOptions,
  host: RuntimeHost,
  path: string,
  context: UnitContext | undefined,
  body: string | undefined,
  timeoutMs: number,
  signal: AbortSignal = context?.signal ?? new AbortController().signal,
): Promise<RemoteReply> {
  const headers = context === undefined ? {} : forwardedHeaders(context, options.forwardHeaders);
  if (body !== undefined) headers["content-type"] = "application/json";
  const method = body === undefined ? "GET" : "POST";
  const left = context === undefined ? timeoutMs : Math.min(timeoutMs, context.deadlineMs - host.now());
  try {
    return await host.send({
      method,
      url: options.url + path,
      headers,
      ...(body !== undefined && { body }),
      signal,
      timeoutMs: left,
      // A reward counts once; everything else may be asked twice.
      repeatable: path !== "/send-feedback",
    });
  } catch (error) {
    if (signal.aborted) throw InferenceError.from(signal.reason);
    if (InferenceError.is(error)) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new InferenceError("UNAVAILABLE", `Cannot reach ${options.url}${path}: ${reason}`, { cause: error });
  }
}

function codeOf(status: number): "INVALID_ARGUMENT" | "NOT_FOUND" | "INTERNAL" | "UNAVAILABLE" {
  if (status === 404) return "NOT_FOUND";
  if (status >= 400 && status < 500) return "INVALID_ARGUMENT";
  return status === 503 ? "UNAVAILABLE" : "INTERNAL";
}

// The client is not to blame for what a unit answers.
function decode(body: Uint8Array | string, url: string): Message {
  try {
    return decodeMessage(body);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new InferenceError("INTERNAL", `${url} answered no SeldonMessage: ${reason}`, { cause: error });
  }
}

// A router may answer with a bare list of integers instead of a message.
function toRoute(body: Uint8Array): string {
  const text = new TextDecoder().decode(body).trim();
  return text.startsWith("[") ? `{"data":{"ndarray":${text}}}` : text;
}
