/** A reward reaches the router whatever protocol the prediction came in, by the puid of its answer. */
import { afterEach, describe, expect, test } from "vitest";
import { encodeFeedback, encodeMessage } from "../../runtime/codecs/seldon-proto/codec.ts";
import { encodePredictRequest } from "../../runtime/codecs/tensorflow-proto/codec.ts";
import { ANY_MODEL } from "../../runtime/codecs/tensorflow/predict.ts";
import { encodeInferRequest } from "../../runtime/codecs/v2-proto/codec.ts";
import { tensorMessage } from "../../runtime/message/message.ts";
import { EMPTY_META } from "../../runtime/message/meta.ts";
import { createRuntimeOn } from "../../runtime/runtime.ts";
import type { Runtime } from "../../runtime/runtime.ts";
import type { Tensor } from "../../runtime/tensor/tensor.ts";
import { createTestHost } from "../support/host.ts";
import { deployment } from "../support/manifests.ts";

const PUID = "seldon-puid";
/** Two rows. */
const TENSOR: Tensor = { name: "x", datatype: "FP64", shape: [2, 1], data: Float64Array.of(1, 2) };
const V2 = { model: "", version: "", id: "7", parameters: {}, tensors: [TENSOR], outputs: [], raw: false };

/** Asks for a prediction; answers the puid that the client is shown. */
type Ask = (runtime: Runtime) => Promise<string | null | undefined>;

async function post(runtime: Runtime, path: string, body: object, headers: object = {}): Promise<Response> {
  const init = {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
  };
  return runtime.fetch(new Request(`http://localhost${path}`, init));
}

async function call(runtime: Runtime, path: string, body: Uint8Array, metadata: Readonly<Record<string, string>> = {}) {
  const { unary } = await runtime.loadRpcs();
  const { signal } = new AbortController();
  const context = { timeoutMs: Infinity, signal, get: (name: string) => metadata[name], all: () => metadata };
  const { headers } = await unary.get(path)!.handle(body, context);
  return headers[headers.indexOf(PUID) + 1];
}

const REST =
  (path: string, body: object): Ask =>
  async (runtime) =>
    (await post(runtime, path, body)).headers.get(PUID);
const PREDICTIONS: readonly (readonly [string, Ask])[] = [
  ["Seldon over REST", REST("/api/v1.0/predictions", { data: { ndarray: [[1], [2]] } })],
  [
    "V2 over REST",
    REST("/v2/models/toy/infer", { inputs: [{ name: "x", datatype: "FP64", shape: [2, 1], data: [1, 2] }] }),
  ],
  ["TensorFlow over REST", REST("/v1/models/toy:predict", { instances: [[1], [2]] })],
  [
    "Seldon over gRPC",
    (runtime) => call(runtime, "/seldon.protos.Seldon/Predict", encodeMessage(tensorMessage([TENSOR]))),
  ],
  ["V2 over gRPC", (runtime) => call(runtime, "/inference.GRPCInferenceService/ModelInfer", encodeInferRequest(V2))],
  [
    "TensorFlow over gRPC, whose client gave it the puid",
    async (runtime) => {
      const body = encodePredictRequest({ model: ANY_MODEL, tensors: [TENSOR], outputs: [] });
      await call(runtime, "/tensorflow.serving.PredictionService/Predict", body, { [PUID]: "mine" });
      return "mine";
    },
  ],
];

const answered = (puid: string) => tensorMessage([], [], "ndarray", { ...EMPTY_META, puid });
const nothing = { request: undefined, response: undefined, truth: undefined };
const REWARDS: readonly (readonly [string, (runtime: Runtime, puid: string) => Promise<unknown>])[] = [
  [
    "in the body over REST",
    (runtime, puid) => post(runtime, "/api/v1.0/feedback", { reward: 1, response: { meta: { puid } } }),
  ],
  ["in the header over REST", (runtime, puid) => post(runtime, "/api/v0.1/feedback", { reward: 1 }, { [PUID]: puid })],
  [
    "in the message over gRPC",
    (runtime, puid) =>
      call(
        runtime,
        "/seldon.protos.Seldon/SendFeedback",
        encodeFeedback({ ...nothing, response: answered(puid), reward: 1 }),
      ),
  ],
  [
    "in the metadata over gRPC",
    (runtime, puid) =>
      call(runtime, "/seldon.protos.Seldon/SendFeedback", encodeFeedback({ ...nothing, reward: 1 }), { [PUID]: puid }),
  ],
];

let runtime: Runtime | undefined;
afterEach(() => runtime?.close());

describe.each(PREDICTIONS)("an answer of %s", (_, ask) => {
  test.each(REWARDS)("is rewarded by its puid %s", async (__, reward) => {
    const graph = { name: "r", implementation: "THOMPSON_SAMPLING", children: [{ name: "a" }] };
    runtime = await createRuntimeOn(createTestHost(), deployment(graph), {
      units: { a: { predict: (X: unknown) => X } },
    });
    const puid = await ask(runtime);
    expect(puid).toMatch(/^(0{8}-.*|mine)$/);
    await reward(runtime, puid!);
    expect(runtime.exportLearned()["main/r"]).toEqual({ tries: [2], successes: [2] });
  });
});
