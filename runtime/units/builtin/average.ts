/** AVERAGE_COMBINER: the element-wise mean of the children's answers. @module */
import { InferenceError } from "../../errors.ts";
import { describePayload } from "../../message/message.ts";
import type { Message } from "../../message/message.ts";
import { mergeMetas } from "../../message/meta.ts";
import { toFloat64 } from "../../tensor/convert.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import type { UnitFactory } from "../factory.ts";

/**
 * Takes one numeric tensor of `[batch, columns]` from each child, all of one shape; the answer is
 * FP64 with the first child's encoding and names.
 */
export const createAverageCombiner: UnitFactory = () => ({
  kind: "built-in",
  identity: "AVERAGE_COMBINER",
  aggregate(messages): Message {
    const tensors = messages.map(matrixOf);
    const first = tensors[0]!;
    for (const [index, tensor] of tensors.entries()) checkShape(first, tensor, index);
    const sum = new Float64Array(first.data.length);
    for (const tensor of tensors) {
      const values = toFloat64(tensor);
      for (let i = 0; i < sum.length; i++) sum[i]! += values[i]!;
    }
    for (let i = 0; i < sum.length; i++) sum[i]! /= tensors.length;
    const mean: Tensor = { name: first.name, datatype: "FP64", shape: first.shape, data: sum };
    const { names, encoding } = messages[0]!;
    const meta = mergeMetas(messages.map((message) => message.meta));
    return { data: { kind: "tensors", tensors: [mean] }, names, encoding, meta };
  },
});

function matrixOf(message: Message, index: number): Tensor {
  const { data } = message;
  const tensor = data.kind === "tensors" && data.tensors.length === 1 ? data.tensors[0]! : undefined;
  if (tensor !== undefined && tensor.shape.length === 2 && tensor.datatype !== "BYTES") return tensor;
  const text = `Child ${index} must answer one numeric array of two axes, got ${describePayload(message)}`;
  throw new InferenceError("INTERNAL", text);
}

function checkShape(first: Tensor, tensor: Tensor, index: number): void {
  if (tensor.shape.every((size, axis) => size === first.shape[axis])) return;
  const expected = `[${first.shape.join(",")}] as child 0`;
  throw new InferenceError("INTERNAL", `Child ${index} must answer shape ${expected}, got [${tensor.shape.join(",")}]`);
}
