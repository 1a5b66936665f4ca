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
import { ProtoReader } from "../codecs/protobuf/reader.ts";
import { LENGTH, tagOf } from "../codecs/protobuf/wire.ts";
import { InferenceError } from "../errors.ts";
import { ArrivingBytes } from "../http/arriving-bytes.ts";
import type { Message } from "../message/message.ts";
import {
  ClassificationRequestSchema,
  InferenceTaskSchema,
  MultiInferenceResponseSchema,
  PredictionService,
} from "../proto/generated/tensorflow_serving/apis/serving_pb.js";
import type {
  ClassificationResultSchema,
  InferenceResultSchema,
  InferenceTask,
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
/** Fields of a MultiInferenceRequest. */
const TASKS = tagOf(1, LENGTH);
const INPUT = tagOf(2, LENGTH);

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
      const { tasks, input } = readTasks(body);
      const results: InferenceResult[] = [];
      // One after another: together they are one request.
      for (const { methodName, modelSpec } of tasks) {
        checkMethod(methodName);
        const head = create(ClassificationRequestSchema, modelSpec === undefined ? {} : { modelSpec });
        const example = joined([toBinary(ClassificationRequestSchema, head), ...input]);
        const { answer, served } = await ask(example, context, puid);
        results.push({ modelSpec: toModelSpec(served), result: resultOf(methodName, answer) });
      }
      return toBinary(MultiInferenceResponseSchema, create(MultiInferenceResponseSchema, { results }));
    }),
  ];
}

/** A MultiInferenceRequest, whose input is left as it is: message objects of it would take many times its bytes. */
interface Tasks {
  readonly tasks: readonly InferenceTask[];
  /** The fields `input` as they were written: those of a classification are the same. */
  readonly input: readonly Uint8Array[];
}

function readTasks(body: Uint8Array): Tasks {
  const reader = new ProtoReader(body);
  const tasks: InferenceTask[] = [];
  const input: Uint8Array[] = [];
  for (let start = 0, tag = reader.tag(); tag !== 0; start = reader.position, tag = reader.tag()) {
    if (tag === TASKS) {
      if (tasks.length === MAX_TASKS) reader.fail("tasks", `1 to ${MAX_TASKS}, got more`);
      tasks.push(decode(InferenceTaskSchema, reader.slice("tasks")));
      continue;
    }
    reader.skip(tag);
    if (tag !== INPUT) continue;
    reader.count("input");
    input.push(body.subarray(start, reader.position));
  }
  if (tasks.length === 0) reader.fail("tasks", `1 to ${MAX_TASKS}, got none`);
  return { tasks, input };
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new ArrivingBytes();
  for (const part of parts) bytes.add(new Uint8Array(part));
  return bytes.whole();
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
