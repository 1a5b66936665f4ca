/**
 * A unit whose server knows nothing but models with named tensors (Open Inference, TensorFlow),
 * with the verbs of a graph: transformers are asked as models are, a router's first number is the
 * branch, and a combiner gets all tensors of its children at once, each as `<position>/<name>`,
 * counting the children that answered from 0. Feedback has no counterpart and ends here.
 * @see contract section 2.2 "What the executor sends to a node" and section 14, #14 and #16
 * @module
 */
import { toTensors } from "../../codecs/as-tensors.ts";
import { parametersOf } from "../../codecs/v2/infer.ts";
import { InferenceError } from "../../errors.ts";
import type { RuntimeHost } from "../../host.ts";
import { answerWith, defaultNames } from "../../message/answer.ts";
import type { Message } from "../../message/message.ts";
import { withMeta } from "../../message/message.ts";
import { mergeMetas } from "../../message/meta.ts";
import type { Meta } from "../../message/meta.ts";
import type { Tensor, TensorParameters } from "../../tensor/tensor.ts";
import type { Unit, UnitContext } from "../unit.ts";
import { ModelInputs } from "./model-inputs.ts";
import type { ModelReply, ModelServer } from "./model-server.ts";
import { modelOf } from "./options.ts";
import type { ModelUnitOptions } from "./options.ts";

/** Makes the unit; nothing is sent before its first call. */
export function createModelUnit(options: ModelUnitOptions, server: ModelServer, host: RuntimeHost): Unit {
  const inputs = new ModelInputs(server, () => host.now());
  /** Whether routing and combining have methods of their own; unknown until one was asked. */
  let hasOwnMethods: boolean | undefined;

  const ask = async (message: Message, tensors: readonly Tensor[], context: UnitContext): Promise<Message> => {
    const parameters = parametersOf(message.meta.tags);
    return answer(
      message,
      await server.infer({ model: modelOf(options, context), tensors, parameters }, context),
      parameters,
    );
  };
  const predict = async (message: Message, context: UnitContext): Promise<Message> => {
    const model = modelOf(options, context);
    try {
      return await ask(message, await inputs.of(message, model), context);
    } catch (error) {
      if (InferenceError.is(error) && error.code !== "UNAVAILABLE") inputs.distrust(model);
      throw error;
    }
  };
  const transform = async (message: Message, context: UnitContext): Promise<Message> =>
    keepNames(message, await predict(message, context));
  const route = async (message: Message, context: UnitContext): Promise<Message> => {
    if (server.route !== undefined && hasOwnMethods !== false) {
      const model = modelOf(options, context);
      const parameters = parametersOf(message.meta.tags);
      const own = await server.route({ model, tensors: await inputs.of(message, model), parameters }, context);
      if (own !== undefined) return own;
    }
    const branch = await predict(message, context);
    hasOwnMethods ??= false;
    return branch;
  };
  const aggregate = async (messages: readonly Message[], context: UnitContext): Promise<Message> => {
    const meta = mergeMetas(messages.map((message) => message.meta));
    const request = withMeta(messages[0]!, meta);
    if (server.aggregate !== undefined && hasOwnMethods !== false) {
      const own = await server.aggregate(modelOf(options, context), messages.map(toReply), context);
      if (own !== undefined) return answer(request, own);
    }
    const combined = await ask(request, messages.flatMap(placed), context);
    hasOwnMethods ??= false;
    return combined;
  };
  return {
    kind: "remote",
    identity: options.identity ?? options.url,
    knowsModels: options.isFirst === true,
    predict,
    transformInput: transform,
    transformOutput: transform,
    route,
    aggregate,
    metadata: (signal) => server.metadata(modelOf(options), signal),
    ready: () => server.ready(modelOf(options)),
  };
}

const NONE: TensorParameters = Object.freeze({});

/** What the model said, as the answer to a message. @param sent parameters; those that come back are no news */
function answer(request: Message, { tensors, parameters }: ModelReply, sent: TensorParameters = NONE): Message {
  const names = tensors.length === 1 ? defaultNames(tensors[0]!) : [];
  return answerWith(request, tensors, names, withTags(request.meta, parameters, sent));
}

function withTags(meta: Meta, parameters: TensorParameters, sent: TensorParameters): Meta {
  const news = Object.entries(parameters).filter(([name, value]) => sent[name] !== value);
  return news.length === 0 ? meta : { ...meta, tags: { ...meta.tags, ...Object.fromEntries(news) } };
}

// A transformer that answers as many columns as there were leaves their names as they are.
function keepNames({ names }: Message, transformed: Message): Message {
  return names.length > 0 && names.length === transformed.names.length ? { ...transformed, names } : transformed;
}

function toReply(message: Message): ModelReply {
  return { tensors: toTensors(message, "output"), parameters: parametersOf(message.meta.tags) };
}

function placed(message: Message, position: number): readonly Tensor[] {
  return toTensors(message, "output").map((tensor) => ({ ...tensor, name: `${position}/${tensor.name}` }));
}
