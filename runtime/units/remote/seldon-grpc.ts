/**
 * A unit behind a gRPC port, called the way Seldon's orchestrator calls its containers: every verb
 * is the method of a service of its own.
 * @see contract section 1.1 "Executor -> node gRPC methods"
 * @module
 */
import { decodeMessage, encodeFeedback, encodeMessage, encodeMessageList } from "../../codecs/seldon-proto/codec.ts";
import type { RuntimeHost } from "../../host.ts";
import type { Feedback } from "../../message/feedback.ts";
import { EMPTY_TENSOR, tensorMessage } from "../../message/message.ts";
import type { Message } from "../../message/message.ts";
import type { Unit, UnitContext } from "../unit.ts";
import { METADATA_TIMEOUT_MS } from "./options.ts";
import type { RemoteUnitOptions } from "./options.ts";
import { checkHealth } from "./rpc-health.ts";
import { RpcServer } from "./rpc-server.ts";
import { decodeProtoMetadata } from "./seldon-proto-metadata.ts";

const SERVICES = "/seldon.protos.";
const EMPTY = new Uint8Array(0);

/**
 * Makes the unit; nothing is sent before its first call.
 * @throws InferenceError UNIMPLEMENTED where the host cannot speak gRPC
 */
export function createSeldonGrpcUnit(options: RemoteUnitOptions, host: RuntimeHost): Unit {
  const server = new RpcServer(options, host);
  const call = async (name: string, body: Uint8Array, context: UnitContext): Promise<Message> => {
    const method = SERVICES + name;
    const answer = await server.call({ method, body, context });
    return server.decode(method, "no SeldonMessage", () => decodeMessage(answer));
  };
  const sendFeedback = async (feedback: Feedback, context: UnitContext): Promise<Message> => {
    // A method of models, whatever the unit is.
    const answer = await server.call({
      method: `${SERVICES}Model/SendFeedback`,
      body: encodeFeedback(feedback),
      context,
    });
    return readThanks(answer);
  };
  return {
    kind: "remote",
    identity: options.url,
    reportsPath: true,
    predict: (message, context) => call("Model/Predict", encodeMessage(message), context),
    transformInput: (message, context) => call("Transformer/TransformInput", encodeMessage(message), context),
    transformOutput: (message, context) => call("OutputTransformer/TransformOutput", encodeMessage(message), context),
    route: (message, context) => call("Router/Route", encodeMessage(message), context),
    aggregate: (messages, context) => call("Combiner/Aggregate", encodeMessageList(messages), context),
    sendFeedback,
    metadata: async (signal) => {
      const method = `${SERVICES}Model/Metadata`;
      const timeoutMs = Math.min(options.timeoutMs, METADATA_TIMEOUT_MS);
      const answer = await server.call({ method, body: EMPTY, signal, timeoutMs, repeatable: true });
      return decodeProtoMetadata(answer, options.url + method);
    },
    ready: () => checkHealth(server, options),
  };
}

// Whoever takes a reward mostly has nothing to say, which protobuf writes as a message without data.
function readThanks(answer: Uint8Array): Message {
  try {
    return decodeMessage(answer);
  } catch {
    return tensorMessage([EMPTY_TENSOR]);
  }
}
