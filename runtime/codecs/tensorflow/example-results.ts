/** A graph's answer read as classes with scores, or as one value a row. @module */
import { InferenceError } from "../../errors.ts";
import type { Message } from "../../message/message.ts";
import { toFloat64 } from "../../tensor/convert.ts";
import { describeTensor, rowCount } from "../../tensor/tensor.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { toTensors } from "../as-tensors.ts";

/** Names of the outputs of a classification, as TensorFlow exports them. */
const SCORES = "scores";
const CLASSES = "classes";
const UTF8 = new TextDecoder();

/** One class of a row; "" for a class without a label. */
export interface LabelledScore {
  readonly label: string;
  readonly score: number;
}

/**
 * Scores and labels of each row. Scores are the output of that name, else the first of numbers;
 * labels are the output `classes`, else the first of texts, else the names of the answer's columns.
 * @throws InferenceError INVALID_ARGUMENT when the graph answers neither
 */
export function toClasses(answer: Message): LabelledScore[][] {
  const tensors = toTensors(answer, "output");
  const scores = find(tensors, SCORES, (tensor) => tensor.datatype !== "BYTES");
  const labels = find(tensors, CLASSES, (tensor) => tensor.datatype === "BYTES");
  const shown = scores ?? labels;
  if (shown === undefined) throw misfit("classes", tensors);
  const rows = rowCount(shown);
  const width = widthOf(shown, "classes", tensors);
  const values = scores && toFloat64(scores);
  const texts = labels && labelsOf(labels, rows, width);
  const columns = answer.names.length === width ? answer.names : undefined;
  return Array.from({ length: rows }, (_, row) =>
    Array.from({ length: width }, (__, column) => ({
      label: texts?.(row, column) ?? columns?.[column] ?? "",
      score: values?.[row * width + column] ?? 0,
    })),
  );
}

/**
 * The value of each row: the first output of numbers.
 * @throws InferenceError INVALID_ARGUMENT when that is none, or several a row
 */
export function toValues(answer: Message): Float64Array {
  const tensors = toTensors(answer, "output");
  const values = tensors.find((tensor) => tensor.datatype !== "BYTES");
  if (values !== undefined && widthOf(values, "one value a row", tensors) === 1) return toFloat64(values);
  throw misfit("one value a row", tensors);
}

function find(tensors: readonly Tensor[], name: string, fits: (tensor: Tensor) => boolean): Tensor | undefined {
  return tensors.find((tensor) => tensor.name === name && fits(tensor)) ?? tensors.find(fits);
}

function widthOf({ shape }: Tensor, wanted: string, all: readonly Tensor[]): number {
  if (shape.length > 2) throw misfit(wanted, all);
  return shape[1] ?? 1;
}

// One label for each score, or the same labels for every row.
function labelsOf(tensor: Tensor, rows: number, width: number): ((row: number, column: number) => string) | undefined {
  const { length } = tensor.data;
  if (length !== rows * width && length !== width) return undefined;
  const stride = length === rows * width ? width : 0;
  return (row, column) => {
    const label = (tensor.data as readonly (string | Uint8Array)[])[row * stride + column]!;
    return typeof label === "string" ? label : UTF8.decode(label);
  };
}

function misfit(wanted: string, tensors: readonly Tensor[]): InferenceError {
  const got = tensors.map(describeTensor).join(" + ") || "nothing";
  return new InferenceError("INVALID_ARGUMENT", `The graph's answer: expected ${wanted}, got ${got}; ask with predict`);
}
