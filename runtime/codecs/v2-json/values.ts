/** The elements of a tensor that stand in the JSON: flat, or nested as the shape says. @module */
import { InferenceError, invalid } from "../../errors.ts";
import { castTensor, toFloat64 } from "../../tensor/convert.ts";
import { DATATYPES } from "../../tensor/datatype.ts";
import type { Datatype, NumericArray, TensorData } from "../../tensor/datatype.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { readNumbers } from "../json/read-numbers.ts";
import type { Numbers } from "../json/read-numbers.ts";
import type { JsonReader } from "../json/reader.ts";
import { NO_WIDE, readNdarray, toIntegers } from "../seldon-json/ndarray.ts";
import { hasInfinity } from "./overflow.ts";

/** Elements whose datatype may not be known yet. */
export type Values = Numbers | Tensor;

/** From here on a number is closer to infinity than to any other of the datatype. */
const OVERFLOW: Partial<Readonly<Record<Datatype, number>>> = {
  FP32: 2 ** 128 - 2 ** 103,
  FP16: 65520,
  BF16: 2 ** 128 - 2 ** 119,
};

/** Reads the elements. null stands for NaN. @throws InferenceError INVALID_ARGUMENT naming `path` */
export function readValues(reader: JsonReader, path: string): Values {
  const numbers = readNumbers(reader, path);
  if (numbers !== undefined) return numbers;
  const payload = readNdarray(reader, path);
  if (payload.kind === "tensors") return payload.tensors[0]!;
  return invalid(`${path}: expected elements of one type, got several`);
}

/** Whether there are infinities among the elements, as of numbers that float64 cannot hold. */
export function isInfinite(values: Values): boolean {
  if ("list" in values) return hasInfinity(values.list.view());
  return values.datatype === "FP64" && hasInfinity(values.data);
}

/**
 * The elements in the datatype that the tensor has.
 * @throws InferenceError INVALID_ARGUMENT naming `path` for values that the datatype cannot hold
 */
export function toElements(values: Values, datatype: Datatype, path: string): TensorData {
  const source = "list" in values ? fromNumbers(values, datatype) : values;
  if (source.datatype === datatype) return source.data;
  const { kind } = DATATYPES[datatype];
  const isText = source.datatype === "BYTES";
  if (kind === "bytes" && source.data.length === 0) return [];
  if (isText || kind === "bytes") invalid(`${path}: expected ${datatype} values, got ${nameOf(source)}`);
  checkRange(source, datatype, path);
  try {
    return castTensor(source, datatype).data;
  } catch (cause) {
    const place = `${path}[${firstMisfit(source, datatype)}]`;
    const text = `${place}: expected ${datatype} values, got ${nameOf(source)} outside of it`;
    throw new InferenceError("INVALID_ARGUMENT", text, { cause });
  }
}

// By halves, so that the first element that cannot be cast costs no more than a second cast of all.
function firstMisfit({ datatype: from, data }: Tensor, datatype: Datatype): number {
  const numbers = data as NumericArray;
  let start = 0;
  for (let end = numbers.length; end - start > 1;) {
    const middle = (start + end) >> 1;
    if (fits(from, numbers.subarray(start, middle), datatype)) start = middle;
    else end = middle;
  }
  return start;
}

function fits(from: Datatype, data: NumericArray, datatype: Datatype): boolean {
  try {
    castTensor({ name: "", datatype: from, shape: [data.length], data }, datatype);
    return true;
  } catch {
    return false;
  }
}

function fromNumbers({ list, shape, integers }: Numbers, datatype: Datatype): Tensor {
  if (integers && DATATYPES[datatype].kind === "bigint") return { name: "", shape, ...toIntegers(list, NO_WIDE) };
  return { name: "", datatype: "FP64", shape, data: list.toFloat64() };
}

function nameOf({ datatype }: Tensor): string {
  if (datatype === "BYTES") return "texts";
  return datatype === "BOOL" ? "booleans" : "numbers";
}

function checkRange(source: Tensor, datatype: Datatype, path: string): void {
  const limit = OVERFLOW[datatype];
  if (limit === undefined) return;
  const numbers = toFloat64(source);
  for (let at = 0; at < numbers.length; at++) {
    const size = Math.abs(numbers[at]!);
    if (size >= limit && size !== Infinity) {
      invalid(`${path}[${at}]: expected ${datatype} values, got numbers beyond its range`);
    }
  }
}
