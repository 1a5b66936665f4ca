/**
 * Classification and regression of tf.Examples, TensorFlow Serving's older way to ask. A graph
 * answers them as it answers predictions; what it answers is read as classes or as values.
 * @module
 */
import { create, toBinary } from "@bufbuild/protobuf";
import type { MessageInitShape } from "@bufbuild/protobuf";
import { fromTensors } from "../codecs/as-tensors.ts";
import { toClasses, toValues } from "../codecs/tensorflow/example-results.ts";
import {
  decodeExamplesRequest,
  encodeClassificationResponse,
  encodeRegressionResponse,
} from "../codecs/tensorflow-proto/codec.ts";
import { InferenceError } from "../errors.ts";
import type { Message } from "../message/message.ts";
import {
  ClassificationRequestSchema,
  MultiInferenceRequestSchema,
  MultiInferenceResponseSchema,
  PredictionService,
} from "../proto/generated/tensorflow_serving/apis/serving_pb.js";
import type {
  ClassificationResultSchema,
  InferenceResultSchema,
  RegressionResultSchema,
} from "../proto/generated/tensorflow_serving/apis/serving_pb.js";
import { decode, PUID } from "./calls.ts";
import type { RpcCalls } from "./calls.ts";
import type { RpcContext, UnaryRpc } from "./rpc.ts";
import type { TensorflowCalls } from "./tensorflow.ts";
import { toModelSpec } from "./tensorflow-spec.ts";

const CLASSIFY = "tensorflow/serving/classify";
const REGRESS = "tensorflow/serving/regress";
/** Each is a request of its own to the graph. */
const MAX_TASKS = 16;

type InferenceResult = MessageInitShape<typeof InferenceResultSchema>;

export function createExampleMethods(tensorflow: TensorflowCalls, calls: RpcCalls): readonly UnaryRpc[] {
  const { method } = PredictionService;
  const ask = async (body: Uint8Array, context: RpcContext, puid: string) => {
    const { model, tensors } = decodeExamplesRequest(body);
    const answer = await tensorflow.ask(fromTensors(tensors), model, context, puid);
    return { answer, served: tensorflow.served(model) };
  };
  const prediction = (
    rpc: UnaryRpc["method"],
    work: (body: Uint8Array, context: RpcContext, puid: string) => Promise<Uint8Array>,
  ): UnaryRpc => ({
    method: rpc,
    guarded: true,
    async handle(body, context) {
      const puid = calls.puidOf(context, "");
      try {
        return { body: await work(body, context, puid), headers: [PUID, puid] };
      } catch (error) {
        throw calls.failure(error, puid);
      }
    },
  });
  return [
    prediction(method.classify, async (body, context, puid) => {
      const { answer, served } = await ask(body, context, puid);
      return encodeClassificationResponse(toClasses(answer), served);
    }),
    prediction(method.regress, async (body, context, puid) => {
      const { answer, served } = await ask(body, context, puid);
      return encodeRegressionResponse(toValues(answer), served);
    }),
    prediction(method.multiInference, async (body, context, puid) => {
      const { tasks, input } = decode(MultiInferenceRequestSchema, body);
      if (tasks.length === 0 || tasks.length > MAX_TASKS) {
        throw new InferenceError("INVALID_ARGUMENT", `tasks: expected 1 to ${MAX_TASKS}, got ${tasks.length}`);
      }
      const results: InferenceResult[] = [];
      // One after another: together they are one request.
      for (const { methodName, modelSpec: spec } of tasks) {
        checkMethod(methodName);
        // The same fields as those of a classification.
        const request = { ...(spec !== undefined && { modelSpec: spec }), ...(input !== undefined && { input }) };
        const example = toBinary(ClassificationRequestSchema, create(ClassificationRequestSchema, request));
        const { answer, served } = await ask(example, context, puid);
        results.push({ modelSpec: toModelSpec(served), result: resultOf(methodName, answer) });
      }
      return toBinary(MultiInferenceResponseSchema, create(MultiInferenceResponseSchema, { results }));
    }),
  ];
}

function checkMethod(name: string): void {
  if (name === CLASSIFY || name === REGRESS) return;
  const text = `tasks.method_name: expected ${CLASSIFY} or ${REGRESS}, got ${name.slice(0, 80)}`;
  throw new InferenceError("INVALID_ARGUMENT", text);
}

function resultOf(methodName: string, answer: Message): NonNullable<InferenceResult["result"]> {
  return methodName === CLASSIFY
    ? { case: "classificationResult", value: classifications(answer) }
    : { case: "regressionResult", value: regressions(answer) };
}

function classifications(answer: Message): MessageInitShape<typeof ClassificationResultSchema> {
  return { classifications: toClasses(answer).map((classes) => ({ classes })) };
}

function regressions(answer: Message): MessageInitShape<typeof RegressionResultSchema> {
  return { regressions: Array.from(toValues(answer), (value) => ({ value })) };
}
