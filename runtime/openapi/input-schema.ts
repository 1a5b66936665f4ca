/** What exactly this graph takes, as JSON Schema. @module */
import type { ModelDescription, TensorDescription } from "../deployment/described-model.ts";
import type { JsonObject } from "../message/json-value.ts";
import { DATATYPES } from "../tensor/datatype.ts";

/** `data` of a SeldonMessage for this graph, with the names of its columns; undefined when it takes no array. */
export function inputData({ inputs }: ModelDescription): JsonObject | undefined {
  const [input] = inputs;
  if (input === undefined || inputs.length > 1 || input.payload !== undefined) return undefined;
  const { columns } = input;
  const names: JsonObject = { type: "array", items: { type: "string", ...(columns.length > 0 && { enum: columns }) } };
  return { type: "object", properties: { names, ndarray: arrayOf(input, input.shape) } };
}

/** The inputs of an Open Inference request for this model. */
export function inferInputs({ inputs }: ModelDescription): JsonObject {
  if (inputs.length === 0) return { type: "array", items: inferTensor(undefined) };
  const items = inputs.length === 1 ? inferTensor(inputs[0]) : { oneOf: inputs.map(inferTensor) };
  return { type: "array", minItems: inputs.length, maxItems: inputs.length, items };
}

/** The outputs of an Open Inference answer of this model. */
export function inferOutputs({ outputs }: ModelDescription): JsonObject {
  if (outputs.length === 0) return { type: "array", items: inferTensor(undefined) };
  return { type: "array", items: outputs.length === 1 ? inferTensor(outputs[0]) : { oneOf: outputs.map(inferTensor) } };
}

function inferTensor(tensor: TensorDescription | undefined): JsonObject {
  const known = tensor !== undefined;
  return {
    type: "object",
    required: ["name", "shape", "datatype", "data"],
    properties: {
      name: { type: "string", ...(known && { enum: [tensor.name] }) },
      shape: {
        type: "array",
        items: { type: "integer" },
        ...(known && tensor.shape.length > 0 && { description: `[${tensor.shape.join(", ")}], -1 for any size` }),
      },
      datatype: { type: "string", enum: known ? [tensor.datatype] : Object.keys(DATATYPES) },
      parameters: { type: "object" },
      data: { type: "array", items: known ? elementOf(tensor) : {} },
    },
  };
}

// One nested array to an axis; sizes that are known are required.
function arrayOf(tensor: TensorDescription, shape: readonly number[]): JsonObject {
  if (shape.length === 0) return { type: "array", items: {} };
  const [size, ...rest] = shape;
  const sized = size! >= 0 ? { minItems: size!, maxItems: size! } : {};
  const isColumns = rest.length === 0 && tensor.columns.length > 0 && tensor.columns.length === size;
  return {
    type: "array",
    ...sized,
    ...(isColumns && { description: tensor.columns.join(", ") }),
    items: rest.length === 0 ? elementOf(tensor) : arrayOf(tensor, rest),
  };
}

function elementOf({ datatype }: TensorDescription): JsonObject {
  switch (DATATYPES[datatype].kind) {
    case "bytes":
      return { type: "string" };
    case "bool":
      return { type: "boolean" };
    case "int":
    case "bigint":
      return { type: "integer" };
    default:
      return { type: "number" };
  }
}
