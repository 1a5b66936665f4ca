/** What a trained model computed, as a tensor. @module */
import type { Tensor } from "../../tensor/tensor.ts";
import type { TrainedLabel, TrainedOutput } from "../trained-model.ts";

/** @param values rows times columns; indices where the output has labels */
export function answerTensor(output: TrainedOutput, rows: number, values: Float64Array): Tensor {
  const { name, columns, axes, labels, datatype } = output;
  const shape = axes === 1 ? [rows] : [rows, columns];
  if (labels !== undefined) return labelTensor(name, shape, columns, labels, values);
  if (datatype === "FP32") return { name, datatype, shape, data: Float32Array.from(values) };
  if (datatype === "INT64")
    return { name, datatype, shape, data: BigInt64Array.from(values, (value) => BigInt(value)) };
  return { name, datatype, shape, data: values };
}

/** Integers as INT64, other numbers as FP64, true and false as BOOL, everything else as texts. */
function labelTensor(
  name: string,
  shape: readonly number[],
  columns: number,
  labels: readonly (readonly TrainedLabel[])[],
  values: Float64Array,
): Tensor {
  const all = labels.flat();
  const chosen = Array.from(values, (value, index) => labels[index % columns]![value]!);
  if (all.every((label) => typeof label === "bigint" || Number.isSafeInteger(label))) {
    return { name, datatype: "INT64", shape, data: BigInt64Array.from(chosen, (label) => BigInt(label)) };
  }
  if (all.every((label) => typeof label === "boolean")) {
    return { name, datatype: "BOOL", shape, data: Uint8Array.from(chosen, Number) };
  }
  if (all.every((label) => typeof label === "number" || typeof label === "bigint")) {
    return { name, datatype: "FP64", shape, data: Float64Array.from(chosen, Number) };
  }
  return { name, datatype: "BYTES", shape, data: chosen.map(String) };
}
