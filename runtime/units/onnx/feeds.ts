/**
 * A message as the inputs of a model: one tensor for each, in the model's order and datatypes.
 *
 * | message | model |
 * |---|---|
 * | one tensor | one input, whatever the tensor's name |
 * | several tensors | inputs of those names |
 * | one table with column names | one input of one column for each name (a data frame) |
 * | `jsonData`: object of nested arrays | inputs of those names |
 * | `strData` | one input of a single text |
 * | `binData` | one UINT8 input |
 * @module
 */
import { isJsonObject } from "../../message/json-value.ts";
import type { JsonValue } from "../../message/json-value.ts";
import { describePayload } from "../../message/message.ts";
import type { Message } from "../../message/message.ts";
import { elementCount } from "../../tensor/tensor.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { fitTensor, unfit } from "./fit.ts";
import { columnToTensor, nestedToTensor, tensorColumn } from "./nested.ts";
import type { ModelSignature, ModelValue } from "./signature.ts";
import { assertSameNames, wrongInputs } from "./wrong-inputs.ts";

/**
 * Maps a message to tensors.
 * @throws InferenceError INVALID_ARGUMENT naming the input, what it takes and what came.
 */
export function toInputs(message: Message, { inputs }: ModelSignature): readonly Tensor[] {
  const { data } = message;
  if (data.kind === "tensors") return fromTensors(data.tensors, message, inputs);
  if (data.kind === "json") return fromJson(data.value, message, inputs);
  const input = only(inputs, message);
  return [data.kind === "text" ? fromText(data.text, input) : fromBytes(data.bytes, input)];
}

function fromTensors(tensors: readonly Tensor[], message: Message, inputs: readonly ModelValue[]): readonly Tensor[] {
  if (inputs.length === 1) {
    if (tensors.length !== 1) throw wrongInputs(inputs, describePayload(message));
    return [fitTensor(tensors[0]!, inputs[0]!)];
  }
  const table = tensors.length === 1 ? tensors[0]! : undefined;
  if (table !== undefined && isTable(table.shape, message.names, inputs)) {
    assertSameNames(inputs, message.names);
    return inputs.map((input) => tensorColumn(table, message.names.indexOf(input.name), input));
  }
  if (table !== undefined && !inputs.some((input) => input.name === table.name)) {
    throw wrongInputs(inputs, describePayload(message));
  }
  const byName = new Map(tensors.map((tensor) => [tensor.name, tensor]));
  assertSameNames(
    inputs,
    tensors.map((tensor) => tensor.name),
  );
  return inputs.map((input) => fitTensor(byName.get(input.name)!, input));
}

function fromJson(value: JsonValue, message: Message, inputs: readonly ModelValue[]): readonly Tensor[] {
  if (isJsonObject(value)) {
    assertSameNames(inputs, Object.keys(value));
    return inputs.map((input) => nestedToTensor(value[input.name]!, input));
  }
  if (inputs.length === 1) return [nestedToTensor(value, inputs[0]!)];
  const { names } = message;
  if (isRows(value, names.length) && isTable([value.length, names.length], names, inputs)) {
    assertSameNames(inputs, names);
    return inputs.map((input) => columnToTensor(value, names.indexOf(input.name), input));
  }
  throw wrongInputs(inputs, describePayload(message));
}

/** Whether named columns of a table can be the inputs, each of one column. */
function isTable(shape: readonly number[], names: readonly string[], inputs: readonly ModelValue[]): boolean {
  if (shape.length !== 2 || names.length === 0 || names.length !== shape[1]) return false;
  return inputs.every(({ shape: sizes }) => {
    if (sizes === undefined || sizes.length === 1) return true;
    return sizes.length === 2 && (sizes[1] === 1 || typeof sizes[1] === "string");
  });
}

function isRows(value: JsonValue, width: number): value is readonly JsonValue[] {
  return Array.isArray(value) && value.every((row) => Array.isArray(row) && row.length === width);
}

function only(inputs: readonly ModelValue[], message: Message): ModelValue {
  if (inputs.length === 1) return inputs[0]!;
  throw wrongInputs(inputs, describePayload(message));
}

function fromText(text: string, input: ModelValue): Tensor {
  if (input.datatype !== "BYTES" || (input.shape?.length ?? 1) > 2) throw unfit(input, "strData");
  const shape = (input.shape ?? [1]).map(() => 1);
  return fitTensor({ name: input.name, datatype: "BYTES", shape, data: [text] }, input);
}

function fromBytes(bytes: Uint8Array, input: ModelValue): Tensor {
  const got = `binData of ${bytes.length} bytes`;
  if (input.datatype !== "UINT8") throw unfit(input, got);
  const shape = bytesShape(bytes.length, input.shape);
  if (shape === undefined || elementCount(shape) !== bytes.length) throw unfit(input, got);
  return { name: input.name, datatype: "UINT8", shape, data: bytes };
}

/** The declared shape with the one dynamic size that `count` bytes leave; leading ones are 1 if there are more. */
function bytesShape(count: number, declared: ModelValue["shape"]): number[] | undefined {
  if (declared === undefined) return [count];
  const last = declared.findLastIndex((size) => typeof size === "string");
  const fixed = declared.reduce<number>((product, size) => product * (typeof size === "number" ? size : 1), 1);
  const rest = fixed === 0 ? 0 : count / fixed;
  if (!Number.isInteger(rest)) return undefined;
  return declared.map((size, axis) => (typeof size === "number" ? size : axis === last ? rest : 1));
}
