/**
 * Requests and answers of TensorFlow Serving, however they are written (JSON in rows or columns,
 * protobuf), and what they are as messages.
 * @module
 */
import { invalid } from "../../errors.ts";
import type { Message } from "../../message/message.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { fromTensors, toTensors } from "../as-tensors.ts";

/** Which model a client means. */
export interface ModelSpec {
  /** "" for the graph. */
  readonly name: string;
  readonly version: bigint | undefined;
  readonly label: string | undefined;
  /** "" for `serving_default`. */
  readonly signature: string;
}

export const ANY_MODEL: ModelSpec = Object.freeze({ name: "", version: undefined, label: undefined, signature: "" });

export interface PredictRequest {
  readonly model: ModelSpec;
  readonly tensors: readonly Tensor[];
  /** Names of the outputs that are wanted; all of them when empty. */
  readonly outputs: readonly string[];
}

export interface PredictResponse {
  readonly model: ModelSpec;
  readonly tensors: readonly Tensor[];
}

/** The request as a message. */
export function requestMessage(request: PredictRequest): Message {
  return fromTensors(request.tensors);
}

/**
 * The graph's answer for a request: the outputs that it wants.
 * @throws InferenceError INVALID_ARGUMENT naming an output that the graph does not have, or that is wanted twice
 */
export function answerRequest(answer: Message, request: PredictRequest, model: ModelSpec): PredictResponse {
  const tensors = toTensors(answer, "output");
  if (request.outputs.length === 0) return { model, tensors };
  const seen = new Set<string>();
  const wanted = request.outputs.map((name) => {
    // Refused by TensorFlow Serving, too; a short request must not become an answer without bounds.
    if (seen.size === seen.add(name).size)
      invalid(`output_filter: expected each name once, got ${name.slice(0, 80)} again`);
    const found = tensors.find((tensor) => tensor.name === name);
    if (found !== undefined) return found;
    const have = tensors.map((tensor) => tensor.name).join(", ");
    return invalid(`output_filter: there is no output ${name.slice(0, 80)}; there are ${have}`);
  });
  return { model, tensors: wanted };
}
