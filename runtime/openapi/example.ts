/**
 * A request that a graph can answer, made of what the graph says about its inputs.
 * @module
 */
import { decodeMessage } from "../codecs/seldon-json/decode.ts";
import type { ModelDescription, TensorDescription } from "../deployment/described-model.ts";
import type { JsonObject, JsonValue } from "../message/json-value.ts";
import { bytesMessage, jsonMessage, tensorMessage, textMessage } from "../message/message.ts";
import type { Message } from "../message/message.ts";
import { DATATYPES } from "../tensor/datatype.ts";
import type { TensorData } from "../tensor/datatype.ts";
import { elementCount } from "../tensor/tensor.ts";
import type { Tensor } from "../tensor/tensor.ts";

/** Annotation with a SeldonMessage that the graph answers. */
export const EXAMPLE_ANNOTATION = "zerohop.io/example";
/** A larger example would not be read, and a page would not show it. */
const MAX_ELEMENTS = 4096;
const TEXT = "text";

/**
 * The example that the manifest gives, or one that fits the inputs; four numbers where nothing is
 * known. Undefined when it would be too large to show.
 */
export function exampleOf(model: ModelDescription, annotations: Readonly<Record<string, string>>): Message | undefined {
  const given = annotations[EXAMPLE_ANNOTATION];
  if (given !== undefined) return decodeMessage(given);
  const { inputs } = model;
  const [first] = inputs;
  if (first === undefined) return tensorMessage([exampleTensor({ ...UNKNOWN_INPUT })]);
  if (inputs.length === 1 && first.payload !== undefined) return examplePayload(first);
  const shapes = inputs.map((input) => exampleShape(input));
  if (shapes.some((shape) => elementCount(shape) > MAX_ELEMENTS)) return undefined;
  return tensorMessage(inputs.map(exampleTensor), inputs.length === 1 ? first.columns : []);
}

const UNKNOWN_INPUT: TensorDescription = { name: "", datatype: "FP64", shape: [1, 4], columns: [] };

function examplePayload({ payload, schema }: TensorDescription): Message {
  if (payload === "strData") return textMessage(TEXT);
  if (payload === "binData") return bytesMessage(new TextEncoder().encode(TEXT));
  return jsonMessage(exampleJson(schema ?? {}));
}

/** The schema's own example, or an object of its properties. */
function exampleJson(schema: JsonObject): JsonValue {
  const { example, default: byDefault, examples, properties, type } = schema;
  const own = example ?? byDefault ?? (Array.isArray(examples) ? (examples as readonly JsonValue[])[0] : undefined);
  if (own !== undefined) return own;
  if (type === "string") return TEXT;
  if (type === "number" || type === "integer") return 1;
  if (type === "boolean") return true;
  if (type === "array") return [];
  const fields = Object.entries((properties ?? {}) as JsonObject);
  return Object.fromEntries(fields.map(([name, field]) => [name, exampleJson((field ?? {}) as JsonObject)]));
}

/** What may vary is one. */
function exampleShape({ shape }: TensorDescription): readonly number[] {
  return shape.length === 0 ? [1] : shape.map((size) => (size < 0 ? 1 : size));
}

function exampleTensor(description: TensorDescription): Tensor {
  const { name, datatype } = description;
  const shape = exampleShape(description);
  const count = elementCount(shape);
  return { name, datatype, shape, data: exampleData(datatype, count) };
}

function exampleData(datatype: Tensor["datatype"], count: number): TensorData {
  const { array, kind } = DATATYPES[datatype];
  if (array === undefined) return Array.from({ length: count }, () => TEXT);
  const data = new array(count);
  // 1, 2, 3 … for numbers; bit patterns of halves and truths are all the same.
  for (let at = 0; at < count; at++) {
    if (kind === "bigint") (data as BigInt64Array)[at] = BigInt(1 + (at % 100));
    else
      (data as Uint8Array)[at] =
        kind === "half" ? (datatype === "FP16" ? 0x3c00 : 0x3f80) : kind === "bool" ? 1 : 1 + (at % 100);
  }
  return data;
}
