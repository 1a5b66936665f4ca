/**
 * Nested arrays out of JSON as the tensor of a model's input.
 * @module
 */
import type { JsonValue } from "../../message/json-value.ts";
import { DATATYPES } from "../../tensor/datatype.ts";
import type { NumericArray } from "../../tensor/datatype.ts";
import { elementCount } from "../../tensor/tensor.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { fitTensor, unfit } from "./fit.ts";
import type { ModelValue } from "./signature.ts";

/** onnxruntime itself takes no more axes in most operators; also keeps the walk off deep recursion. */
const MAX_RANK = 8;

/**
 * Reads a number, text, truth value or nested arrays of them.
 * @throws InferenceError INVALID_ARGUMENT when it is ragged or of another kind than the input takes.
 */
export function nestedToTensor(value: JsonValue, input: ModelValue): Tensor {
  const shape = outerShape(value, input);
  const elements: JsonValue[] = [];
  collect(value, 0, shape, elements, input);
  const { name, datatype } = input;
  if (datatype === "BYTES") {
    for (const element of elements) if (typeof element !== "string") throw unfit(input, kindOf(element));
    return fitTensor({ name, datatype, shape, data: elements as string[] }, input);
  }
  if (DATATYPES[datatype].kind === "bigint") {
    return fitTensor({ name, datatype, shape, data: toBigInts(elements, input) }, input);
  }
  const data = Float64Array.from(elements, (element) => toNumber(element, input));
  return fitTensor({ name, datatype: "FP64", shape, data }, input);
}

function outerShape(value: JsonValue, input: ModelValue): number[] {
  const shape: number[] = [];
  for (let inner: JsonValue | undefined = value; Array.isArray(inner); inner = inner[0] as JsonValue | undefined) {
    if (shape.length === MAX_RANK) throw unfit(input, `arrays nested more than ${MAX_RANK} deep`);
    shape.push(inner.length);
  }
  return shape;
}

function collect(value: JsonValue, axis: number, shape: readonly number[], out: JsonValue[], input: ModelValue): void {
  if (axis === shape.length) {
    if (typeof value === "object") throw unfit(input, Array.isArray(value) ? "a ragged array" : kindOf(value));
    out.push(value);
    return;
  }
  if (!Array.isArray(value) || value.length !== shape[axis]) throw unfit(input, "a ragged array");
  for (const inner of value as readonly JsonValue[]) collect(inner, axis + 1, shape, out, input);
}

function toNumber(value: JsonValue, input: ModelValue): number {
  if (typeof value === "number" || typeof value === "boolean" || typeof value === "bigint") return Number(value);
  throw unfit(input, kindOf(value));
}

function toBigInts(values: readonly JsonValue[], input: ModelValue): NumericArray {
  const out = input.datatype === "INT64" ? new BigInt64Array(values.length) : new BigUint64Array(values.length);
  values.forEach((value, index) => {
    const number = typeof value === "bigint" ? value : toNumber(value, input);
    if (typeof number === "number" && !Number.isInteger(number)) throw unfit(input, "a fraction");
    out[index] = BigInt(number);
    if (out[index] !== BigInt(number)) throw unfit(input, "a number out of its range");
  });
  return out;
}

function kindOf(value: JsonValue): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "an array";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}

/** One column of a table of mixed types, as `[rows]` or `[rows,1]`, whichever the input takes. */
export function columnToTensor(rows: readonly JsonValue[], column: number, input: ModelValue): Tensor {
  const values = rows.map((row) => (row as readonly JsonValue[])[column]!);
  return nestedToTensor(input.shape?.length === 1 ? values : values.map((value) => [value]), input);
}

/** One column of a 2-D tensor, as `[rows]` or `[rows,1]`, whichever the input takes. */
export function tensorColumn(table: Tensor, column: number, input: ModelValue): Tensor {
  const [rows = 0, width = 0] = table.shape;
  const shape = input.shape?.length === 1 ? [rows] : [rows, 1];
  const pick = (index: number) => index * width + column;
  const { array } = DATATYPES[table.datatype];
  if (array === undefined) {
    const source = table.data as readonly string[];
    const data = Array.from({ length: elementCount(shape) }, (_, index) => source[pick(index)]!);
    return fitTensor({ name: input.name, datatype: table.datatype, shape, data }, input);
  }
  const data = new array(rows);
  for (let index = 0; index < rows; index++) data[index] = table.data[pick(index)] as number;
  return fitTensor({ name: input.name, datatype: table.datatype, shape, data }, input);
}
