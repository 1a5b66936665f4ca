/** The graph that stands for the models of v2_models/: each is a unit that is asked by its name. */
import { InferenceError } from "../../runtime/errors.ts";
import { tensorMessage } from "../../runtime/message/message.ts";
import type { Message } from "../../runtime/message/message.ts";
import type { Tensor } from "../../runtime/tensor/tensor.ts";
import type { Implementation } from "../../runtime/units/registry.ts";
import type { Unit } from "../../runtime/units/unit.ts";

const SCORES: Tensor = { name: "scores", datatype: "FP32", shape: [1, 2], data: Float32Array.of(1.5, -2.25) };
const LABELS: Tensor = { name: "labels", datatype: "BYTES", shape: [2], data: ["calm", "storm"] };

function tensorsOf({ data }: Message): readonly Tensor[] {
  if (data.kind !== "tensors") throw new TypeError("expected tensors");
  return data.tensors;
}

function unit(predict: (message: Message) => Message, more: Partial<Unit> = {}): Implementation {
  return () => ({ kind: "built-in", identity: "twin", predict, ...more });
}

export const TWIN_IMPLEMENTATIONS: Readonly<Record<string, Implementation>> = {
  ECHO: unit((message) =>
    tensorMessage(tensorsOf(message).map((tensor) => ({ ...tensor, name: `out_${tensor.name}` }))),
  ),
  FIXED: unit(() => tensorMessage([SCORES, LABELS]), {
    metadata: () => ({
      name: "fixed",
      versions: ["1"],
      platform: "",
      inputs: [{ name: "x", datatype: "FP32", shape: [-1, 2] }],
      outputs: [
        { name: "scores", datatype: "FP32", shape: [1, 2] },
        { name: "labels", datatype: "BYTES", shape: [2] },
      ],
      custom: {},
    }),
  }),
  RAISES: unit((message) => {
    const isRefused = tensorsOf(message)[0]!.name === "invalid-input";
    throw isRefused ? new InferenceError("INVALID_ARGUMENT", "it broke") : new Error("it broke");
  }),
  ASLEEP: unit((message) => message, {
    ready: () => Promise.reject(new InferenceError("UNAVAILABLE", "The model is not ready")),
  }),
};

const node = (name: string, implementation: string, children: readonly object[] = []): object => ({
  name,
  implementation,
  children,
});

const MODELS = [node("echo", "ECHO", [node("fixed", "FIXED", [node("raises", "RAISES")])])];

/** A chain: the graph is never asked, only its units. */
export const V2_TWIN: Readonly<Record<"awake" | "asleep", unknown>> = {
  awake: { name: "twin", graph: node("all", "ECHO", MODELS) },
  asleep: { name: "twin", graph: node("all", "ECHO", [node("asleep", "ASLEEP", MODELS)]) },
};
