/** Reads and writes `data.tensor`: a flat list of values and a shape. @module */
import { InferenceError } from "../../errors.ts";
import { DATATYPES } from "../../tensor/datatype.ts";
import { toFloat64 } from "../../tensor/convert.ts";
import { elementCount } from "../../tensor/tensor.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { CHAR } from "../json/number.ts";
import { NumberList } from "../json/number-list.ts";
import { readNumbers } from "../json/read-numbers.ts";
import type { JsonReader } from "../json/reader.ts";
import { writeFloats } from "../json/writer.ts";
import { NO_WIDE, toIntegers } from "./ndarray.ts";
import { checkRank, checkShape } from "./shape.ts";

const SPECIAL: Readonly<Record<string, number>> = { NaN: NaN, Infinity: Infinity, "-Infinity": -Infinity };

interface Values {
  readonly numbers: NumberList;
  readonly wide: ReadonlyMap<number, bigint>;
  readonly integers: boolean;
}

/**
 * Reads `{"shape": [...], "values": [...]}`; one axis of -1 is inferred.
 * @throws InferenceError INVALID_ARGUMENT when the shape does not hold the values.
 */
export function readTensor(reader: JsonReader, path: string): Tensor {
  let shape: number[] | undefined;
  let values: Values | undefined;
  for (let key = reader.firstKey(path); key !== undefined; key = reader.nextKey(path)) {
    if (key === "shape") shape = readShape(reader, `${path}.shape`);
    else if (key === "values") values = readValues(reader, `${path}.values`);
    else reader.skip(`${path}.${key}`);
  }
  const { numbers, wide, integers } = values ?? { numbers: new NumberList(), wide: NO_WIDE, integers: false };
  const axes = inferAxis(shape ?? [numbers.length], numbers.length);
  checkShape(axes, `${path}.shape`);
  if (elementCount(axes) !== numbers.length) {
    const expected = `${elementCount(axes)} values for shape [${axes.join(",")}]`;
    throw new InferenceError("INVALID_ARGUMENT", `${path}.values: expected ${expected}, got ${numbers.length}`);
  }
  const typed = integers && numbers.length > 0 ? toIntegers(numbers, wide) : undefined;
  return {
    name: "",
    datatype: typed?.datatype ?? "FP64",
    shape: axes,
    data: typed?.data ?? numbers.toFloat64(),
  };
}

function readShape(reader: JsonReader, path: string): number[] {
  const shape: number[] = [];
  for (let more = reader.firstItem(path); more; more = reader.nextItem(path)) {
    const size = reader.number(path, "axis sizes");
    if (!Number.isInteger(size) || size < -1 || size > 2 ** 31) {
      throw new InferenceError("INVALID_ARGUMENT", `${path}: expected axis sizes of 0 or more, got ${size}`);
    }
    shape.push(size);
    checkRank(shape.length, path);
  }
  if (shape.indexOf(-1) !== shape.lastIndexOf(-1)) {
    throw new InferenceError("INVALID_ARGUMENT", `${path}: expected at most one axis of -1`);
  }
  return shape;
}

function readValues(reader: JsonReader, path: string): Values {
  const found = readNumbers(reader, path, 1);
  if (found !== undefined) return { numbers: found.list, wide: NO_WIDE, integers: found.integers };
  const numbers = new NumberList();
  const wide = new Map<number, bigint>();
  let integers = true;
  for (let more = reader.firstItem(path); more; more = reader.nextItem(path)) {
    if (reader.peek() === CHAR.quote) {
      const value = SPECIAL[reader.string(path)];
      if (value === undefined) throw new InferenceError("INVALID_ARGUMENT", `${path}: expected numbers, got a string`);
      numbers.push(value, path);
      integers = false;
      continue;
    }
    const value = reader.isNull() ? NaN : reader.number(path);
    if (Number.isNaN(value) || !reader.wasInteger) integers = false;
    else if (reader.wideInteger !== undefined) wide.set(numbers.length, reader.wideInteger);
    numbers.push(value, path);
  }
  return { numbers, wide, integers };
}

/** The shape with its axis of -1, where it has one, as long as `count` values make it. */
export function inferAxis(shape: readonly number[], count: number): readonly number[] {
  const open = shape.indexOf(-1);
  if (open === -1) return shape;
  const known = shape.reduce((product, size, axis) => (axis === open ? product : product * size), 1);
  return shape.with(open, known > 0 ? Math.floor(count / known) : 0);
}

/** Writes a numeric tensor; NaN and the infinities as proto3 JSON spells them. */
export function writeTensor(tensor: Tensor, sparse: boolean = false): string {
  if (sparse && tensor.data.length === 0) return `{"shape":[${tensor.shape.join(",")}]}`;
  return `{"shape":[${tensor.shape.join(",")}],"values":[${writeValues(tensor)}]}`;
}

function writeValues(tensor: Tensor): string {
  const { kind } = DATATYPES[tensor.datatype];
  if (kind === "int" || kind === "bigint") return (tensor.data as Int32Array).join(",");
  return writeFloats(toFloat64(tensor), quote);
}

function quote(value: number): string {
  return `"${value}"`;
}
